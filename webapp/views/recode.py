"""Recoding pages: paste or upload a table of codes, review problems, download the result.

Nothing is stored on the server: the table is processed and dropped, and the result page carries it where needed again.
"""

import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, g, render_template, request
from werkzeug.datastructures import MultiDict

from graph.areas.places import Gazetteer, gazetteer
from graph.errors import BadDay, BadInput, UnknownKind
from graph.model.share import Weight
from graph.model.words import in_words
from graph.names.finder import names_in
from graph.recode.identify import Identification, identify
from graph.recode.no_body import is_heading
from graph.recode.recoder import Recoder
from graph.recode.tables.cells import cells_of
from graph.recode.tables.periods import meanings_of_days
from graph.recode.tables.wide import BODY, body_columns, is_wide, refuse_beside, turned
from graph.record.history import History
from graph.sheets.read import Sheet, column_called
from graph.sheets.upload import Sent, text_bytes

from ..http import limits, parameters, responses
from ..http.negotiation import kept
from ..kit import maps
from . import recode_form

if TYPE_CHECKING:
    import polars as pl

    from graph.recode.fits import Proposal
    from graph.recode.result import Recoding
    from graph.recode.tables.balance import Balance

__all__ = ["blueprint"]

blueprint = Blueprint("recode", __name__)

_SHOWN = 25
_CELLS_OF_A_WORKBOOK = 500_000
"""More take longer to write than a reader waits for."""

_OPTION = re.compile(r" \(--[\w-]+\)")
_HOW_TO_CHOOSE = re.compile(r"; --(?:sheet|table) [^.]*")

_TIMES = 5
"""A result may have so many times the cells and the bytes of text of the largest table that may be sent."""


@dataclass(frozen=True)
class _Recoded:
    """A recoded table."""

    choices: recode_form.Choices
    sent: Sent
    given: "pl.DataFrame"
    identified: Identification
    assumed: "Proposal | None"
    since: date | None
    frame: "pl.DataFrame"
    balance: "Balance"
    added: "Mapping[str, str]"

    @property
    def amounts(self) -> list[str]:
        """The columns that can be divided: those with numbers, and of a wide table what is under the bodies."""
        from graph.recode.tables.numbers import holds_numbers

        columns = self.given.columns[-1:] if self.choices.wide else self.given.columns
        separator = self.sent.separator
        return [name for name in columns if name != self.choices.column and holds_numbers(self.given, name, separator)]


def _recode(history: History, sent: Sent, choices: recode_form.Choices, *, is_found_wide: bool = False) -> _Recoded:
    """A table recoded; without options, with those that resolve most rows.

    Of one that was found to be wide, where nobody said so, the values are divided.
    """
    import polars as pl

    from graph.recode.tables.added import ADDED
    from graph.recode.tables.amounts import refuse_undivided
    from graph.recode.tables.frames import DaysColumn, FrameRecoder
    from graph.recode.tables.survey import days_beside
    from graph.recode.tables.totals import with_totals_named

    given, remarks, merged = sent.rows, sent.remarks, sent.merged
    if choices.wide:
        table = _turned(history, sent, choices.kind_from)
        given, remarks, merged = pl.concat(table.batches()), table.remarks, table.merged
        choices = replace(choices, column=BODY)
        if is_found_wide and not choices.apportion:
            # What nobody asked to be divided need not be refused.
            choices = replace(choices, apportion=tuple({given.columns[-1]} - {*merged}))
    choices = _with_columns_named(choices, given.columns)
    if choices.wide:
        refuse_beside(given.columns, choices.apportion)
    column = choices.column
    found = cells_of(with_totals_named(given, column, history), column) if column in given.columns else {}
    codes = {code: rows for code, rows in found.items() if not is_heading(code, column)}
    beside = days_beside(given, column) if codes else {}
    identified = identify(
        history,
        codes,
        to=choices.to,
        days=beside,
        heading=column,
        places=_places,
        register=parameters.register(),
    )
    chosen = choices.since or choices.days_column or choices.kind_from or choices.column_is
    assumed = None if chosen else identified.assumed
    if assumed:
        choices = replace(
            choices,
            since=assumed.since,
            days_column=assumed.days_column,
            kind_from=assumed.kind_from,
            column_is=assumed.column_is,
        )
    since, days = choices.since, None
    if choices.days_column:
        days = DaysColumn(choices.days_column, meanings_of_days(tuple(cells_of(given, choices.days_column))))
    recoder = Recoder(
        history,
        choices.to,
        since=since,
        kind_from=choices.kind_from,
        prefer=choices.prefer,
        kind_to=choices.kind_to,
        bases=choices.bases,
        weight=choices.weight,
        estimate=choices.estimate,
        places=_places,
        column_is=choices.column_is,
        register=parameters.register(),
    )
    refuse_undivided(given.schema, choices.apportion, given, merged)
    frames = FrameRecoder(
        recoder,
        given.schema,
        column,
        choices.apportion,
        decimals=choices.decimals,
        days=days,
        separator=sent.separator,
    )
    rows = sum(number * max(1, len(recoder.recode(code).targets)) for code, number in codes.items())
    _refuse_a_large_result(rows, len(given.columns) + len(choices.apportion) + len(ADDED))
    frame = frames.apply(given)
    _refuse_a_large_result(frame.height, frame.width, text_bytes(frame))
    frames.balance.remarks = tuple(map(_without_options, (*remarks, *frames.remarks)))
    return _Recoded(choices, sent, given, identified, assumed, since, frame, frames.balance, frames.added)


