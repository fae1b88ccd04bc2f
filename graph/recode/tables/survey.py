"""Examines a table before recoding: which column has codes, which has dates, or whether headings are bodies."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from ...errors import BadInput
from ...model.day_parser import Days
from ...names.codes import is_like_a_code
from ...names.finder import names_in
from ...names.meaning import MatchedAs
from ...names.strangers import is_registered
from ...record.history import History
from ...registers import Register
from ...sheets.read import LARGEST, Sheet, open_sheet
from ...util.text import quoted
from ..identify import Identification, identify
from ..member_fits import member_codes
from ..no_body import no_body
from ..places import has_form_of_place, kind_of_place
from .cells import cells_of, code_cells, holds_postcodes
from .files import Job, codes_in
from .periods import meanings_of_days
from .wide import BODY, VALUE, body_columns, is_wide, turned

if TYPE_CHECKING:
    import polars as pl

    from ...areas.places import Gazetteer

__all__ = ["Survey", "days_beside", "likely_column", "survey"]

_PERIOD: Final = re.compile(r"month|year|period|quarter|date|day(?!s)|(?:^|[\W_])(?:fy|ym)(?:$|[\W_])", re.IGNORECASE)
_NO_PERIOD: Final = re.compile(r"open|close|start|end|join|left|amend|updat|birth", re.IGNORECASE)
"""What a column of days is called that is about a body, and not about the row."""
_REPORTED: Final = re.compile("report|period", re.IGNORECASE)
"""What it is called if it is about the row all the same: REPORTING_PERIOD_START."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What a table holds: its code column (None if wide), what the codes are, and remarks."""

    column: str
    wide: bool
    identification: Identification
    remarks: tuple[str, ...]

    @property
    def options(self) -> tuple[str, ...]:
        """The options that `recode` needs for it."""
        return ("--wide", "--apportion", VALUE) if self.wide else ("--column", self.column)


def survey(
    history: History,
    source: Path | IO[bytes],
    job: Job,
    *,
    largest: int = LARGEST,
    places: "Callable[[], Gazetteer] | None" = None,
    register: Register | None = None,
    to: date | None = None,
) -> Survey:
    """Examines the table in a file or stream; the proposal is for recoding to the day `to`, by default today.

    Raises:
        BadInput: it cannot be read, has no such column, or none that holds codes.
    """
    with open_sheet(source, text_column=job.column, largest=largest, layout=job.layout) as sheet:
        if job.wide or (not job.column and is_wide(history, sheet.columns)):
            headings = body_columns(names_in(history), sheet.columns, frozenset(history.kinds))
            table = turned(sheet, headings)
            head = next(table.batches(), table.schema.to_frame())
            counted, pairs = codes_in(table, BODY, history), _with_days(table, BODY, _columns_of_days(head, BODY))
            return Survey("", True, identify(history, counted, to=to, days=pairs), sheet.remarks)
        head = next(sheet.batches(), sheet.schema.to_frame()).head(2_000)
        if job.column or len(sheet.columns) == 1:
            column = sheet.column(job.column)
        else:
            column = likely_column(history, {name: cells_of(head, name) for name in sheet.columns}, places, register)
        counted, pairs = codes_in(sheet, column, history), _with_days(sheet, column, _columns_of_days(head, column))
        found = identify(history, counted, to=to, days=pairs, heading=column, places=places, register=register)
        return Survey(column, False, found, sheet.remarks)


