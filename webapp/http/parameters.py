"""Request parameters: stated facts or all, body, day, links to follow, page of a list.

All of it stands in the address; the site sets no cookies and keeps no sessions.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from typing import NoReturn
from urllib.parse import urlencode

from flask import abort, redirect, request, url_for
from werkzeug.exceptions import BadRequest

from graph.answers.lookup.search import search
from graph.errors import RecordError, UnknownBody
from graph.model.dates import parse_day
from graph.model.entities import LEGAL_AND_AREA, Basis, Body
from graph.model.evidence import FormerId
from graph.model.share import Weight
from graph.names.find import had_code_on, look_up, with_code
from graph.names.meaning import MatchedAs
from graph.record import Record
from graph.record.history import History
from graph.registers import Register
from graph.util.formulas import defused_text
from graph.util.text import printable

from .site import current_site

__all__ = [
    "as_read",
    "bases",
    "body",
    "day",
    "day_if_any",
    "estimate",
    "history",
    "lead_on",
    "leaves_out",
    "of_code",
    "page",
    "record",
    "register",
    "stated_only",
    "weight",
]

_ON = frozenset(("on", "1", "true", "yes"))
_OF_THE_WHOLE = frozenset(("api", "endpoint", "linked_data", "reference"))
"""Blueprints whose pages tell of the whole record: they carry the choice of stated facts on, and do not take it."""


def record() -> Record:
    """The edition of the record the site serves."""
    return current_site().record


def register() -> Register | None:
    """The practices and trusts that the operator attached; None without."""
    return current_site().register


def stated_only() -> bool:
    """Whether only stated facts were requested."""
    return "stated-only" in request.args and request.args["stated-only"] in _ON


def as_read() -> Callable[[str], str]:
    """How CSV cells are written: with formula protection for people; unchanged with `raw`."""
    return str if request.args.get("raw") in _ON else defused_text


def leaves_out() -> bool:
    """Whether the page leaves out inferred facts: on request, and except for pages about the whole record."""
    return stated_only() and request.blueprint not in _OF_THE_WHOLE


def history() -> History:
    """The record as requested: with or without inferred facts."""
    return record().history.stated if stated_only() else record().history


def body(of: History, name: str) -> Body:
    """The body with an id; former ids redirect permanently, codes and names redirect too.

    Raises:
        UnknownBody: there is none; the message offers those that come near.
        HTTPException: a permanent redirect to the same page with the id of today, or 410 where no body has it any more;
            a redirect to the page of the only body with a code or name, or to those of the several that had a code.
    """
    found = of.bodies.get(name.lower()[:200])
    if found:
        return found
    if former := record().history.former_ids.get(name.lower()):
        lead_on(former, name)
    if stated_only() and name.lower() in record().history.bodies:
        raise UnknownBody(f"{name.lower()} is inferred, and you asked for stated facts only.", [name.lower()])
    if coded := of_code(of, name, day_if_any("as-at")):
        abort(redirect(same_place(name, coded[0].id) if len(coded) == 1 else url_for("bodies.code", code=name), 302))
    for words in (name, name.replace("-", " ")):
        if meant := _everyday(of, words):
            abort(redirect(same_place(name, meant.id), 302))
    result = search(of, name)
    near = [hit.body.id for hit in result.hits[:8]] or [each.id for each in result.near]
    raise UnknownBody(f"No body has the id “{printable(name)}”.", near)


def lead_on(former: FormerId, asked: str) -> NoReturn:
    """Redirects from an address with a former id to the current one.

    Raises:
        HTTPException: the redirect, or 410 if no body has the id any more.
    """
    if not former.replaced_by:
        abort(410, f"{former.id} was an id of an earlier edition. {former.note}")
    abort(redirect(same_place(asked, former.replaced_by), 301))


def of_code(of: History, code: str, day: date | None) -> tuple[Body, ...]:
    """The bodies that had a code, earliest first; with a day, its holders on it if there were any."""
    bodies = with_code(of, code[:40])
    of_day = tuple(body for body in bodies if day and had_code_on(body, code, day))
    return of_day or bodies


def same_place(asked: str, instead: str) -> str:
    """The current address with another id."""
    place = {name: instead if each == asked else each for name, each in (request.view_args or {}).items()}
    path = url_for(request.endpoint or "", **place).partition("?")[0]  # type: ignore[arg-type]
    choices = [(name, instead if each == asked else each) for name, each in request.args.items(multi=True)]
    return f"{path}?{urlencode(choices)}" if choices else path


def _everyday(of: History, words: str) -> Body | None:
    """The body commonly known by a full name, not by part of one or a misspelling."""
    with suppress(RecordError):
        found = look_up(of, words)
        if found.meaning.matched_as not in (MatchedAs.PART_OF_NAME, MatchedAs.NEAR_NAME, MatchedAs.NOTHING):
            return found.body
    return None


def day_if_any(name: str) -> date | None:
    """The day in a parameter, or None if it is empty.

    Raises:
        BadDay: it is not a day.
    """
    text = request.args.get(name, "").strip()
    return parse_day(text) if text else None


def day(name: str, default: date) -> date:
    """The day in a parameter, or a default if it is empty.

    Raises:
        BadDay: it is not a day.
    """
    return day_if_any(name) or default


def bases(names: Sequence[str]) -> frozenset[Basis]:
    """The bases with the given names; legal and area by default.

    Raises:
        BadRequest: a name is unknown.
    """
    unknown = [name for name in names if name not in set(Basis)]
    if unknown:
        raise BadRequest(f"There is no basis {unknown[0][:20]!r}. Links are legal, area or code.")
    return frozenset(map(Basis, names)) or LEGAL_AND_AREA


def weight() -> Weight:
    """What shares are to count.

    Raises:
        BadRequest: it is not a weight.
    """
    text = request.args.get("weight", "").strip() or Weight.PEOPLE
    if text not in set(Weight):
        raise BadRequest(f"There is no weight {text[:20]!r}. Shares count {', '.join(Weight)}.")
    return Weight(text)


def estimate() -> bool:
    """Whether spans should be replaced by estimates."""
    return request.args.get("estimate", "") in _ON


def page() -> int:
    """The requested page of a list, from 1.

    Raises:
        BadRequest: it is not a positive number.
    """
    text = request.args.get("page", "1") or "1"
    if not (text.isascii() and text.isdecimal() and len(text) < 7 and int(text) > 0):
        raise BadRequest("Pages are numbered 1, 2, 3 and so on. Start at page 1.")
    return int(text)
