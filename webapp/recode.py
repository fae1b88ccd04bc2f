"""Recoding on the site: paste or upload a table of codes, see what is wrong with it first, take the result away.

Nothing that is sent is kept: it is read, answered and forgotten, and travels in the page where it is needed again.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, TYPE_CHECKING, Any

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as AnyResponse

from graph.crosswalk import crosswalk as crosswalk_between
from graph.dates import parse_day
from graph.errors import BadDay, BadInput, UnknownKind
from graph.history import History
from graph.identify import Identification, identify, likely_column
from graph.model import LEGAL_AND_AREA, Basis, Kind
from graph.recoded import Status
from graph.recoding import Recoder

from . import asked
from .representations import Page, twins

if TYPE_CHECKING:
    import polars as pl

    from graph.balance import Balance

__all__ = ["blueprint"]

blueprint = Blueprint("recode", __name__)

_MOST_COLUMNS = 200
_SHOWN = 25
_SHOWN_IN_CROSSWALK = 400


_MEANINGS = {
    Status.SAME: "The same body under the same name",
    Status.RENAMED: "The same body under a new name, or one that took over all of it and nothing else",
    Status.MERGED: "All of it went into a body that others went into too",
    Status.SPLIT: "It went to several bodies, each with a share",
    Status.UNKNOWN_SHARE: "It went there, but no source says how much of it",
    Status.UNKNOWN_CODE: "No body ever had this code",
    Status.AMBIGUOUS_CODE: "Several bodies had this code; a day or a kind decides",
    Status.NOT_IN_FORCE: "Bodies had this code, but none on that day",
    Status.NO_SUCCESSOR: "The body is known; no source says what followed",
}

_KNOWLEDGE = {
    "stated": "stated by sources",
    "inferred": "inferred",
    "unknown": "known without a share",
    "no-successor": "not known",
}


def _limit_what_is_read() -> None:
    request.max_form_memory_size = current_app.config["MAX_CONTENT_LENGTH"]
    request.max_form_parts = 1_000


@dataclass(frozen=True)
class _Choices:
    """What a reader chose beside the table."""

    column: str
    to: date
    since: date | None
    kind_from: str
    kind_to: str
    bases: frozenset[Basis]
    apportion: tuple[str, ...]

    @classmethod
    def of(cls, given: "MultiDict[str, str]") -> "_Choices":
        """Those of a form.

        Raises:
            BadDay: a day is none.
            BadRequest: a basis is none.
        """
        since = given.get("from", "").strip()
        return cls(
            column=given.get("column", ""),
            to=parse_day(given.get("to", "").strip() or date.today().isoformat()),
            since=parse_day(since) if since else None,
            kind_from=given.get("kind-from", "").strip(),
            kind_to=given.get("kind", "").strip(),
            bases=_bases(given.getlist("basis")),
            apportion=tuple(dict.fromkeys(name for name in given.getlist("apportion") if name)),
        )


def _bases(names: Sequence[str]) -> frozenset[Basis]:
    known = {basis.value: basis for basis in Basis}
    if not all(isinstance(name, str) and name in known for name in names):
        raise BadRequest(f"A basis is one of {', '.join(known)}.")
    return frozenset(known[name] for name in names) or LEGAL_AND_AREA


@dataclass(frozen=True)
class _Recoded:
    """A table, recoded."""

    choices: _Choices
    given: "pl.DataFrame"
    identified: Identification
    since: date | None
    frame: "pl.DataFrame"
    balance: "Balance"


def _recode(history: History, given: "pl.DataFrame", choices: _Choices) -> _Recoded:
    """A table recoded; where no day is chosen for its codes, it is one that all known ones fit, if one kind does."""
    from graph.frames import FrameRecoder, places_of

    column = choices.column
    codes = _texts(given, column) if column in given.columns else {}
    identified = identify(history, codes)
    known = identified.codes - len(identified.unknown)
    fitting = [fit for fit in identified.fits if len(fit.codes) == known]
    since = choices.since or (fitting[0].day if len(fitting) == 1 else None)
    recoder = Recoder(
        history,
        choices.to,
        since=since,
        kind_from=choices.kind_from,
        kind_to=choices.kind_to,
        bases=choices.bases,
    )
    frames = FrameRecoder(recoder, given.schema, column, places_of([given], choices.apportion))
    frame = frames.apply(given)
    return _Recoded(choices, given, identified, since, frame, frames.balance)


def _texts(given: "pl.DataFrame", column: str) -> dict[str, int]:
    import polars as pl

    cells = given.select(pl.col(column).cast(pl.String).fill_null("").str.strip_chars())
    return dict(cells.group_by(column, maintain_order=True).len().iter_rows())


def _read(source: IO[bytes], column: str) -> "pl.DataFrame":
    """A table that was sent, within the site's limits."""
    import polars as pl

    from graph.sheets import open_sheet

    most = current_app.config["UPLOAD_ROWS"]
    with open_sheet(source, text_column=column, largest=current_app.config["UPLOAD_UNPACKED_MB"] * 2**20) as sheet:
        if len(sheet.columns) > _MOST_COLUMNS:
            raise BadInput(
                f"The table has {len(sheet.columns):,} columns; this page takes {_MOST_COLUMNS}. Send fewer."
            )
        parts, rows = [], 0
        for batch in sheet.batches():
            parts.append(batch)
            rows += batch.height
            if rows > most:
                raise BadInput(f"The table has more than {most:,} rows. Use the command line, which takes any number.")
    if not rows:
        raise BadInput("The table has a header but no rows. Add some.")
    return pl.concat(parts)


