"""Reads what people call a kind of body: its id, its name in singular or plural, or part of it, as `area teams`."""

from collections.abc import Mapping
from typing import Final

from ..model.entities import Kind
from .name_index import plain

__all__ = ["kinds_called", "kinds_near"]

_ABBREVIATIONS: Final[Mapping[str, str]] = {
    "sicbl": "local-place",
    "sub icb": "local-place",
    "region": "nhs-region",
    "department of health": "department",
}
"""What is neither in the id nor in the name of a kind, or would be in several."""


_SAME_WORD: Final = 0.66
"""How alike two words must be to be one, of 1: `cgc`, for `ccg`, is so."""


def kinds_called(kinds: Mapping[str, Kind], text: str) -> tuple[str, ...]:
    """The kinds a text may mean; several where it is part of several names, as `cluster` is."""
    if text in kinds:
        return (text,)
    written = _singular(text)
    if not written:
        return ()
    names = {each.id: tuple(map(_singular, (each.id, each.label, each.plural))) for each in kinds.values()}
    if exact := tuple(each for each, called in names.items() if written in called):
        return exact
    if (short := _ABBREVIATIONS.get(" ".join(written))) in kinds:
        return (short,) if short else ()
    return tuple(each for each, called in names.items() if set(written) <= {word for name in called for word in name})


def kinds_near(kinds: Mapping[str, Kind], text: str) -> list[str]:
    """The ids of the kinds with a word like one of a text in their id or name; `cancer network` is like none."""
    from difflib import get_close_matches

    names = {plain(name): each.id for each in kinds.values() for name in (each.id, each.label, each.plural)}
    words = plain(text[:40]).split()
    sharing = [name for name in names if any(get_close_matches(word, name.split(), 1, _SAME_WORD) for word in words)]
    near = get_close_matches(" ".join(words), sharing, 3, 0.5)
    return list(dict.fromkeys(names[each] for each in near))


def _singular(text: str) -> tuple[str, ...]:
    words = plain(text[:80]).split()
    return tuple(f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s") for word in words)
