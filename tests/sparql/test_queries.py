"""The product's own questions: each says what it answers, runs fast, and has the answer that rdflib gives."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from rdflib import RDF, SKOS, Graph, URIRef
from rdflib.query import ResultRow

from graph.answers.landscape import listing
from graph.model.dates import Precision
from graph.rdf.rdflib_graph import as_rdflib
from graph.rdf.terms import NHS
from graph.rdf.turtle import read_triples
from graph.record import Record
from graph.sparql.guard import check
from graph.sparql.results import Solutions
from graph.sparql.store import EmbeddedStore
from webapp.sparql.examples import examples, terms

LONG = {"22", "32", "33"}
"""Questions that rdflib needs up to two minutes for; it is asked them of a part of the record."""

QUERIES = sorted((Path(__file__).parents[2] / "graph" / "queries").glob("*.rq"))


@pytest.fixture(scope="module")
def peer(record: Record) -> Graph:
    return as_rdflib(read_triples(record.whole_turtle, record.name))


def test_there_are_a_dozen_questions_each_with_its_own_words() -> None:
    questions = [example.question for example in examples()]
    assert len(questions) == len(set(questions)) >= 12
    assert all(question.endswith("?") and question[0].isupper() for question in questions)


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_a_question_is_answered(query: Path, embedded: EmbeddedStore) -> None:
    text = query.read_text("utf-8")
    check(text)
    found = embedded.run(text)
    assert found.rows if isinstance(found, Solutions) else found


@pytest.fixture(scope="module")
def part(peer: Graph) -> Graph:
    """Every tenth body with its areas, and the names of all cells."""
    few = Graph()
    for body in sorted(peer.subjects(RDF.type, URIRef(f"{NHS}Body")))[::10]:
        for subject in (body, *peer.subjects(URIRef(f"{NHS}coverageOf"), body)):
            few += peer.triples((subject, None, None))
    for cell in peer.subjects(RDF.type, URIRef(f"{NHS}Cell")):
        few += peer.triples((cell, SKOS.prefLabel, None))
    return few


@pytest.mark.no_cover
@pytest.mark.parametrize("query", [each for each in QUERIES if each.stem[:2] not in LONG], ids=lambda path: path.stem)
def test_rdflib_gives_the_same_answer(query: Path, embedded: EmbeddedStore, peer: Graph) -> None:
    _compare(query.read_text("utf-8"), embedded, peer)


@pytest.mark.no_cover
@pytest.mark.parametrize("query", [each for each in QUERIES if each.stem[:2] in LONG], ids=lambda path: path.stem)
def test_rdflib_gives_the_same_answer_of_a_part(query: Path, part: Graph) -> None:
    text = query.read_text("utf-8")
    store = EmbeddedStore(part.serialize(format="turtle").encode())
    found = store.run(text)
    assert isinstance(found, Solutions)
    assert len(found.rows) > 10
    _compare(text, store, part)


def _compare(text: str, store: EmbeddedStore, peer: Graph) -> None:
    """Whether rdflib finds the same in a graph as the store of that graph."""
    ours, theirs = store.run(text), peer.query(text)
    if not isinstance(ours, Solutions):
        assert isinstance(ours, tuple)
        assert theirs.graph is not None
        assert {str(triple.subject.value) for triple in ours} == {str(subject) for subject in theirs.graph.subjects()}
        assert len(set(ours)) == len(theirs.graph)
        return
    unordered = {"names"} if "GROUP_CONCAT" in text else set()
    columns = [name for name in ours.variables if name not in unordered]
    rows = [tuple(_text(getattr(row.get(name), "value", None)) for name in columns) for row in ours.rows]
    peers = [tuple(_text(row[name]) for name in columns) for row in theirs if isinstance(row, ResultRow)]
    assert len(rows) == len(peers)
    if "LIMIT" not in text:
        assert sorted(rows) == sorted(peers)


# The same questions put to the library


def asked(embedded: EmbeddedStore, number: str, *columns: str) -> list[tuple[str, ...]]:
    """Some columns of the answer to an example by its number, as text; of IRIs of ours only the end."""
    text = next(query for query in QUERIES if query.stem.startswith(number)).read_text("utf-8")
    found = embedded.run(text)
    assert isinstance(found, Solutions)
    return [tuple(re.sub(r"^.*(/id/|#kind-)", "", _text(row[name].value)) for name in columns) for row in found.rows]


def test_the_groups_of_a_day_are_those_of_the_library(embedded: EmbeddedStore, record: Record) -> None:
    entries = listing(record.history.stated, date(2013, 4, 1), "ccg").entries
    assert {body for (body,) in asked(embedded, "01", "body")} == {entry.body.id for entry in entries}


def test_the_bodies_of_each_kind_at_the_end_of_a_year_are_those_of_the_library(
    embedded: EmbeddedStore, record: Record
) -> None:
    bodies = record.history.stated.bodies.values()
    in_force = Counter(body.kind for body in bodies if body.spell.certain_on(date(2017, 12, 31)))
    assert {kind: int(number) for kind, number in asked(embedded, "02", "kind", "bodies")} == in_force


def test_the_bodies_that_began_in_each_year_are_those_whose_first_day_the_library_knows(
    embedded: EmbeddedStore, record: Record
) -> None:
    begun = Counter(
        (body.spell.start.year, body.kind)
        for body in record.history.bodies.values()
        if body.spell.start and body.spell.start_precision is not Precision.BY
    )
    found = {(int(year), kind): int(number) for year, kind, number in asked(embedded, "03", "year", "kind", "begun")}
    assert found == begun
    assert found[2013, "ccg"] == 211


def test_the_mergers_of_each_year_are_those_of_the_library(embedded: EmbeddedStore, record: Record) -> None:
    history = record.history
    mergers = [event for event in history.events.values() if event.kind == "merger" and event.day]
    by_year = {
        year: (
            len([event for event in mergers if event.day and event.day.year == year]),
            len(
                {
                    link.predecessor
                    for event in mergers
                    if event.day and event.day.year == year
                    for link in history.event_links(event.id)
                }
            ),
        )
        for year in {event.day.year for event in mergers if event.day}
    }
    found = {int(year): (int(one), int(two)) for year, one, two in asked(embedded, "09", "year", "mergers", "merged")}
    assert found == by_year


def _text(term: object) -> str:
    """A term as text; 1 and 1.0 are one number."""
    text = "" if term is None else str(term)
    return text.removesuffix(".0")


def test_the_editor_completes_every_term_of_the_vocabulary() -> None:
    assert "https://w3id.org/nhs-restructures/def#predecessor" in terms()
    assert len(terms()) > 60