def _with_columns_named(choices: recode_form.Choices, columns: Sequence[str]) -> recode_form.Choices:
    """The choices with columns by their names, which may have been given in any case or by number."""
    return replace(
        choices,
        column=column_called(choices.column, columns) if choices.column else "",
        apportion=tuple(column_called(name, columns) for name in choices.apportion),
        days_column=column_called(choices.days_column, columns) if choices.days_column else "",
    )


def _turned(history: History, sent: Sent, kind: str) -> Sheet:
    """A wide table with a row for each cell under a body."""
    kinds = history.kinds_within(history.kind(kind).id) if kind else frozenset(history.kinds)
    bodies = body_columns(names_in(history), sent.rows.columns, kinds)
    _refuse_a_large_result(sent.rows.height * len(bodies), sent.rows.width - len(bodies) + 2)
    return turned(Sheet(sent.rows.schema, lambda: iter([sent.rows]), sent.remarks, merged=sent.merged), bodies)


def _places() -> Gazetteer:
    return gazetteer(parameters.record())


def _refuse_a_large_result(rows: int, columns: int, size: int = 0) -> None:
    """Refuses results that are too large: a row is repeated, with all its text, for each target body."""
    bounds = recode_form.bounds()
    if rows * columns > _TIMES * bounds.cells or size > _TIMES * bounds.size:
        raise BadInput(
            f"The result would have {rows:,} rows, which is more than this site makes of {columns} columns."
            " Send fewer rows, or use the command line, which takes any number."
        )


@blueprint.get("/recode")
@kept
def form() -> str:
    """The empty form."""
    return _form(request.args)


def _form(given: "MultiDict[str, str]", wrong: str = "") -> str:
    """The form, with what was sent if that failed; a file cannot be kept."""
    return render_template(
        "recode.html",
        kinds=parameters.record().history.kinds.values(),
        today=date.today().isoformat(),
        weights=tuple(Weight),
        given=given,
        said_more=recode_form.says_more(given),
        wrong=wrong,
        again=bool(wrong and request.files.get("file")),
    )


@blueprint.post("/recode")
def result() -> Response | str | tuple[str, int]:
    """A recoded table: as a page, or as a file; errors are shown above the form."""
    recode_form.allow_a_table()
    with limits.upload():
        return _result()


def _result() -> Response | str | tuple[str, int]:
    try:
        recoded = _recoded_from_form(parameters.history())
        if wanted := request.form.get("download"):
            return _download(recoded, wanted)
    except (BadDay, BadInput, UnknownKind) as error:
        return _form(request.form, str(error)), 400
    return render_template(
        "recode_result.html",
        recoded=recoded,
        kinds=parameters.record().history.kinds.values(),
        table=_to_travel(recoded.sent),
        sent_form=request.form,
        weights=tuple(Weight),
        columns=recoded.given.columns,
        amounts=recoded.amounts,
        shown=recoded.frame.head(_SHOWN).rows(named=True),
        added=recoded.added,
        in_full=in_words,
        problems=_by_kind(recoded.balance),
        map=maps.of_recoding(parameters.history(), recoded.balance),
        picks=_picks(recoded.balance, parameters.record().history),
        fits_a_workbook=_fits_a_workbook(recoded.frame),
    )


def _by_kind(balance: "Balance") -> list[tuple[str, list[tuple[str, "Recoding", int]], int]]:
    """Problem codes by status, most rows first: the status, codes, and row count."""
    found: dict[str, list[tuple[str, Recoding, int]]] = {}
    for problem in balance.problems:
        found.setdefault(problem[1].status.value, []).append(problem)
    counted = [(status, problems, sum(rows for _, _, rows in problems)) for status, problems in found.items()]
    return sorted(counted, key=lambda each: -each[2])


