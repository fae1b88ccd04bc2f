"""Whether a recoding adds up: rows and amounts that came in, what reached a body, and what did not, with the reason.

Amounts are whole numbers of the last place of their column, so that nothing is lost to rounding.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..answer import Rows
from .result import PROBLEMS, Recoding, Status, Target

__all__ = ["Balance", "ColumnBalance"]


@dataclass
class ColumnBalance:
    """One apportioned column, in units of its last decimal place. `texts` counts the cells that are no number."""

    places: int
    total: int = 0
    allocated: int = 0
    unallocated: Counter[str] = field(default_factory=Counter)
    texts: int = 0

    def amount(self, units: int) -> Decimal:
        """Units as an amount, with all its digits; it is written with the format `f`, which has no exponent."""
        return Decimal(f"{units}e-{self.places}")

    def exact(self, units: int) -> Decimal | int:
        """Units as a whole number where the column has no decimals, else as an amount."""
        return self.amount(units) if self.places else units

    @property
    def balances(self) -> bool:
        """Whether all that came in is accounted for."""
        return self.total == self.allocated + self.unallocated.total()


@dataclass
class _OfTarget:
    target: Target | None
    rows: int = 0
    units: Counter[str] = field(default_factory=Counter)


class Balance:
    """What came in and what went out of a recoding, counted as it goes."""

    def __init__(self, column: str, places: Mapping[str, int]) -> None:
        self.column = column
        self.recodings: dict[str, Recoding] = {}
        self.rows_in = 0
        self.rows_out = 0
        self.rows_of: Counter[str] = Counter()
        self.columns = {name: ColumnBalance(each) for name, each in places.items()}
        self._targets: dict[str, _OfTarget] = defaultdict(lambda: _OfTarget(None))

    def came_in(self, code: str, rows: int, amounts: Mapping[str, tuple[int, int]]) -> None:
        """Counts rows with a code: the sum of each column's units, and how many cells were no number."""
        self.rows_in += rows
        self.rows_of[code] += rows
        for name, (units, texts) in amounts.items():
            self.columns[name].total += units
            self.columns[name].texts += texts

    def went_out(self, code: str, place: int, rows: int, amounts: Mapping[str, tuple[int, int]]) -> None:
        """Counts rows for one target of a code: the units it got, and those that no target got."""
        recoding = self.recodings[code]
        target = recoding.targets[place] if recoding.targets else None
        of_target = self._targets[target.body.id if target else ""]
        of_target.target = target
        of_target.rows += rows
        self.rows_out += rows
        for name, (units, rest) in amounts.items():
            self.columns[name].allocated += units
            of_target.units[name] += units
            if rest:
                self.columns[name].unallocated[recoding.unallocated_because] += rest
                self._targets[""].units[name] += rest

    @property
    def problems(self) -> tuple[tuple[str, Recoding, int], ...]:
        """The codes that are unknown, ambiguous or not in force, with their rows, most frequent first."""
        wrong = [(code, each, self.rows_of[code]) for code, each in self.recodings.items() if each.status in PROBLEMS]
        return tuple(sorted(wrong, key=lambda problem: (-problem[2], problem[0])))

    @property
    def statuses(self) -> Mapping[str, tuple[int, int]]:
        """Codes and input rows by status; a code of several targets counts under that of the first."""
        codes: Counter[str] = Counter(each.status for each in self.recodings.values())
        rows: Counter[str] = Counter()
        for code, recoding in self.recodings.items():
            rows[recoding.status] += self.rows_of[code]
        return {status.value: (codes[status], rows[status]) for status in Status if codes[status]}

    def document(self) -> dict[str, Any]:
        """The balance as JSON; amounts are exact decimals in text."""
        from ..documents import recode as documents

        statuses = self.statuses.items()
        return documents.Balance.from_values(
            self,
            statuses={status: documents.StatusCount(codes=codes, rows=rows) for status, (codes, rows) in statuses},
            problems=[
                documents.CodeProblem.from_values(each, code=code, rows=rows) for code, each, rows in self.problems
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
        """One row a target with the sums of the apportioned columns, and a last one for what reached no body."""
        rows: list[dict[str, object]] = []
        for key in sorted(self._targets, key=lambda key: (not key, key)):
            found = self._targets[key]
            target = found.target if key else None
            rows.append(
                {
                    "new_code": (target.code or None) if target else None,
                    "new_gss": (target.gss_code or None) if target else None,
                    "new_id": key or None,
                    "new_name": (target.name or None) if target else None,
                    "new_kind": (target.body.kind or None) if target else None,
                    "rows": found.rows,
                    **{name: each.exact(found.units[name]) for name, each in self.columns.items()},
                    "note": None if key else "reached no body",
                }
            )
        return rows
