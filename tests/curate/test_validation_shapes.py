"""The shapes of the record: each single statement taken away or put wrong is found by the shape for it, alone."""

import re

import pytest

from graph.curate.validation import validate
from graph.record import DATA, Record
from tests.support.sound import INFERRED_EVENT, MERGER, changed, sound_rows
from tests.support.tiny import Tiny

SUCCESSION = f"id:{MERGER}--ccg-04a--icb-x"
SHAPES = [
    # shape, subject, predicate, objects that break it
    *(
        ("source", subject, "dct:source", "")
        for subject in (
            "nhs:kind-ccg",
            "id:ccg-04a",
            "id:name-icb-x-x-in-law-2022-07-01",
            "id:code-nhs-region-r-ods-y50-2014-01-01",
            f"id:{MERGER}",
            SUCCESSION,
            f"id:{INFERRED_EVENT}",
            "id:line-a",
            "id:line-c",
            "id:rule-a",
            "id:succession-rule-a",
            "id:r9",
            "id:cl1",
            "id:cm1",
            "id:count-ccg-2014-01-01-src-2",
            "id:inferred-pct-p-end",
            "id:cell-00aa",
            "id:coverage-ccg-04a--00aa",
        )
    ),
    ("source", "id:ccg-04a", "dct:source", "id:nowhere"),
    ("source", "id:ccg-04a", "dct:source", "id:icb-x"),
    ("evidence", "id:ccg-04a", "nhs:evidence", ""),
    ("evidence", "id:line-c", "nhs:evidence", "nhs:stated , nhs:inferred"),
    ("evidence", "id:line-c", "nhs:evidence", "nhs:legal"),
    ("start", "id:ccg-04a", "nhs:start", '"2013-04-01"'),
    ("start", "id:ccg-04a", "nhs:start", '"2013-02-30"^^xsd:date'),
    ("start", "id:ccg-04a", "nhs:start", '"2013-04-01Z"^^xsd:date'),
    ("start", "id:ccg-04a", "nhs:start", '"2013-04-01"^^xsd:date , "2013-04-02"^^xsd:date'),
    ("end", "id:line-a", "nhs:end", '"31/03/2015"^^xsd:date'),
    ("date", f"id:{MERGER}", "dct:date", '"2022-07"^^xsd:gYearMonth'),
    ("start-precision", "id:ccg-04a", "nhs:startPrecision", "nhs:day"),
    ("end-precision", "id:ccg-04a", "nhs:endPrecision", '"by"'),
    ("date-precision", f"id:{MERGER}", "nhs:datePrecision", "nhs:by"),
    ("last-seen", "id:pct-p", "nhs:lastSeen", '"2012"^^xsd:gYear'),
    ("note", "id:ccg-04a", "skos:note", '"one" , "two"'),
    ("part-of", f"id:{MERGER}", "dct:isPartOf", "id:r99"),
    ("instrument", f"id:{MERGER}", "nhs:instrument", "id:nowhere"),
    ("label", "id:ccg-04a", "skos:prefLabel", ""),
    ("label", "id:r9", "skos:prefLabel", '""'),
    ("description", "id:cm1", "dct:description", ""),
    ("legal-form", "id:pct-p", "nhs:legalForm", "org:Organization"),
    ("reason", "id:inferred-pct-p-end", "nhs:reason", ""),
    ("inferred", "id:line-c", "nhs:reason", ""),
    ("inferred", "id:line-a", "nhs:evidence", "nhs:inferred"),
    ("plural", "nhs:kind-ccg", "nhs:plural", ""),
    ("tier", "nhs:kind-ccg", "nhs:tier", "nhs:legal"),
    ("broader", "nhs:kind-ccg", "skos:broader", "nhs:kind-nothing"),
    ("kind-legal-form", "nhs:kind-ccg", "nhs:legalForm", ""),
    ("classification", "id:ccg-04a", "org:classification", "nhs:kind-nothing"),
    ("notation", "id:ccg-04a", "skos:notation", '"04a"^^nhs:odsCode'),
    ("notation", "id:ccg-04a", "skos:notation", '"04A"'),
    ("notation", "id:code-00aa", "skos:notation", '"AA00"^^nhs:districtCode'),
    ("label", "id:cell-00aa", "skos:prefLabel", ""),
    ("label", "id:place-ayton", "skos:prefLabel", '"Ayton" , "Beeham"'),
    ("inferred", "id:coverage-icb-x--00aa", "nhs:reason", ""),
    ("share", "id:coverage-ccg-04b--00ab-2", "nhs:share", "1.2"),
    ("share-basis-given", "id:coverage-ccg-04b--00ab-2", "nhs:shareBasis", ""),
    ("cell-number", "id:cell-00aa", "nhs:people", "1.5"),
    ("cell-postcodes", "id:cell-00aa", "nhs:postcodeCount", ""),
    ("cell-lsoas", "id:cell-00aa", "nhs:lsoaCount", "0"),
    ("latitude", "id:cell-00aa", "nhs:latitude", "-1.5"),
    ("longitude", "id:cell-00aa", "nhs:longitude", "52.5"),
    ("in-district", "id:cell-00aa", "nhs:inDistrict", '"00AA"'),
    ("in-authority", "id:cell-00aa", "nhs:inAuthority", ""),
    ("coverage-of", "id:coverage-ccg-04a--00aa", "nhs:coverageOf", "id:nowhere"),
    ("coverage-cell", "id:coverage-ccg-04a--00aa", "nhs:cell", "id:cell-99zz"),
    ("coverage-evidence", "id:coverage-ccg-04a--00aa", "nhs:evidence", "nhs:stated"),
    ("place-cell", "id:place-beeham", "nhs:cell", "id:cell-00ab-1 , id:cell-99zz"),
    ("code-of", "id:code-00aa", "nhs:codeOf", "id:nowhere"),
    ("place-kind", "id:code-00aa", "nhs:placeKind", "nhs:ccg"),
    ("identifier", "id:ccg-04a", "adms:identifier", "id:code-nowhere"),
    ("identifier-notation", "id:code-nhs-region-r-ods-y50-2014-01-01", "skos:notation", ""),
    ("identifier-of", "id:nhs-region-r", "adms:identifier", ""),
    ("name-of", "id:name-icb-x-x-in-law-2022-07-01", "nhs:nameOf", "id:nowhere"),
    ("name-label", "id:name-icb-x-x-in-law-2022-07-01", "rdfs:label", ""),
    ("name-type", "id:name-icb-x-x-in-law-2022-07-01", "nhs:nameType", "nhs:code"),
    ("original", f"id:{MERGER}", "org:originalOrganization", "id:ccg-04a , id:ccg-04b , id:nowhere"),
    ("resulting", f"id:{MERGER}", "org:resultingOrganization", "id:nowhere"),
    ("predecessor", SUCCESSION, "nhs:predecessor", "id:nowhere"),
    ("successor", SUCCESSION, "nhs:successor", ""),
    ("in-event", SUCCESSION, "nhs:inEvent", f"id:{MERGER} , id:{INFERRED_EVENT}"),
    ("event-exists", SUCCESSION, "nhs:inEvent", "id:event-nowhere"),
    ("basis", SUCCESSION, "nhs:basis", ""),
    ("share", SUCCESSION, "nhs:share", "1.5"),
    ("share", SUCCESSION, "nhs:share", '"half"^^xsd:decimal'),
    ("share-basis", SUCCESSION, "nhs:shareBasis", "nhs:local"),
    ("share-basis-given", SUCCESSION, "nhs:shareBasis", ""),
    ("change-kind", "id:succession-rule-a", "nhs:changeKind", "nhs:Establishment"),
    ("line-from", "id:line-a", "nhs:from", "id:nowhere"),
    ("line-to", "id:line-a", "nhs:to", "nhs:kind-ccg"),
    ("line-kind", "id:line-a", "nhs:lineKind", "nhs:legal"),
    ("rule-from", "id:rule-a", "nhs:fromKind", "nhs:kind-nothing"),
    ("rule-from", "id:rule-a", "nhs:from", "id:ccg-04a"),
    ("rule-to", "id:rule-a", "nhs:to", ""),
    ("number", "id:r9", "nhs:number", '"nine"'),
    ("announced", "id:r9", "nhs:announced", '"2021-02"^^xsd:gYear'),
    ("in-force-from", "id:r9", "nhs:inForceFrom", '"spring"'),
    ("in-force-from", "id:r9", "nhs:inForceFrom", ""),
    ("in-force-to", "id:r9", "nhs:inForceTo", '"2022"^^xsd:gYear , "2023"^^xsd:gYear'),
    ("commitment-date", "id:cm1", "dct:date", '"July 2022"'),
    ("number-basis", "id:r9", "nhs:numberBasis", ""),
    ("maker", "id:cm1", "nhs:maker", "id:nowhere"),
    ("status-source", "id:cm1", "nhs:statusSource", "id:nowhere"),
    ("of-kind", "id:count-ccg-2014-01-01-src-2", "nhs:ofKind", "nhs:kind-nothing"),
    ("count", "id:count-ccg-2014-01-01-src-2", "nhs:count", "-2"),
    ("scope", "id:count-ccg-2014-01-01-src-2", "nhs:scope", '"new" , "ended"'),
    ("missing", "id:gap-pct-2011-most-of-them", "nhs:missing", ""),
    ("gap-count", "id:gap-pct-2011-most-of-them", "nhs:count", "1.5"),
    ("gap-of", "id:gap-pct-2011-most-of-them", "nhs:of", '"all"'),
    ("gap-basis", "id:gap-pct-2011-most-of-them", "nhs:basis", '"guess"'),
    ("gap-source", "id:gap-pct-2011-most-of-them", "dct:source", "id:nowhere"),
    ("former-id", "id:ccg-x", "dct:isReplacedBy", "id:nowhere"),
    ("gap-evidence", "id:gap-pct-2006-ods-code-not-found", "nhs:basis", ""),
    ("source-a", "id:conflict-ccg-04a-name-b", "nhs:sourceA", ""),
    ("source-b", "id:conflict-ccg-04a-name-b", "nhs:sourceB", ""),
    ("source-b", "id:conflict-ccg-04a-name-b", "nhs:sourceB", "id:nowhere"),
    ("conflict-subject", "id:conflict-ccg-04a-name-b", "nhs:subject", ""),
    ("inferred-about", "id:inferred-pct-p-end", "nhs:about", "id:nowhere"),
    ("field", "id:inferred-pct-p-end", "nhs:field", "nhs:lastSeen"),
    ("value", "id:inferred-pct-p-end", "nhs:value", '"2013"^^xsd:gYear'),
    ("value-or-candidates", "id:inferred-pct-p-end", "nhs:value", ""),
    ("value-precision", "id:inferred-pct-p-end", "nhs:precision", "nhs:legal"),
    ("title", "id:another", "dct:title", ""),
    ("page", "id:another", "foaf:page", "<file:///secret>"),
    ("licence", "id:another", "dct:license", '"free"'),
    ("same-as", "id:another", "owl:sameAs", '"itself"'),
]


@pytest.fixture(scope="module")
def sound(tiny: Tiny) -> Record:
    return tiny(sound_rows())


@pytest.mark.no_cover
@pytest.mark.parametrize(("shape", "subject", "predicate", "objects"), SHAPES)
def test_one_statement_out_of_shape_is_found_by_its_shape_alone(
    sound: Record, shape: str, subject: str, predicate: str, objects: str
) -> None:
    findings = validate(changed(sound, subject, predicate, objects))
    assert {finding.rule for finding in findings} == {f"shape-{shape}"}
    assert all(finding.severity == "error" and "\n" not in finding.message for finding in findings)


def test_every_shape_is_broken_once_above_and_says_the_mend() -> None:
    text = (DATA / "shapes.ttl").read_text(encoding="utf-8")
    named = re.findall(r"^shape:([\w-]+) a sh:(?:Property|Node)Shape", text, re.MULTILINE)
    assert len(named) > 60
    assert set(named) == {shape for shape, *_ in SHAPES}
    assert text.count("sh:message") == len(named)
    assert all(";" in message for message in re.findall(r'sh:message "(.*)" \.', text))
