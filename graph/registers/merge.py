"""What the editions of a register say together: a later one amends an earlier one.

A file with all memberships that a practice ever had (epcmem, XML, ORD) replaces what earlier files said of that
practice; one with only the present membership (epraccur) ends the one before it, or adds the day on which it ended.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Final

from .facts import FileForm

__all__ = ["TABLES", "amended", "merge"]

TABLES: Final = {
    "edition": "id, name, form, day, records, unread, passed, organisations, memberships, successions",
    "unread": "edition, place, why",
    "stated_organisation": "edition, code, name, kind, postcode, opened, closed",
    "stated_membership": "edition, member, parent, joined, left_on",
    "stated_succession": "edition, old, new, day",
}
"""The tables of what each file says, and their columns; empty text stands for no day."""

_MERGED: Final = (
    "CREATE TABLE organisation (code PRIMARY KEY, name, kind, postcode, opened, closed, known) WITHOUT ROWID",
    "CREATE TABLE membership (member, parent, joined, left_on, known, PRIMARY KEY (member, joined, parent))"
    " WITHOUT ROWID",
    "CREATE TABLE succession (old, new, day, PRIMARY KEY (old, new)) WITHOUT ROWID",
)

_WHOLE: Final = tuple(form.name for form in FileForm if form.whole)

Period = tuple[str, str, str, str]
"""A parent, the day joined, the day left, and the day of the edition that says so."""


def merge(register: sqlite3.Connection) -> None:
    """Makes the tables of what all editions say together from those of what each says."""
    for table in _MERGED:
        register.execute(table)
    register.executemany("INSERT INTO organisation VALUES (?, ?, ?, ?, ?, ?, ?)", list(_organisations(register)))
    register.executemany("INSERT INTO membership VALUES (?, ?, ?, ?, ?)", list(_memberships(register)))
    register.execute(
        "INSERT INTO succession SELECT old, new, stated.day FROM stated_succession stated JOIN edition ON id = edition"
        " WHERE true ORDER BY old, new, edition.day, id ON CONFLICT DO UPDATE SET day = excluded.day"
        " WHERE excluded.day > ''"
    )
    register.execute("CREATE INDEX succession_new ON succession (new)")
    register.execute("CREATE INDEX membership_parent ON membership (parent)")


def _organisations(register: sqlite3.Connection) -> Iterator[tuple[str, ...]]:
    """Of each organisation what the latest edition says that says anything of it."""
    rows = register.execute(
        "SELECT code, stated.name, kind, postcode, opened, closed, day FROM stated_organisation stated"
        " JOIN edition ON id = edition ORDER BY code, day, id, opened, closed"
    )
    for code, statements in groupby(rows, itemgetter(0)):
        name = kind = postcode = opened = closed = ""
        for _, *said in statements:
            name, kind, postcode = said[0] or name, said[1] or kind, said[2] or postcode
            if said[3] or said[4]:
                opened, closed = said[3], said[4]
        yield code, name, kind, postcode, opened, closed, said[5]


def _memberships(register: sqlite3.Connection) -> Iterator[tuple[str, ...]]:
    rows = register.execute(
        "SELECT member, id, form, parent, joined, left_on, day FROM stated_membership JOIN edition ON id = edition"
        " ORDER BY member, day, id, joined, parent, left_on"
    )
    for member, statements in groupby(rows, itemgetter(0)):
        periods: list[Period] = []
        for (_, form), said in groupby(statements, itemgetter(1, 2)):
            stated = [(parent, joined, left, day) for *_, parent, joined, left, day in said]
            periods = stated if form in _WHOLE else amended(periods, stated)
        for (joined, parent), more in sorted({(joined, parent): more for parent, joined, *more in periods}.items()):
            yield member, parent, joined, *more


def amended(periods: Iterable[Period], present: Iterable[Period]) -> list[Period]:
    """Memberships with the present ones of a later file: they end others that went on, and replace their own."""
    found = list(periods)
    for parent, joined, left, known in present:
        same = [each for each in found if each[0] == parent and (not joined or not each[2] or each[2] >= joined)]
        start = joined if joined else min((each[1] for each in same), default=joined)
        kept = []
        for each in found:
            if each in same or (start and each[1] >= start):
                continue
            over = not each[2] or (start and each[2] >= start)
            kept.append((each[0], each[1], _day_before(start), known) if over and start else each)
        found = [*kept, (parent, start, left, known)]
    return found


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
