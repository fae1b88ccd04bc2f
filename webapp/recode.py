"""Recoding on the site: paste or upload a table of codes, see what is wrong with it first, take the result away.

Nothing that is sent is kept: it is read, answered and forgotten, and travels in the page where it is needed again.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, g, render_template, request
from werkzeug.datastructures import MultiDict

from graph.errors import BadDay, BadInput, UnknownKind
from graph.history import History
from graph.identify import Identification, identify, likely_column
from graph.recode_file import cells_of
from graph.recoded import Status
from graph.recoding import Recoder

from . import asked, sent

if TYPE_CHECKING:
    import polars as pl

    from graph.balance import Balance

__all__ = ["blueprint"]

blueprint = Blueprint("recode", __name__)

_SHOWN = 25

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


@dataclass(frozen=True)
class _Recoded:
    """A table, recoded."""

    choices: sent.Choices
    given: "pl.DataFrame"
    identified: Identification
    since: date | None
    frame: "pl.DataFrame"
    balance: "Balance"


def _recode(history: History, given: "pl.DataFrame", choices: sent.Choices) -> _Recoded:
    """A table recoded; where no day is chosen for its codes, it is one that all known ones fit, if one kind does."""
    from graph.frames import FrameRecoder, places_of

    column = choices.column
    codes = cells_of(given, column) if column in given.columns else {}
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


def _amounts(given: "pl.DataFrame", column: str) -> list[str]:
    """The columns that hold a number somewhere, other than that of the codes."""
    from graph.frames import holds_numbers

    return [name for name in given.columns if name != column and holds_numbers(given, name)]


@blueprint.get("/recode")
def form() -> str:
    """The empty form."""
    return _form(request.args)


def _form(given: "MultiDict[str, str]", wrong: str = "") -> str:
    return render_template(
        "recode.html",
        kinds=asked.record().history.kinds.values(),
        today=date.today().isoformat(),
        given=given,
        wrong=wrong,
    )


@blueprint.post("/recode")
def result() -> Response | str | tuple[str, int]:
    """A table recoded: shown, or given as a file where that is asked for; what is wrong stands above the form."""
    sent.allow_a_table()
    try:
        recoded = _recoded_from_form(asked.history())
    except (BadDay, BadInput, UnknownKind) as error:
        return _form(request.form, str(error)), 400
    if wanted := request.form.get("download"):
        return _download(recoded, wanted)
    return render_template(
        "recode_result.html",
        recoded=recoded,
        kinds=asked.record().history.kinds.values(),
        table=recoded.given.write_csv(),
        columns=recoded.given.columns,
        amounts=_amounts(recoded.given, recoded.choices.column),
        meanings=_MEANINGS,
        shown=recoded.frame.head(_SHOWN).rows(named=True),
    )


def _recoded_from_form(history: History) -> _Recoded:
    choices = sent.Choices.of(request.form)
    given = sent.table_in_form(choices.column)
    if not choices.column:
        column = likely_column(history, {name: cells_of(given.head(2_000), name) for name in given.columns})
        choices = replace(choices, column=column)
    return _recode(history, given, choices)


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
    sent.allow_a_table()
    g.form = "json"
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise BadInput('Send a JSON object, such as {"codes": ["5NR"], "from": "2012-04-01", "to": "2022-07-01"}.')
    recoded = _recode(asked.history(), sent.table_in_json(body), sent.choices_in_json(body))
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
    response.cache_control.no_store = True
    return response