def likely_column(
    history: History,
    columns: Mapping[str, Iterable[str]],
    places: "Callable[[], Gazetteer] | None" = None,
    register: Register | None = None,
) -> str:
    """The column with most distinct codes of bodies, or else names; ties go to the finer division, then to the first.

    Codes of boards beside those of groups are fewer, and names of regions fewer still. If no column has any, the one
    with most places from `places`. Codes of practices and trusts of the `register` count as those of bodies.

    Raises:
        BadInput: no column has any.
    """
    read = cache(names_in(history).read_cell)
    cells = {name: {cell for cell in column if not no_body(cell.strip())} for name, column in columns.items()}

    def likeliest(known: Callable[[str], bool]) -> str:
        """That of most known cells, if they are most of its cells; of columns with few, that with the greatest part."""
        number = {name: sum(map(known, each)) for name, each in cells.items() if each}
        ranks = {name: _rank(known_cells, len(cells[name])) for name, known_cells in number.items()}
        highest = max(ranks.values(), default=None)
        tied = [name for name, rank in ranks.items() if rank == highest]
        best = max(tied, key=fineness, default="") if len(tied) > 1 else next(iter(tied), "")
        return best if best and number[best] else ""

    def fineness(name: str) -> int:
        """How many bodies the kinds have of which a column has most: groups are more than the boards over them."""
        kinds = Counter(kind for cell in cells[name] for kind in {body.kind for body in read(cell).bodies})
        most = max(kinds.values(), default=0)
        return max((len(history.by_kind[kind]) for kind, number in kinds.items() if number == most), default=0)

    members = member_codes(register, history, set().union(*cells.values())) if register else frozenset()

    def is_coded(cell: str) -> bool:
        return cell in members or (not has_form_of_place(cell) and read(cell).matched_as in _BY_CODE)

    def is_named(cell: str) -> bool:
        return cell in members or (not has_form_of_place(cell) and read(cell).matched_as not in _GUESSED)

    found, by_name = likeliest(is_coded), likeliest(is_named)
    if by_name and not (found and _mostly(cells[found], is_coded)):
        found = by_name
    if places and (not found or found == by_name):
        known = places()

        def is_place(cell: str) -> bool:
            return bool(kind_of_place(cell, known))

        # Names of authorities are names of bodies too; their codes, beside them, say which is meant.
        coded = likeliest(lambda cell: is_like_a_code(cell) and is_place(cell))
        if not found or (coded and _mostly(cells[coded], is_place) and _mostly(cells[found], is_place)):
            found = coded or likeliest(is_place)
    if not found:
        wrong = "No column holds a code or name of a body or a place in the record."
        if registered := likeliest(is_registered):
            of_register = f"{quoted(registered)} looks like codes of practices or trusts, which registers of ODS hold"
            raise BadInput(f"{wrong} {of_register}: see register add. Or say which column holds the codes.")
        raise BadInput(f"{wrong} Say which column holds the codes.")
    return found


def _rank(known: int, cells: int) -> tuple[bool, float]:
    return (True, known) if 2 * known >= cells else (False, known / cells)


def _mostly(cells: set[str], known: Callable[[str], bool]) -> bool:
    return 2 * sum(map(known, cells)) >= len(cells)


_BY_CODE: Final = frozenset(
    (MatchedAs.ID, MatchedAs.ODS_CODE, MatchedAs.GSS_CODE, MatchedAs.CODE_IN_TEXT, MatchedAs.PUBLISHERS_FORM)
)

_GUESSED: Final = (MatchedAs.NOTHING, MatchedAs.PART_OF_NAME, MatchedAs.NEAR_NAME)
"""How a cell may be read that does not make its column the one of codes."""


def days_beside(frame: "pl.DataFrame", column: str) -> dict[str, dict[tuple[str, Days | str], int]]:
    """The columns of a frame with the period of its rows: by name, row counts by code and period."""
    sheet = Sheet(frame.schema, lambda: iter([frame]))
    return _with_days(sheet, column, _columns_of_days(frame.head(2_000), column))


def _columns_of_days(head: "pl.DataFrame", codes: str) -> list[str]:
    """The columns named like a period whose first cells are all dates."""
    found = []
    for name in filter(_is_period, head.columns):
        cells = [cell for cell in cells_of(head, name) if cell] if name != codes else []
        meanings = meanings_of_days(dict.fromkeys(cells))
        if cells and not any(isinstance(meaning, str) for meaning in meanings.values()):
            found.append(name)
    return found


def _is_period(name: str) -> bool:
    return bool(_PERIOD.search(name)) and not (_NO_PERIOD.search(name) and not _REPORTED.search(name))


def _with_days(sheet: Sheet, column: str, days: list[str]) -> dict[str, dict[tuple[str, Days | str], int]]:
    """Row counts by code and by the content of each date column."""
    import polars as pl

    counted: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in days}
    of_postcodes = None
    for batch in sheet.batches() if days else ():
        for name in days:
            cells = batch.select(
                pl.col(each).cast(pl.String).fill_null("").str.strip_chars() for each in (column, name)
            )
            if of_postcodes is None:
                of_postcodes = holds_postcodes(cells[column])
            cells = cells.with_columns(code_cells(cells[column], of_postcodes=of_postcodes).alias(column))
            counted[name].update(
                {(code, day): rows for code, day, rows in cells.group_by(column, name).len().iter_rows()}
            )
    found: dict[str, dict[tuple[str, Days | str], int]] = {}
    for name, pairs in counted.items():
        meanings = meanings_of_days(dict.fromkeys(day for _, day in pairs))
        by_days: Counter[tuple[str, Days | str]] = Counter()
        for (code, day), rows in pairs.items():
            by_days[code, meanings[day]] += rows
        found[name] = dict(by_days)
    return found
