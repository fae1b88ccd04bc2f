"""The balance of a recoding: rows and amounts in, what reached a body, and what did not, with the reason.

Amounts are integers in units of the twelfth decimal place, so nothing is lost to rounding. Sums are divided exactly and
rounded once, at the end.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeAlias, TypeVar

from ...answer import Rows
from ..result import PROBLEMS, UNIT, Recoding, Status, Target

__all__ = ["SCALE", "Balance", "ColumnBalance", "Key"]

SCALE: Final = 12
"""Decimal places of the units that amounts are counted in."""

Key: TypeAlias = tuple[str, str | None]
"""A code as it is written, and the cell that says which days it belongs to, where a column does."""


@dataclass
class ColumnBalance:
    """One apportioned column, in units. `texts` counts non-numeric cells, `places` is its number of decimals."""

    places: int = 0
    total: int = 0
    allocated: int = 0
    unallocated: Counter[str] = field(default_factory=Counter)
    texts: int = 0

    def amount(self, units: int) -> Decimal:
        """Units as an amount with the column's decimals; format it with `f`."""
        return Decimal(f"{_rounded(units, 10 ** (SCALE - self.places))}e-{self.places}")

    def exact(self, units: int) -> Decimal | int:
        """Units as an integer if the column has no decimals, else as an amount."""
        return self.amount(units) if self.places else _rounded(units, 10**SCALE)

    @property
    def balances(self) -> bool:
        """Whether every amount that came in is accounted for."""
        return self.total == self.allocated + self.unallocated.total()


@dataclass
class _OfTarget:
    target: Target | None
    rows: int = 0
    units: Counter[str] = field(default_factory=Counter)
    low: Counter[str] = field(default_factory=Counter)
    high: Counter[str] = field(default_factory=Counter)


