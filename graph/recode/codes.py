"""What a code or name in a table means: every body that ever had it, and a guess at what happened to one nobody had.

It rests on the codes and names of the record, those with days of their own and those only inferred included.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from ..answers.search import with_code
from ..model.dates import iso_spell
from ..model.entities import Body
from ..record.history import History
from ..record.name_index import plain

__all__ = ["Codebook", "listed"]

_LONGEST = 200
"""Characters; no code or name is longer."""


class Codebook:
    """What codes and names mean in a record."""

    def __init__(self, history: History) -> None:
        self._history = history

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Body, ...]]:
        found: dict[str, dict[str, Body]] = defaultdict(dict)
        for body in self._history.bodies.values():
            for name in (body.name, *body.alt_names, *(each.name for each in body.names)):
                found[plain(name)][body.id] = body
        return {name: tuple(bodies.values()) for name, bodies in found.items()}

    @cached_property
    def _by_inferred_code(self) -> Mapping[str, tuple[Body, ...]]:
        found: dict[str, tuple[Body, ...]] = {}
        for body in self._history.bodies.values():
            for value in body.inferred_values:
                if value.field == "ods_code" and value.value:
                    found[value.value] = (*found.get(value.value, ()), body)
        return found

    def meanings(self, text: str) -> tuple[Body, ...]:
        """The bodies that a text names exactly, in any case: by id, else by a code of any time, else by a name."""
        wanted = text.strip()
        if not wanted or len(wanted) > _LONGEST:
            return ()
        if body := self._history.bodies.get(wanted.lower()):
            return (body,)
        coded = (*with_code(self._history, wanted), *self._by_inferred_code.get(wanted.upper(), ()))
        return tuple(dict.fromkeys(coded)) or self._by_name.get(plain(wanted), ())

    def why_unknown(self, code: str) -> str:
        """A guess at what happened to a code, where spreadsheets are known to do it."""
        if not code:
            return "No code"
        if len(code) <= 9 and self._history.by_code.get(f"0{code.upper()}"):
            return f"A leading zero may be lost: 0{code.upper()}"
        if "e+" in code.lower() and len(code) < 20 and code.lower().replace("e+", "").replace(".", "").isdigit():
            return "A spreadsheet may have read a code such as 5E1 as a number"
        return "No body ever had this code or name"


def listed(bodies: Sequence[Body]) -> str:
    """Bodies with their dates, the first few of many."""
    shown = ", ".join(f"{body.id} ({iso_spell(body.spell)})" for body in bodies[:6])
    return f"{shown} and {len(bodies) - 6} more" if len(bodies) > 6 else shown