def _amounts(given: "pl.DataFrame", column: str) -> list[str]:
    """The columns that hold a number somewhere, other than that of the codes."""
    from graph.frames import holds_numbers

    return [name for name in given.columns if name != column and holds_numbers(given, name)]


@blueprint.get("/recode")
def form() -> str:
    """The empty form."""
    return _form(request.args)


def _form(given: "MultiDict[str, str]", wrong: str = "") -> str:
    return render_template("recode.html", kinds=_kinds(), today=date.today().isoformat(), given=given, wrong=wrong)


@blueprint.post("/recode")
def result() -> Response | str | tuple[str, int]:
    """A table recoded: shown, or given as a file where that is asked for; what is wrong stands above the form."""
    _limit_what_is_read()
    try:
        recoded = _recoded_from_form(asked.history())
    except (BadDay, BadInput, UnknownKind) as error:
        return _form(request.form, str(error)), 400
    if wanted := request.form.get("download"):
        return _download(recoded, wanted)
    return render_template(
        "recode_result.html",
        recoded=recoded,
        kinds=_kinds(),
        table=recoded.given.write_csv(),
        columns=recoded.given.columns,
        amounts=_amounts(recoded.given, recoded.choices.column),
        meanings=_MEANINGS,
        shown=recoded.frame.head(_SHOWN).rows(named=True),
    )


def _recoded_from_form(history: History) -> _Recoded:
    choices = _Choices.of(request.form)
    uploaded = request.files.get("file")
    if uploaded is not None and uploaded.filename:
        source: IO[bytes] = io.BytesIO(uploaded.read())
    else:
        text = request.form.get("table", "").strip("\r\n")
        if not text.strip():
            raise BadInput("No table was sent. Paste one with a header row, or choose a file.")
        source = io.BytesIO(text.encode())
    given = _read(source, choices.column)
    if not choices.column:
        column = likely_column(history, {name: _texts(given.head(2_000), name) for name in given.columns})
        choices = _Choices(**{**vars(choices), "column": column})
    return _recode(history, given, choices)


def _kinds() -> list[Kind]:
    return sorted(asked.record().history.kinds.values(), key=lambda kind: kind.plural)


def _download(recoded: _Recoded, wanted: str) -> Response:
    from graph.sheet_writing import defused, workbook

    if wanted == "xlsx":
        response = Response(workbook(recoded.frame))
        response.mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    else:
        wanted = "csv"
        # Excel reads UTF-8 as such only after a byte order mark.
        response = Response("\ufeff" + defused(recoded.frame).write_csv())
        response.content_type = "text/csv; charset=utf-8"
    name = f"recoded-to-{recoded.choices.to}.{wanted}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.cache_control.no_store = True
    return response