class Balance:
    """Running totals of what came in and went out of a recoding."""

    def __init__(self, column: str, apportioned: Sequence[str], decimals: int | None = None) -> None:
        self.column = column
        self.recodings: dict[Key, Recoding] = {}
        self.rows_in = 0
        self.rows_out = 0
        self.rows_of: Counter[Key] = Counter()
        self.stands_for: dict[str, set[str]] = defaultdict(set)
        self.columns = {name: ColumnBalance() for name in apportioned}
        self.remarks: tuple[str, ...] = ()
        self.has_spans = False
        self._decimals = decimals
        self._units: dict[Key, Counter[str]] = defaultdict(Counter)
        self._targets: dict[str, _OfTarget] = defaultdict(lambda: _OfTarget(None))
        self._divided: dict[tuple[Key, int], Mapping[str, tuple[int, int]]] = {}

    def came_in(self, key: Key, recoding: Recoding, rows: int, amounts: Mapping[str, tuple[int, int]]) -> None:
        """Adds rows with a code: the sum of each column in units, and the number of non-numeric cells."""
        self.recodings[key] = recoding
        self.rows_in += rows
        self.rows_of[key] += rows
        for name, (units, texts) in amounts.items():
            self.columns[name].total += units
            self.columns[name].texts += texts
            self._units[key][name] += units

    def divided(self, key: Key, place: int, amounts: Mapping[str, tuple[int, int]]) -> None:
        """Adds what one target of a code got from row-by-row division, and what no target got."""
        recoding = self.recodings[key]
        of_target = self._of_target(recoding.targets[place] if recoding.targets else None)
        for name, (units, rest) in amounts.items():
            self.columns[name].allocated += units
            of_target.units[name] += units
            self._not_allocated(name, rest, recoding)

    def went_out(self, key: Key, place: int, rows: int) -> None:
        """Adds rows for one target of a code."""
        recoding = self.recodings[key]
        target = recoding.targets[place] if recoding.targets else None
        of_target = self._of_target(target)
        of_target.rows += rows
        self.rows_out += rows
        if target and recoding.weights[place] == UNIT:
            for name, units in self._units.pop(key, Counter()).items():
                of_target.units[name] += units
                self.columns[name].allocated += units

    def settle(self) -> None:
        """Divides each code's sums exactly among its targets, and rounds the totals once."""
        for name, column in self.columns.items():
            exact: dict[tuple[str, str], int] = defaultdict(int)
            for key, units in self._units.items():
                recoding = self.recodings[key]
                weights = [weight or 0 for weight in recoding.weights]
                for each, weight in zip(recoding.targets, weights, strict=True):
                    exact[each.body.id, ""] += units[name] * weight
                exact["", recoding.unallocated_because] += units[name] * (UNIT - sum(weights))
            column.places = column.places if self._decimals is None else self._decimals
            unit = 10 ** (SCALE - column.places)
            column.total = _rounded(column.total, unit) * unit
            for (body, why), amount in _shared_out(exact, column.total // unit, UNIT * unit).items():
                self._targets[body].units[name] += amount * unit
                if body:
                    column.allocated += amount * unit
                elif amount:
                    column.unallocated[why] += amount * unit
        for key, units in self._units.items():
            self._bound(self.recodings[key], units)
        for key, recoding in self.recodings.items():
            reached: tuple[Target | None, ...] = recoding.targets or (None,)
            self.rows_out += self.rows_of[key] * len(reached)
            for target in reached:
                self._of_target(target).rows += self.rows_of[key]
        self._units.clear()

    def _bound(self, recoding: Recoding, units: Mapping[str, int]) -> None:
        """Adds to each target of a code the least and the most it gets of some amounts."""
        weights = recoding.weights
        for target, weight in zip(recoding.targets, weights, strict=True):
            known = Decimal(weight) / UNIT if weight is not None else None
            low, high = (target.part.low, target.part.high) if known is None else (known, known)
            for name, amount in units.items():
                bounds = sorted((int(amount * low), int(amount * high)))
                self._targets[target.body.id].low[name] += bounds[0]
                self._targets[target.body.id].high[name] += bounds[1]
            self.has_spans = self.has_spans or low != high

    def _of_target(self, target: Target | None) -> _OfTarget:
        of_target = self._targets[target.body.id if target else ""]
        of_target.target = target
        return of_target

    def _not_allocated(self, name: str, units: int, recoding: Recoding) -> None:
        if units:
            self.columns[name].unallocated[recoding.unallocated_because] += units
            self._targets[""].units[name] += units

    @property
    def problems(self) -> tuple[tuple[str, Recoding, int], ...]:
        """Codes that are unknown, ambiguous or not in force, with row counts, most frequent first."""
        wrong = [
            (" of ".join(filter(None, key)), each, self.rows_of[key])
            for key, each in self.recodings.items()
            if each.status in PROBLEMS
        ]
        return tuple(sorted(wrong, key=lambda problem: (-problem[2], problem[0])))

    @property
    def loosely_read(self) -> tuple[tuple[str, Recoding, int], ...]:
        """Codes and names that were matched inexactly, with row counts, most frequent first."""
        loose: dict[tuple[str, str], tuple[Recoding, int]] = {}
        for key, each in self.recodings.items():
            if each.matched_as.loose and each.status not in PROBLEMS:
                one = key[0], each.body.id if each.body else ""
                loose[one] = each, self.rows_of[key] + loose.get(one, (each, 0))[1]
        found = [(code, each, rows) for (code, _), (each, rows) in loose.items()]
        return tuple(sorted(found, key=lambda read: (-read[2], read[0])))

    @property
    def of_edition(self) -> bool:
        """Whether a code was taken on the day that the heading of its column says."""
        return any(each.of_edition for each in self.recodings.values())

    @property
    def of_own_days(self) -> bool:
        """Whether a code of a body was not, which is its own last day if no day was given."""
        return any(each.body and not each.of_edition for each in self.recodings.values())

    def has_taken_on(self, day: date) -> bool:
        """Whether one of those was taken on a day."""
        return any(each.body and not each.of_edition and each.day == day for each in self.recodings.values())

    @property
    def codes(self) -> int:
        """The number of distinct codes; empty cells and totals are none."""
        coded = (key for (key, _), each in self.recodings.items() if each.status not in _NO_CODES)
        return len({code for key in coded for code in self._codes_of(key)})

    def _codes_of(self, key: str) -> Collection[str]:
        """The codes as written that a key stands for: those of practices that go the same way, else itself."""
        return self.stands_for.get(key) or (key,)

    @property
    def statuses(self) -> Mapping[str, tuple[int, int]]:
        """Codes and input rows by status; a code with several targets counts under the status of the first."""
        keys = {(key, each.status) for (key, _), each in self.recodings.items()}
        codes = Counter(
            status for _, status in {(code, status) for key, status in keys for code in self._codes_of(key)}
        )
        rows: Counter[str] = Counter()
        for key, recoding in self.recodings.items():
            rows[recoding.status] += self.rows_of[key]
        return {status.value: (codes[status], rows[status]) for status in Status if codes[status]}

    @property
    def reached(self) -> tuple[tuple[Target, int, Mapping[str, Decimal | int]], ...]:
        """The bodies that rows reached, each with its rows and the sums of the apportioned columns.

        Those that got most of the first such column come first; where there is none, those with most rows.
        """
        found = [
            (each.target, each.rows, {name: column.exact(each.units[name]) for name, column in self.columns.items()})
            for each in self._targets.values()
            if each.target and each.rows
        ]
        return tuple(
            sorted(found, key=lambda each: (-next(iter(each[2].values()), each[1]), each[0].name, each[0].body.id))
        )

    def document(self) -> dict[str, Any]:
        """The balance as JSON; amounts are exact decimals as text."""
        from ...documents import recode as documents

        statuses = self.statuses.items()
        return documents.Balance.from_values(
            self,
            statuses={status: documents.StatusCount(codes=codes, rows=rows) for status, (codes, rows) in statuses},
            problems=[
                documents.CodeProblem.from_values(each, code=code, rows=rows) for code, each, rows in self.problems
            ],
            remarks=list(self.remarks),
            read_as=[
                documents.ReadAs.from_values(each, code=code, rows=rows) for code, each, rows in self.loosely_read
            ],
            columns=[
                documents.ApportionedColumn.from_values(
                    each,
                    column=name,
                    total=f"{each.amount(each.total):f}",
                    allocated=f"{each.amount(each.allocated):f}",
                    unallocated=f"{each.amount(each.unallocated.total()):f}",
                    because={why: f"{each.amount(units):f}" for why, units in sorted(each.unallocated.items())},
                    not_numbers=each.texts,
                )
                for name, each in self.columns.items()
            ],
        ).plain()

    def rows(self) -> Rows:
        """One row per target with the sums of the apportioned columns, and a last one for what reached no body."""
        rows: list[dict[str, object]] = []
        for key in sorted(self._targets, key=lambda key: (not key, key)):
            found = self._targets[key]
            target = found.target if key else None
            if not key and not found.rows and not found.units.total():
                continue
            rows.append(
                {
                    "new_code": (target.code or None) if target else None,
                    "new_gss": (target.gss_code or None) if target else None,
                    "new_id": key or None,
                    "new_name": (target.name or None) if target else None,
                    "new_kind": (target.body.kind or None) if target else None,
                    "rows": found.rows,
                    **{name: each.exact(found.units[name]) for name, each in self.columns.items()},
                    **self._bounds(found, is_body=bool(key)),
                    "note": None if key else "reached no body",
                }
            )
        return rows

    @property
    def bound_columns(self) -> tuple[str, ...]:
        """The columns for the least and the most a body gets where a share is a span."""
        return tuple(f"{name}_{end}" for name in self.columns for end in ("low", "high") if self.has_spans)

    def _bounds(self, found: _OfTarget, *, is_body: bool) -> Mapping[str, object]:
        if not self.has_spans:
            return {}
        return {
            f"{name}_{end}": each.exact(units[name]) if is_body else None
            for name, each in self.columns.items()
            for end, units in (("low", found.low), ("high", found.high))
        }


_NO_CODES = (Status.NO_CODE, Status.TOTAL_ROW)
_Place = TypeVar("_Place", bound=Hashable)


def _rounded(units: int, unit: int) -> int:
    """Units converted to larger ones, rounded half away from zero."""
    whole, odd = divmod(abs(units), unit)
    whole += 2 * odd >= unit
    return whole if units >= 0 else -whole


def _shared_out(exact: Mapping[_Place, int], total: int, unit: int) -> Mapping[_Place, int]:
    """Exact amounts as integer multiples of a unit that add up to a total, by largest remainder."""
    whole = {place: amount // unit for place, amount in exact.items()}
    missing = total - sum(whole.values())
    order = sorted(exact, key=lambda place: (-(exact[place] - whole[place] * unit), str(place)))
    for place in order[:missing]:
        whole[place] += 1
    return whole
