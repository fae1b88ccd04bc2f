"""Whom a user of the record has to name: the page on its licence and what the product hands out say the same words."""

import re
from pathlib import Path

import pytest

from graph.publish.attribution import ATTRIBUTION

PAGE = (Path(__file__).parents[2] / "DATA-LICENCE.md").read_text(encoding="utf-8")


def quoted() -> str:
    """What the page has its reader say, in one line."""
    return " ".join(re.findall(r"^> (.*)$", PAGE, re.M))


def asked_for() -> list[str]:
    """The words that each publisher asks for, by the page's table; of Wikipedia it tells what is done, not said."""
    rows = re.findall(r"^\| (?!sources|---|Wikipedia).* \| .* \| (.*) \|$", PAGE, re.M)
    return [row.removeprefix("as for ONS, and: ") for row in rows]


def test_the_page_has_its_reader_say_what_the_product_says_and_no_more() -> None:
    own, _, publishers = quoted().partition(", CC BY 4.0. ")
    assert own.endswith("edition of DATE")
    assert publishers == " ".join(ATTRIBUTION)


@pytest.mark.parametrize("words", asked_for())
def test_the_words_that_a_publisher_asks_for_are_said(words: str) -> None:
    said = " ".join(ATTRIBUTION)
    assert all(sentence.rstrip(".") in said for sentence in words.split(". ")), words


def test_the_table_of_publishers_is_read_whole() -> None:
    assert len(asked_for()) == 9
