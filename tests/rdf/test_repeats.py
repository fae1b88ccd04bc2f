"""Canonical text that is read line by line says what the parser finds in it; any other text is left to the parser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from graph.rdf.repeats import repeated_resources
from graph.rdf.terms import ID, NHS
from graph.rdf.turtle import Triple, canonical, read_triples, resources
from graph.record import Record

HEAD = canonical([Triple(NamedNode(f"{ID}a"), NamedNode(f"{NHS}b"), NamedNode(f"{ID}c"))]).split(b"id:a ")[0]
BLOCK = b'id:a a nhs:Cell ;\n\tnhs:people 5 ;\n\tnhs:note "one" , "two" .\n'

_TERMS = (
    st.from_regex(r"[a-z0-9-]{1,6}", fullmatch=True).map(lambda name: NamedNode(ID + name))
    | st.text(st.characters(codec="utf-8", exclude_characters="#"), max_size=12).map(Literal)
    | st.integers().map(Literal)
)
_TRIPLES = st.builds(
    Triple,
    st.from_regex(r"[a-z0-9][a-z0-9-]{0,3}", fullmatch=True).map(lambda name: NamedNode(ID + name)),
    st.sampled_from(["start", "end", "note", "cell"]).map(lambda name: NamedNode(NHS + name)),
    _TERMS,
)


@given(st.lists(_TRIPLES, min_size=1, max_size=25))
def test_canonical_text_is_read_as_the_parser_reads_it(triples: list[Triple]) -> None:
    text = canonical(triples)
    found = repeated_resources(text)
    assert found is None or found == resources(read_triples(text))
    if all("\n" not in triple.object.value and "\r" not in triple.object.value for triple in triples):
        assert found is not None


def test_the_real_areas_are_read_so(record: Record) -> None:
    assert record.areas_file is not None
    turtle = record.areas_file.file.turtle
    assert repeated_resources(turtle) == resources(read_triples(turtle))


def test_a_block_is_read_so() -> None:
    assert repeated_resources(HEAD + BLOCK) == resources(read_triples(HEAD + BLOCK))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        HEAD,
        HEAD + BLOCK[:-3],
        HEAD + BLOCK + b"\xff",
        HEAD + BLOCK + BLOCK,
        HEAD + BLOCK.replace(b"id:a", b"nhs:a"),
        HEAD + BLOCK.replace(b"id:a", b"<urn:a>"),
        HEAD + BLOCK.replace(b"5", b"5 # five"),
        HEAD + BLOCK.replace(b"5", b"5 ; nhs:more 6"),
        HEAD + BLOCK.replace(b"5", b"5 .\n@prefix nhs: <urn:x> .\nid:b nhs:people 6"),
        HEAD + BLOCK.replace(b"5", b"5 . @prefix nhs: <urn:x>"),
        HEAD + BLOCK.replace(b"5", b"5 . id:b nhs:people 6"),
        HEAD + BLOCK.replace(b"5", b"[ nhs:people 6 ]"),
        HEAD + BLOCK.replace(b'"one"', b'"""one ;\n\tnhs:people 6 ;\n\ttwo"""'),
        HEAD + BLOCK.replace(b"nhs:note", b"nhs:people"),
        HEAD.replace(ID.encode(), b"urn:other/") + BLOCK,
        BLOCK,
    ],
)
def test_any_other_text_is_left_to_the_parser(text: bytes) -> None:
    assert repeated_resources(text) is None
