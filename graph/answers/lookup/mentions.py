"""The sources whose titles name what a text names: laws, plans and people that are no body of the record."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from ...model.evidence import Source
from ...names.words import core
from ...record.history import History
from ...record.name_index import plain
from .questions import gist

__all__ = ["Mentions", "mentions", "named_in_title"]

_LEAST: Final = 4
"""Letters of a word that is looked for by itself."""


class Mentions(Struct, frozen=True):
    """Words of a text, and the sources whose titles have them, laws first."""

    words: str
    sources: tuple[Source, ...]


def mentions(history: History, text: str, *, by_words: bool = True) -> Mentions | None:
    """The sources that name the whole text in their titles; else, `by_words`, those that name a name in it.

    A text about a kind of body names none. A word is taken for a name if every title that has it writes it with a
    capital: `Milburn`, but not `review`.
    """
    whole = plain(text)
    if " " in whole and not core(text).kinds and (found := _named(history.sources.values(), whole)):
        return Mentions(text.strip(), found)
    for word in gist(text).split() if by_words and not core(text).kinds else ():
        letters = plain(word)
        found = _named(history.sources.values(), letters) if len(letters) >= _LEAST else ()
        written = {each for source in found for each in _written(source.title, letters)}
        if written and all(each[0].isupper() for each in written):
            return Mentions(min(written), found)
    return None


def named_in_title(history: History, text: str) -> tuple[Source, ...]:
    """The sources with all of a text in their titles, laws first."""
    words = plain(text)
    return _named(history.sources.values(), words) if words else ()


def _named(sources: Iterable[Source], words: str) -> tuple[Source, ...]:
    found = [source for source in sources if f" {words} " in f" {plain(source.title)} "]
    return tuple(sorted(found, key=lambda each: (each.kind != "statute", len(each.title), each.key)))


def _written(title: str, word: str) -> Iterator[str]:
    return (each for each in re.findall(r"\w+", title) if plain(each) == word)