def _picks(balance: "Balance", history: History) -> list[tuple[str, str, int]]:
    """The kinds that would resolve ambiguous codes: id, name, number of codes; most first."""
    decided: Counter[str] = Counter()
    for _, recoding, _ in balance.problems:
        kinds = Counter(reading.body.kind for reading in recoding.readings if reading.body)
        decided.update(kind for kind, number in kinds.items() if number == 1)
    return [(kind, history.kinds[kind].plural, number) for kind, number in decided.most_common()]


def _to_travel(sent: Sent) -> str:
    """The table to embed in the page, its separator kept, which tells how numbers are written; empty if too large."""
    table = sent.rows.write_csv(separator=";" if sent.separator == ";" else ",")
    return table if recode_form.travels(table) else ""


def _recoded_from_form(history: History) -> _Recoded:
    choices, sent = recode_form.in_form()
    is_found_wide = choices.wide is None and not choices.column and is_wide(history, sent.rows.columns)
    if is_found_wide:
        choices = replace(choices, wide=True)
    if not choices.wide and choices.column not in sent.rows.columns and choices.column in ("", BODY):
        from graph.recode.tables.survey import likely_column

        heads = {name: cells_of(sent.rows.head(2_000), name) for name in sent.rows.columns}
        choices = replace(choices, column=likely_column(history, heads, _places, parameters.register()))
    return _recode(history, sent, choices, is_found_wide=is_found_wide)


def _fits_a_workbook(frame: "pl.DataFrame") -> bool:
    return frame.height * frame.width <= _CELLS_OF_A_WORKBOOK


def _download(recoded: _Recoded, wanted: str) -> Response:
    from graph.sheets.workbook import workbook
    from graph.sheets.write import defused

    if wanted == "xlsx":
        if not _fits_a_workbook(recoded.frame):
            raise BadInput(
                f"The result has more than {_CELLS_OF_A_WORKBOOK:,} cells, which take too long to write as a workbook."
                " Download it as CSV, which Excel opens too."
            )
        response = Response(workbook(recoded.frame))
        response.mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    else:
        wanted = "csv"
        # Excel only detects UTF-8 with a byte order mark.
        response = Response("\ufeff" + defused(recoded.frame).write_csv())
        response.content_type = "text/csv; charset=utf-8"
    name = f"recoded-to-{recoded.choices.to}.{wanted}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.cache_control.no_store = True
    return response


@blueprint.post("/api/recode")
def api() -> Response:
    """The JSON API: codes or rows, or a table as a file, recoded."""
    g.form = "json"
    recode_form.allow_a_table()
    with limits.upload():
        return _recoded_json()


def _recoded_json() -> Response:
    as_file = request.mimetype == "multipart/form-data"
    choices, sent = recode_form.in_form() if as_file else recode_form.in_json()
    recoded = _recode(parameters.history(), sent, choices)
    if told := _as_keys(recoded.assumed):
        recoded.balance.remarks = (told, *recoded.balance.remarks)
    document = {
        "from": recoded.since.isoformat() if recoded.since else None,
        "to": recoded.choices.to.isoformat(),
        "identified": recoded.identified.likeliest.sentence() if recoded.identified.likeliest else None,
        "report": recoded.balance.document(),
    }
    return _json(document, recoded.frame)


def _as_keys(assumed: "Proposal | None") -> str:
    """What was assumed of codes of which nothing was said, by the keys of a request that say the same."""
    said = {
        "from": assumed and assumed.since and assumed.since.isoformat(),
        "from_column": assumed and assumed.days_column,
        "kind_from": assumed and assumed.kind_from,
        "column_is": assumed and assumed.column_is.value,
    }
    keys = [f"{name} {value}" for name, value in said.items() if value]
    return f"Neither days nor kind of the codes were said; assumed: {', '.join(keys)}." if keys else ""


def _json(document: dict[str, Any], frame: "pl.DataFrame") -> Response:
    """A document with a frame's rows, which are too many to convert to Python values first."""
    from graph.answer import json_text
    from graph.sheets.write import write_sheet

    file = io.BytesIO()
    file.write(json_text(document).removesuffix("\n}\n").encode() + b',\n  "rows": ')
    write_sheet([frame], file, "json")
    file.write(b"}\n")
    response = Response(responses.parts(file.getbuffer()), mimetype="application/json")
    response.cache_control.no_store = True
    return response


def _without_options(remark: str) -> str:
    """A remark without the options of the command line in it: on the page there are fields for them."""
    return _HOW_TO_CHOOSE.sub("; another can be named when the file is sent", _OPTION.sub("", remark))
