"""Which practices and trusts of a register a column of codes holds, and in which period most of them were there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from ..model.dates import Spell
from ..model.entities import Kind, Tier
from ..record.history import History
from ..registers import Register
from ..registers.facts import KIND_NAMES, kind_of_code
from ..registers.spells import is_member, spells_of
from .fits import Fit

__all__ = ["member_codes", "member_fits"]

_Life = tuple[date, date]
_ONE_DAY: Final = timedelta(days=1)


def member_codes(register: Register, history: History, codes: Iterable[str]) -> frozenset[str]:
    """Those of some codes that are of the register, and of no body of the record."""
    return frozenset(code for code in codes if is_member(register, history, code.strip().upper()))


def member_fits(register: Register, history: History, codes: Iterable[str], counted: Mapping[str, int]) -> list[Fit]:
    """The kinds of a register that codes fit, each with the period in which most rows have one of the register.

    `codes` are those of the register, `counted` all of the column with their rows.
    """
    lives = {member: (some[0].start, some[-1].end) for member, some in spells_of(register, history).by_member.items()}
    kinds = register.kinds()
    found: dict[str, dict[str, _Life]] = defaultdict(dict)
    for code in codes:
        written = code.strip().upper()
        kind = kinds.get(written) or kind_of_code(written)
        found[kind][code] = lives.get(written, (date.min, date.max))
    every: dict[str, list[_Life]] = defaultdict(list)
    for member, life in lives.items():
        every[kinds.get(member) or kind_of_code(member)].append(life)
    return [_fit(kind, life_of, every[kind], counted) for kind, life_of in found.items()]


def _fit(kind: str, life_of: Mapping[str, _Life], every: Sequence[_Life], counted: Mapping[str, int]) -> Fit:
    start, end = _fullest([(life, counted[code]) for code, life in life_of.items()])
    fitting = {code for code, (first, last) in life_of.items() if first <= start and end <= last}
    label, plural = KIND_NAMES[kind]
    of_kind = Kind(kind, label, plural, Tier.LOCAL, "", "", "", Spell(), ())
    in_force = sum(first <= start and end <= last for first, last in every) or len(fitting)
    return Fit.over(of_kind, (start, end), fitting, counted, in_force=in_force, in_register=True)


def _fullest(lives: Sequence[tuple[_Life, int]]) -> _Life:
    """The period in which most rows have a practice that was there all the time; of several such the latest.

    Going through the days on which any begins or ends, in one sweep: a register has thousands.
    """
    change: dict[date, int] = defaultdict(int)
    for (first, last), rows in lives:
        change[first] += rows
        if last < date.max:
            change[last + _ONE_DAY] -= rows
    days = sorted(change)
    number, most, best = 0, -1, (date.min, date.max)
    for day, following in zip(days, [*days[1:], None], strict=True):
        number += change[day]
        if number >= most:
            most, best = number, (day, following - _ONE_DAY if following else date.max)
    return best
