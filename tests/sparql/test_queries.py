"""The product's own questions: each says what it answers, runs fast, and has the answer that rdflib gives."""

from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.query import ResultRow

from graph.record import Record
from graph.sparql.guard import check
from graph.sparql.results import Solutions
from graph.sparql.store import EmbeddedStore
from webapp.sparql.examples import examples, terms

QUERIES = sorted((Path(__file__).parents[2] / "graph" / "queries").glob("*.rq"))


@pytest.fixture(scope="module")
def embedded(record: Record) -> EmbeddedStore:
    return EmbeddedStore(record.whole_turtle)


@pytest.fixture(scope="module")
def peer(record: Record) -> Graph:
    return Graph().parse(data=record.whole_turtle, format="turtle")


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


@pytest.mark.no_cover
@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_rdflib_gives_the_same_answer(query: Path, embedded: EmbeddedStore, peer: Graph) -> None:
    text = query.read_text("utf-8")
    ours, theirs = embedded.run(text), peer.query(text)
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


def _text(term: object) -> str:
    """A term as text; 1 and 1.0 are one number."""
    text = "" if term is None else str(term)
    return text.removesuffix(".0")


def test_the_editor_completes_every_term_of_the_vocabulary() -> None:
    assert "https://w3id.org/nhs-restructures/def#predecessor" in terms()
    assert len(terms()) > 60
