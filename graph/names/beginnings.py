"""Names that were cut short, as systems and sheets of a fixed width do: the beginning of which names a text is."""

import re
from collections.abc import Collection, Iterable
from typing import Final

from ..model.entities import Body
from ..record.history import History
from ..record.name_index import plain, search_pieces
from .meaning import names_of
from .words import Core, core

__all__ = ["beginning_with", "is_broken_off", "is_long_enough", "longer_names"]

_CUT: Final = 18
"""Letters of a name that may have been cut short: some systems do so after 20, prescribing data after 40."""

_BROKEN_OFF: Final = re.compile(r"\w{3}.*(?:\s(?:and|&|of|-|[a-df-mo-rt-vx-z])|[(/&])$", re.IGNORECASE | re.ASCII)
"""A name that was cut after a word that ends none, or within one: "NHS Scarborough and", "NHS East and North H"."""

_WITHOUT_KIND: Final = frozenset(("pct", "care-trust", "ccg", "icb", "local-place", "stp", "ics", "sha", "nhs-region"))
"""Kinds that are left out where people write names of them, so that a whole name is hardly one that was cut."""


def is_long_enough(text: str) -> bool:
    """Whether a text has as many letters as systems leave of a name."""
    return len(plain(text)) >= _CUT


def is_broken_off(text: str) -> bool:
    """Whether a text ends as no name does, or within brackets."""
    return bool(_BROKEN_OFF.search(text)) or text.count("(") > text.count(")")


def beginning_with(history: History, text: str) -> tuple[Body, ...]:
    """The bodies with a name that begins with a text; "NHS" before either is passed over where none has it."""
    words = plain(text)
    bare = _without_nhs(text)
    found = tuple(history.called(text, search_pieces(bare))) if bare else ()
    exactly = [body for body in found if any(plain(name).startswith(words) for name in names_of(body))]
    if exactly and words != bare:
        return tuple(exactly)
    return tuple(body for body in found if any(_without_nhs(name).startswith(bare) for name in names_of(body)))


def longer_names(history: History, text: str, same: Collection[Body]) -> tuple[Body, ...]:
    """The bodies with a longer name of which a text is the beginning, which is the whole name of some bodies too.

    None where people call one of those so, without its kind: Norfolk and Waveney is the board, hardly what is left of
    the cluster of Norfolk and Waveney and Suffolk, but North Hertfordshire may be more than the authority of 1990.
    """
    written = core(text)
    if written.kinds or not is_long_enough(text):
        return ()
    if any(body.kind in _WITHOUT_KIND for body in same if any(_has_words(name, written) for name in names_of(body))):
        return ()
    return tuple(
        body
        for body in beginning_with(history, text)
        if body not in same and not any(_has_words(name, written) for name in names_of(body))
    )


def _without_nhs(name: str) -> str:
    return plain(name).removeprefix("nhs ")


def _has_words(name: str, written: Core) -> bool:
    """Whether a name has just these words in this order, beside the days that tell it from another: "(to 1990)"."""
    return _without_days(core(name).words) == written.words


def _without_days(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word.isalpha() and word not in ("to", "from"))
