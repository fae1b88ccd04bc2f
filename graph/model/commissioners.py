"""The kinds of body that bought care locally: on each day since 1990 one of them covers England."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from .entities import Kind

__all__ = ["LOCAL_COMMISSIONERS", "local_commissioners"]

LOCAL_COMMISSIONERS: Final = ("dha", "ha", "pct", "ccg", "icb")
"""Oldest first. The first trusts of 2000 to 2002 stood beside health authorities, which still covered England."""


def local_commissioners(kinds: Iterable[Kind], day: date) -> str:
    """The id of the kind whose bodies were the local commissioners of a day; empty where there was none."""
    lasting = {kind.id for kind in kinds if kind.spell.possible_on(day)}
    return next((kind for kind in LOCAL_COMMISSIONERS if kind in lasting), "")
