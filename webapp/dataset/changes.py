"""The data changelog as a page, data and a feed; and what changed since a given edition."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Blueprint, Flask, Response, render_template, request, url_for

from graph.answer import csv_text, json_text
from graph.documents import columns
from graph.errors import BadDay
from graph.model.day_parser import parse_day
from graph.publish.attribution import TITLE
from graph.record import Record
from graph.record.changelog import Entry, beside, edition, entries_since, read_entries

from ..http import parameters, responses
from ..http.documents import ChangeEntry, Changes
from ..http.negotiation import PageTable, cited, kept

__all__ = ["blueprint", "init_app"]

blueprint = Blueprint("changes", __name__)
_ATOM = "http://www.w3.org/2005/Atom"


@lru_cache(maxsize=2)
def entries_of(record: Record) -> tuple[Entry, ...]:
    """The changelog entries of a record, newest first; empty if it has none."""
    return read_entries(beside(record.source))[::-1] if isinstance(record.source, Path) else ()


@lru_cache(maxsize=2)
def edition_of(record: Record) -> str:
    """The name of the edition on show."""
    return edition(record)


def _shown() -> PageTable:
    """The requested changes: all, or those since a day."""
    since = parameters.day_if_any("since")
    record = parameters.record()
    entries = entries_of(record) if since is None else entries_since(entries_of(record), since)
    shown = [ChangeEntry(entry.day, entry.kind, entry.text) for entry in entries]
    return PageTable(
        columns(ChangeEntry), [entry.plain() for entry in shown], Changes(edition_of(record), shown).plain()
    )


@blueprint.get("/changes")
@kept
def index() -> str:
    """All changes of the facts, or those since a day."""
    data = [(name, url_for(f".as_{name.lower()}", since=request.args.get("since"))) for name in ("JSON", "CSV")]
    return render_template(
        "changes.html", changes=_shown().rows(), since=parameters.day_if_any("since"), **cited((), data)
    )


@blueprint.get("/changes.json")
def as_json() -> Response:
    """The changelog as JSON."""
    return responses.tagged(Response(json_text(_shown().document()), content_type="application/json"))


@blueprint.get("/changes.csv")
def as_csv() -> Response:
    """The changelog as CSV."""
    return responses.tagged(Response(csv_text(_shown(), parameters.as_read()), content_type="text/csv; charset=utf-8"))


@blueprint.get("/changes.atom")
def feed() -> Response:
    """The changelog as an Atom feed (RFC 4287)."""
    home = url_for("changes.index", _external=True)
    root = Element("feed", xmlns=_ATOM)
    entries = entries_of(parameters.record())
    SubElement(root, "id").text = home
    SubElement(root, "title").text = f"{TITLE}: changes of the facts"
    SubElement(root, "updated").text = _moment(entries[0]) if entries else _moment(None)
    SubElement(SubElement(root, "author"), "name").text = TITLE
    SubElement(root, "link", rel="self", type="application/atom+xml", href=url_for(".feed", _external=True))
    SubElement(root, "link", rel="alternate", type="text/html", href=home)
    for number, entry in zip(range(len(entries), 0, -1), entries, strict=True):
        item = SubElement(root, "entry")
        SubElement(item, "id").text = f"{home}#change-{number}"
        SubElement(item, "title").text = entry.kind.capitalize()
        SubElement(item, "updated").text = _moment(entry)
        SubElement(item, "link", rel="alternate", type="text/html", href=f"{home}#change-{number}")
        SubElement(item, "content", type="text").text = entry.text
    return responses.tagged(
        Response(tostring(root, "utf-8", xml_declaration=True), content_type="application/atom+xml; charset=utf-8")
    )


def _moment(entry: Entry | None) -> str:
    """A day as the timestamp a feed needs; the changelog has no time of day."""
    day = entry.day if entry else datetime.fromtimestamp(0, UTC).date()
    return datetime.combine(day, time(), UTC).isoformat().replace("+00:00", "Z")


def changes_since_link() -> Sequence[Entry] | None:
    """The changes since the edition named in a link (`?edition=2026-11-24`), for the page it leads to.

    None if the link names no edition, an unknown one, or the current one.
    """
    named = request.args.get("edition", "").strip()[:60]
    if not named or named == edition_of(parameters.record()):
        return None
    try:
        day = parse_day(named.partition(" ")[0])
    except BadDay:
        return None
    return entries_since(entries_of(parameters.record()), day)


def newest(entries: Iterable[Entry], most: int = 5) -> list[Entry]:
    """The newest few entries."""
    return list(entries)[:most]


def init_app(app: Flask) -> None:
    """Registers the pages, and gives every page the changes since the edition in its address."""
    app.register_blueprint(blueprint)
    app.add_template_filter(newest)

    @app.context_processor
    def since_edition() -> dict[str, object]:
        return {"changed_since": changes_since_link(), "edition_name": edition_of(parameters.record())}
