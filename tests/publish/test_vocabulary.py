"""The vocabulary: closed, described, canonical, and the same in its file, schema and record."""

import re
from collections import defaultdict
from pathlib import Path

import pytest
from pyoxigraph import Literal

from graph.rdf.terms import NHS as NAMESPACE
from graph.rdf.terms import expand
from graph.rdf.turtle import Triple, canonical, read_triples
from graph.record import DATA, Record
from graph.tables import schema

FILE = DATA / "vocabulary.ttl"


@pytest.fixture(scope="module")
def triples() -> list[Triple]:
    return list(read_triples(FILE.read_bytes(), FILE.name))


def terms_of(triples: list[Triple]) -> set[str]:
    return {triple.subject.value.removeprefix(NAMESPACE) for triple in triples} - {""}


def used_in(record: Record) -> set[str]:
    iris = set()
    for triple in read_triples(record.turtle):
        term = triple.object.datatype if isinstance(triple.object, Literal) else triple.object
        iris |= {triple.subject.value, triple.predicate.value, term.value}
    return {iri.removeprefix(NAMESPACE) for iri in iris if iri.startswith(NAMESPACE)}


def test_every_term_of_the_record_is_in_the_file(triples: list[Triple], record: Record) -> None:
    used = {name for name in used_in(record) if not name.startswith("kind-")}
    assert "start" in used
    assert used <= terms_of(triples)


def test_every_term_of_the_schema_is_in_the_file(triples: list[Triple]) -> None:
    files = Path(schema.__file__).parent.glob("*.py")
    words = {word for file in files for word in re.findall(r'"nhs:([\w-]+)"', file.read_text(encoding="utf-8"))}
    choices = schema.LINE_KINDS | schema.BASES | schema.SHARE_BASES
    assert "AccountabilityLine" in words
    assert words | choices <= terms_of(triples)


def test_every_term_has_one_label_one_definition_and_its_home(triples: list[Triple]) -> None:
    said: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for triple in triples:
        said[triple.subject.value.removeprefix(NAMESPACE)][triple.predicate.value] += 1
    for term in terms_of(triples):
        for once in ("rdfs:label", "skos:definition", "rdfs:isDefinedBy"):
            assert said[term][expand(once)] == 1, (term, once)


def test_bodies_and_events_are_those_of_the_organization_ontology(triples: list[Triple]) -> None:
    above = {
        (triple.subject.value, triple.object.value)
        for triple in triples
        if triple.predicate.value == expand("rdfs:subClassOf")
    }
    assert (expand("nhs:Body"), expand("org:Organization")) in above
    for event in [*schema.EVENT_CLASSES.values(), "nhs:Establishment", "nhs:Abolition"]:
        assert (expand(event), expand("org:ChangeEvent")) in above


def test_every_concept_is_in_a_scheme_of_the_file(triples: list[Triple]) -> None:
    by_type = defaultdict(set)
    schemes: dict[str, set[str]] = defaultdict(set)
    for triple in triples:
        if triple.predicate.value == expand("rdf:type"):
            by_type[triple.object.value].add(triple.subject.value)
        if triple.predicate.value == expand("skos:inScheme"):
            schemes[triple.subject.value].add(triple.object.value)
    concepts = by_type[expand("skos:Concept")]
    assert concepts == set(schemes)
    assert set().union(*schemes.values()) < by_type[expand("skos:ConceptScheme")]


def test_the_file_is_canonical(triples: list[Triple]) -> None:
    assert canonical(triples) == FILE.read_bytes()
