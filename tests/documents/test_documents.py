"""Types of JSON answers: how they are filled from values, what they say of themselves, and what one more key takes."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from graph.answer import json_text
from graph.documents import Document, columns, fractions, schemas


class Colour(StrEnum):
    """A colour."""

    RED = "red"


@dataclass(frozen=True)
class Value:
    id: str = "a"
    note: str = ""
    text: str = ""
    share: Decimal | None = Decimal("0.25")
    parts: tuple[str, ...] = ("x", "y")
    colour: Colour = Colour.RED
    inferred: bool = True


@dataclass(frozen=True)
class Days:
    start: date | None = date(2013, 4, 1)
    id: str = "of the days"


class Part(Document):
    """A part of a thing."""

    name: str


class Thing(Document):
    """A thing."""

    id: Annotated[str, Meta(description="Its id.")]
    from_: str
    start: date | None
    note: str | None
    text: str
    share: float | None
    parts: list[str]
    colour: Colour
    evidence: str
    whole: list[Part]


PLAIN = {
    "id": "a",
    "from": "there",
    "start": "2013-04-01",
    "note": None,
    "text": "",
    "share": 0.25,
    "parts": ["x", "y"],
    "colour": "red",
    "evidence": "inferred",
    "whole": [{"name": "one"}],
}


def test_a_document_is_filled_from_what_is_given_then_from_the_first_value_that_has_the_key() -> None:
    found = Thing.from_values(Value(), Days(), from_="there", whole=[Part(name="one")]).plain()
    assert found == PLAIN
    assert list(found) == list(columns(Thing)) == list(PLAIN)
    assert json.loads(json_text(found)) == PLAIN


def test_what_is_no_key_and_what_is_missing_are_mistakes() -> None:
    with pytest.raises(TypeError, match="Part has no key nmae"):
        Part.from_values(Value(), nmae="x")
    with pytest.raises(TypeError, match="name"):
        Part.from_values(Value())
    with pytest.raises(TypeError, match="evidence"):
        Thing.from_values(Days(), from_="there", whole=[], note="", text="", share=None, parts=(), colour="red")


def test_a_key_more_is_one_line() -> None:
    class Longer(Thing):
        """A thing with one key more."""

        inferred: Annotated[bool, Meta(description="Whether nobody states it.")]

    found = Longer.from_values(Value(), Days(), from_="there", whole=[]).plain()
    assert found["inferred"] is True
    assert columns(Longer)[-1] == "inferred"
    described = schemas([Longer])["Longer"]
    assert described["properties"]["inferred"] == {"type": "boolean", "description": "Whether nobody states it."}
    assert described["required"][-1] == "inferred"


def test_fractions_are_told_from_texts_and_counts() -> None:
    assert fractions(Thing) == {"share"}


def test_the_schema_has_every_type_within_and_says_what_may_be_null() -> None:
    found = schemas([Thing])
    assert set(found) == {"Thing", "Part", "Colour"}
    assert found["Colour"] == {"type": "string", "title": "Colour", "enum": ["red"], "description": "A colour."}
    thing = found["Thing"]
    assert thing["description"] == "A thing."
    assert thing["required"] == list(PLAIN)
    assert thing["properties"]["whole"]["items"] == {"$ref": "#/components/schemas/Part"}
    assert {each["type"] for each in thing["properties"]["share"]["anyOf"]} == {"number", "null"}


@given(share=st.none() | st.decimals(0, 1, places=4), texts=st.lists(st.text()), note=st.text())
def test_nothing_is_lost_on_the_way(share: Decimal | None, texts: list[str], note: str) -> None:
    value = Value(note=note, text=note, share=share, parts=tuple(texts))
    found = Thing.from_values(value, Days(), from_="there", whole=[]).plain()
    assert found["note"] == (note or None)
    assert found["text"] == note
    assert found["parts"] == texts
    assert found["share"] == (None if share is None else float(share))