@blueprint.post("/api/recode")
def api() -> Response:
    """Codes or rows in JSON, recoded."""
    _limit_what_is_read()
    g.form = "json"
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise BadInput('Send a JSON object, such as {"codes": ["5NR"], "from": "2012-04-01", "to": "2022-07-01"}.')
    recoded = _recode(asked.history(), _frame_of(body), _choices_of(body))
    return _json(
        {
            "from": recoded.since.isoformat() if recoded.since else None,
            "to": recoded.choices.to.isoformat(),
            "identified": recoded.identified.best.sentence() if recoded.identified.best else None,
            "rows": recoded.frame.rows(named=True),
            "report": recoded.balance.document(),
        }
    )


def _json(document: dict[str, Any]) -> Response:
    from graph.answers import json_text

    response = Response(json_text(document), mimetype="application/json")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.cache_control.no_store = True
    return response


_TEXTS = ("column", "from", "to", "kind_from", "kind")


def _choices_of(body: dict[str, Any]) -> _Choices:
    for name in _TEXTS:
        if not isinstance(body.get(name, ""), str | None):
            raise BadInput(f"{name} must be text.")
    lists = {name: body.get(name, []) for name in ("basis", "apportion")}
    for name, values in lists.items():
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise BadInput(f"{name} must be a list of texts.")
    given: MultiDict[str, str] = MultiDict(
        [(name.replace("_", "-"), body.get(name) or "") for name in _TEXTS]
        + [(name, value) for name, values in lists.items() for value in values]
    )
    if "codes" in body:
        given["column"] = "code"
    return _Choices.of(given)


def _frame_of(body: dict[str, Any]) -> "pl.DataFrame":
    """The table of a request: a list of codes, or rows with the same columns; every cell as the text it would be."""
    import polars as pl

    codes, rows = body.get("codes"), body.get("rows")
    if (codes is None) == (rows is None):
        raise BadInput("Send either codes, a list of texts, or rows, a list of objects.")
    if codes is not None:
        if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
            raise BadInput("codes must be a list of texts; a code is never a number.")
        rows = [{"code": code} for code in codes]
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise BadInput("rows must be a list of one or more objects.")
    header = list(dict.fromkeys(name for row in rows for name in row))
    most = current_app.config["UPLOAD_ROWS"]
    if len(rows) > most or len(header) > _MOST_COLUMNS:
        raise BadInput(f"Send at most {most:,} rows of {_MOST_COLUMNS} columns.")
    column = "code" if codes is not None else body.get("column", "")
    if any(not isinstance(row.get(column), str | None) for row in rows):
        raise BadInput("A code is text, never a number.")
    cells = {name: [_cell(row.get(name)) for row in rows] for name in header}
    return pl.DataFrame(cells, schema=dict.fromkeys(header, pl.String))


def _cell(value: object) -> str | None:
    if isinstance(value, dict | list):
        raise BadInput("A cell is text, a number, true, false or null.")
    return None if value is None else str(value)


@twins(blueprint, "/crosswalk/<piece:first>/<piece:second>")
def crosswalk(first: str, second: str) -> Page:
    """The whole table between two days."""
    history = asked.history()
    kind_from, kind_to = request.args.get("kind-from", "").strip(), request.args.get("kind", "").strip()
    bases = _bases(request.args.getlist("basis"))
    answer = crosswalk_between(
        history, parse_day(first), parse_day(second), kind_from=kind_from, kind_to=kind_to, bases=bases
    )
    links = [
        step.link for each in answer.recodings for target in each.targets for path in target.paths for step in path
    ]
    return Page(
        "crosswalk.html",
        answer,
        subjects=[*(link.id for link in links), *(link.event for link in links)],
        sources=[key for link in links for key in link.sources],
        context=lambda: {
            "kinds": _kinds(),
            "known": [(_KNOWLEDGE[name], number) for name, number in answer.totals.items() if number],
            "chosen": {name: value for name, value in (("kind-from", kind_from), ("kind", kind_to)) if value},
            "shown": len(answer.recodings) if request.args.get("all") == "on" else _SHOWN_IN_CROSSWALK,
        },
    )


@blueprint.get("/crosswalk/")
def choose() -> AnyResponse:
    """Where the form for two days leads."""
    first, second = request.args.get("from", "").strip(), request.args.get("to", "").strip()
    parse_day(first), parse_day(second)
    more: dict[str, Any] = {name: request.args[name] for name in ("kind-from", "kind") if request.args.get(name)}
    return redirect(url_for("recode.crosswalk", first=first, second=second, **more))
