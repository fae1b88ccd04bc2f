"""The kinds of body that commissioned care locally; on each day since 1990 one of them covers England."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from .entities import Kind, Tier

__all__ = [
    "ERAS",
    "LOCAL_COMMISSIONERS",
    "TIER_ABOVE",
    "commissioners_behind",
    "in_place_of",
    "local_commissioners",
    "readers_order",
    "tier_above",
    "working_commissioners",
]

LOCAL_COMMISSIONERS: Final = ("dha", "ha", "pct", "ccg", "icb")
"""Oldest first. The first trusts of 2000 to 2002 stood beside health authorities, which still covered England."""


def local_commissioners(kinds: Iterable[Kind], day: date) -> str:
    """The id of the kind that was the local commissioner on a day; empty if there was none."""
    lasting = {kind.id for kind in kinds if kind.spell.possible_on(day)}
    return next((kind for kind in LOCAL_COMMISSIONERS if kind in lasting), "")


ERAS: Final = (("dha",), ("ha",), ("pcg", "pct"), ("ccg",), ("icb",))
"""Those who did the work of commissioning, era by era, oldest first. Primary care groups were committees of health
authorities, which stayed responsible in law; they and the trusts that followed them covered England together."""

_UPWARDS: Final = (Tier.LOCAL, Tier.REGIONAL, Tier.NATIONAL)
_LOCAL: Final = tuple(kind for era in ERAS for kind in era)

TIER_ABOVE: Final = ("rha", "regional-office", "sha", "nhs-region")
"""The kinds that stood above local commissioners, oldest first; each on all days on which there were bodies of it."""

_SAME_ROLE: Final = (TIER_ABOVE, ("fpc", "fhsa", "ha"), ("stp", "ics", "icb"), ("ccg", "local-place"))
"""Kinds that took each other's place besides the local commissioners, oldest first."""


def _eras(kinds: Mapping[str, Kind], day: date) -> Iterator[tuple[str, ...]]:
    """For each era under way on a day, the kinds that had bodies; latest era first."""
    for era in reversed(ERAS):
        known = tuple(kind for kind in era if kind in kinds and kinds[kind].spell.certain_on(day))
        if known:
            yield known


def working_commissioners(kinds: Mapping[str, Kind], day: date) -> tuple[str, ...]:
    """The kinds whose bodies did the local commissioning on a day, also on behalf of others; none before the first."""
    return next(_eras(kinds, day), ())


def commissioners_behind(kinds: Mapping[str, Kind], day: date) -> tuple[str, ...]:
    """The kinds of the previous era that still existed on a day behind those who did the work."""
    eras = _eras(kinds, day)
    next(eras, None)
    return next(eras, ())


def readers_order(kind: Kind) -> tuple[int, int]:
    """Sorts kinds for display: local commissioners first, oldest first, then by tier from the bottom up."""
    place = _LOCAL.index(kind.id) if kind.id in _LOCAL else len(_LOCAL)
    return (0 if kind.id in _LOCAL else 1 + _UPWARDS.index(kind.tier), place)


def tier_above(kinds: Mapping[str, Kind], of: Iterable[str], day: date) -> str:
    """The kind on the tier above some local kinds on a day; empty if there is none, or they are that tier."""
    if any(kind not in kinds or kind in TIER_ABOVE for kind in of):
        return ""
    known = (kind for kind in reversed(TIER_ABOVE) if kind in kinds and kinds[kind].spell.certain_on(day))
    return next(known, "")


def in_place_of(kinds: Mapping[str, Kind], kind: Kind, day: date) -> tuple[str, ...]:
    """The kinds that did on a day what a kind does on others; none where no kind is known to have done it."""
    if {kind.id, kind.broader} & set(_LOCAL):
        return working_commissioners(kinds, day)
    role = next((role for role in _SAME_ROLE if kind.id in role), ())
    return next(((each,) for each in reversed(role) if each in kinds and kinds[each].spell.certain_on(day)), ())
