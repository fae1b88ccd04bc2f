"""Tables of evidence: restructures, claims, commitments, counts, gaps, conflicts, sources and former ids.

What was promised and published, what is missing or disputed, and what replaced ids of earlier editions.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from pyoxigraph import NamedNode

from ...rdf.resources import Statement
from ...rdf.terms import ID, NHS, expand
from ..column_types import CountedOrReported, Issued, Licence, Number, PartialDay, WebAddress
from ..columns import Kinds, Reference, References, Row, Text, Texts
from ..ids import conflict_subjects, known_part, slug
from .common import DATE, DATE_PRECISION, NOTE, OWN_ID, RESTRUCTURE, SOURCES, of_id
from .derived_columns import Key
from .table import Table

__all__ = ["TABLES"]


def _legislation_id(row: Row) -> Iterator[Statement]:
    """The legislation.gov.uk identifier of the statute, order or part at an address."""
    address = urlsplit(row["url"])
    parts = address.path.strip("/").split("/")
    if address.hostname != "www.legislation.gov.uk" or len(parts) < 3 or parts[0] == "id":
        return
    while parts[-1] in ("enacted", "made", "contents", "introduction", "data.pdf") or re.fullmatch(
        r"\d{4}-\d\d-\d\d", parts[-1]
    ):
        parts.pop()
    yield expand("owl:sameAs"), NamedNode("http://www.legislation.gov.uk/id/" + "/".join(parts))


def _conflict_about(row: Row) -> Iterator[Statement]:
    for each in conflict_subjects(row["subject"]):
        yield expand("nhs:about"), NamedNode((NHS if each.startswith("kind-") else ID) + each)


TABLES = (
    Table(
        "commitments",
        ("nhs:Commitment",),
        (
            OWN_ID,
            References("maker_ids", "nhs:maker"),
            PartialDay("date", "dct:date"),
            Text("text", "dct:description"),
            References("source", "dct:source", required=True),
            Text("status_evidence", "nhs:statusEvidence"),
            References("status_source", "nhs:statusSource"),
            NOTE,
            RESTRUCTURE,
        ),
        of_id,
    ),
    Table(
        "conflicts",
        ("nhs:Conflict",),
        (
            Text("subject", "nhs:subject"),
            Text("field", "nhs:fieldName"),
            Text("value_a", "nhs:valueA"),
            References("source_a", "nhs:sourceA", required=True),
            Text("value_b", "nhs:valueB"),
            References("source_b", "nhs:sourceB", required=True),
            Text("chosen", "nhs:chosen"),
            Text("why", "nhs:why"),
        ),
        lambda row: f"conflict-{slug(row['subject'])}-{slug(row['field'])}-{slug(row['value_b'])}",
        beside=_conflict_about,
    ),
    Table(
        "former_ids",
        ("nhs:FormerId",),
        (OWN_ID, Reference("replaced_by", "dct:isReplacedBy"), NOTE),
        of_id,
        kept=True,
    ),
    Table(
        "gaps",
        ("nhs:Gap",),
        (
            Text("kind", "nhs:subject"),
            Text("period", "nhs:period"),
            Text("missing", "nhs:missing"),
            Number("count", "nhs:count"),
            Number("of", "nhs:of"),
            CountedOrReported("basis", "nhs:basis"),
            References("sources", "dct:source"),
        ),
        lambda row: f"gap-{slug(row['kind'])}-{slug(row['period'])}-{slug(row['missing'])}",
    ),
    Table(
        "published_counts",
        ("nhs:PublishedCount",),
        (
            Kinds("kind", "nhs:ofKind"),
            DATE,
            Number("count", "nhs:count"),
            SOURCES,
            NOTE,
            Text("scope", "nhs:scope"),
            DATE_PRECISION,
        ),
        lambda row: "-".join(
            filter(
                None,
                (
                    f"count-{slug(row['kind'])}-{known_part(row, 'date')}",
                    slug(row["scope"]),
                    row["sources"].split("|")[0],
                    row["count"],
                ),
            )
        ),
        sort=lambda row: (*tuple(row.values())[:-1], known_part(row, "date")),
    ),
    Table(
        "restructure_claims",
        ("nhs:RestructureClaim",),
        (
            OWN_ID,
            References("source", "dct:source", required=True),
            Text("claim_number", "nhs:claimNumber"),
            Text("period", "nhs:period"),
            Text("enumerated", "nhs:enumerated"),
            Text("text", "dct:description"),
        ),
        of_id,
    ),
    Table(
        "restructures",
        ("nhs:Restructure",),
        (
            OWN_ID,
            Number("number", "nhs:number"),
            Text("name", "skos:prefLabel"),
            Texts("also_known_as", "skos:altLabel"),
            PartialDay("announced", "nhs:announced"),
            PartialDay("in_force_from", "nhs:inForceFrom"),
            PartialDay("in_force_to", "nhs:inForceTo"),
            Text("policy_document", "nhs:policyDocument"),
            Text("legislation", "nhs:legislation"),
            Text("summary", "dct:description"),
            Texts("bodies_before", "nhs:bodiesBefore"),
            Texts("bodies_after", "nhs:bodiesAfter"),
            Text("accountability_before", "nhs:accountabilityBefore"),
            Text("accountability_after", "nhs:accountabilityAfter"),
            SOURCES,
            Text("number_basis", "nhs:numberBasis"),
        ),
        of_id,
        sort=lambda row: int(row["number"]),
    ),
    Table(
        "sources",
        ("dct:BibliographicResource",),
        (
            Key("key", ""),
            Text("title", "dct:title"),
            Text("publisher", "dct:publisher"),
            Issued("date", "dct:issued"),
            WebAddress("url", "foaf:page"),
            Text("kind", "dct:type"),
            Licence("licence", "dct:license"),
            NOTE,
        ),
        lambda row: row["key"],
        beside=_legislation_id,
    ),
)
