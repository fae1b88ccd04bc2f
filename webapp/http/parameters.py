"""What a request asks for: which record, stated facts or all, which body, on which day,
which links are followed, which page of a list.

All of it stands in the address; the site sets no cookies and keeps no sessions.
"""

from collections.abc import Sequence
from datetime import date
from typing import NoReturn
from urllib.parse import urlencode

from flask import abort, redirect, request, url_for
from werkzeug.exceptions import BadRequest

from graph.answers.search import search
from graph.errors import UnknownBody
from graph.model.dates import parse_day
from graph.model.entities import LEGAL_AND_AREA, Basis, Body
from graph.model.evidence import FormerId
from graph.model.share import Weight
from graph.record import Record
from graph.record.history import History
from graph.util.text import printable

from .site import current_site

__all__ = [
    "bases",
    "body",
    "day",
    "day_if_any",
    "estimate",
    "history",
    "lead_on",
    "leaves_out",
    "page",
    "record",
    "stated_only",
    "weight",
]

_ON = frozenset(("on", "1", "true", "yes"))
_OF_THE_WHOLE = frozenset(("api", "endpoint", "linked_data", "reference"))
"""Blueprints whose pages tell of the whole record: they carry the choice of stated facts on, and do not take it."""


def record() -> Record:
    """The edition of the record that the site was started on."""
    return current_site().record


def stated_only() -> bool:
    """Whether the reader wants stated facts only."""
    return "stated-only" in request.args and request.args["stated-only"] in _ON


def leaves_out() -> bool:
    """Whether the page leaves out what was inferred: the reader wants it, and it is no page of the whole record."""
    return stated_only() and request.blueprint not in _OF_THE_WHOLE


def history() -> History:
    """The record as the reader wants it: with or without what was inferred."""
    return record().history.stated if stated_only() else record().history


def body(of: History, name: str) -> Body:
    """The body with an id; an address with an id of an earlier edition leads on for good.

    Raises:
        UnknownBody: there is none; the message offers those that come near.
        HTTPException: a permanent redirect to the same page with the id of today, or 410 where no body has it any more.
    """
    found = of.bodies.get(name.lower()[:200])
    if found:
        return found
    if former := record().history.former_ids.get(name.lower()):
        lead_on(former, name)
    if stated_only() and name.lower() in record().history.bodies:
        raise UnknownBody(f"{name.lower()} is inferred, and you asked for stated facts only.", [name.lower()])
    result = search(of, name)
    near = [hit.body.id for hit in result.hits[:8]] or [each.id for each in result.near]
    raise UnknownBody(f"No body has the id “{printable(name)}”.", near)


def lead_on(former: FormerId, asked: str) -> NoReturn:
    """Leads from an address that holds a former id to the one with the id of today.

    Raises:
        HTTPException: the redirect, or 410 where no body has the id any more.
    """
    if not former.replaced_by:
        abort(410, f"{former.id} was an id of an earlier edition. {former.note}")
    place = {name: former.replaced_by if each == asked else each for name, each in (request.view_args or {}).items()}
    path = url_for(request.endpoint or "", **place).partition("?")[0]  # type: ignore[arg-type]
    choices = [(name, former.replaced_by if each == asked else each) for name, each in request.args.items(multi=True)]
    abort(redirect(f"{path}?{urlencode(choices)}" if choices else path, 301))


def day_if_any(name: str) -> date | None:
    """The day in a parameter of the address, or nothing where it is left empty.

    Raises:
        BadDay: it is no day.
    """
    text = request.args.get(name, "").strip()
    return parse_day(text) if text else None


def day(name: str, default: date) -> date:
    """The day in a parameter of the address, or a default where it is left empty.

    Raises:
        BadDay: it is no day.
    """
    return day_if_any(name) or default


def bases(names: Sequence[str]) -> frozenset[Basis]:
    """The bases of those names; legal and area where there are none.

    Raises:
        BadRequest: a name is that of no basis.
    """
    unknown = [name for name in names if name not in set(Basis)]
    if unknown:
        raise BadRequest(f"There is no basis {unknown[0][:20]!r}. Links are legal, area or code.")
    return frozenset(map(Basis, names)) or LEGAL_AND_AREA


def weight() -> Weight:
    """What shares are to count.

    Raises:
        BadRequest: it is no weight.
    """
    text = request.args.get("weight", "").strip() or Weight.PEOPLE
    if text not in set(Weight):
        raise BadRequest(f"There is no weight {text[:20]!r}. Shares count {', '.join(Weight)}.")
    return Weight(text)


def estimate() -> bool:
    """Whether a span is to be filled in with an estimate."""
    return request.args.get("estimate", "") in _ON


def page() -> int:
    """Which page of a list is wanted, from 1.

    Raises:
        BadRequest: it is no positive number.
    """
    text = request.args.get("page", "1") or "1"
    if not (text.isascii() and text.isdecimal() and len(text) < 7 and int(text) > 0):
        raise BadRequest("Pages are numbered 1, 2, 3 and so on. Start at page 1.")
    return int(text)
