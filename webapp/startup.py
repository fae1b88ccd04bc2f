"""Loads and validates the record the site serves: from a store, a file, or the bundled one.

Whichever it is, it is read completely and validated before the first page is served.
"""

from contextlib import suppress
from pathlib import Path
from typing import Final

from graph.curate.rules import rule_findings
from graph.curate.validation import errors, validate
from graph.errors import BadInput, BadTables, UnreadableRecord
from graph.record import Record, open_record
from graph.record.history import History
from graph.record.store.remote import record_from
from graph.sparql.store import RemoteStore

__all__ = ["read_all", "sound_record"]

_MAPPINGS: Final = (
    "kinds",
    "bodies",
    "events",
    "event_days",
    "restructures",
    "sources",
    "by_kind",
    "by_code",
    "links_from",
    "links_to",
    "lines_from",
    "lines_to",
    "conflicts_about",
)
_TABLES: Final = (
    "successions",
    "lines",
    "line_rules",
    "succession_rules",
    "restructure_claims",
    "commitments",
    "published_counts",
    "gaps",
    "conflicts",
)


def sound_record(path: str, store: str) -> Record:
    """The record in a file or store, by default the bundled one.

    A custom record is fully validated; the bundled one was validated before release, so only the rules are checked
    again, wherever it is read from.

    Raises:
        BadInput: a file and a store are both named.
        UnreadableRecord: the record cannot be read.
        StoreError: the store cannot be reached, or has no record, or only part of it.
        BadTables: the record breaks a rule; its findings say which.
    """
    if path and store:
        raise BadInput("Both a record and a store are set, and the site takes one of them. Leave one out.")
    record = record_from(RemoteStore(store)) if store else open_record(Path(path) if path else None)
    read_all(record.history)
    shipped = record.version == _shipped() if store else not path
    if faults := errors(rule_findings(record.history) if shipped else validate(record)):
        raise BadTables(faults)
    return record


def _shipped() -> str:
    with suppress(UnreadableRecord):
        return open_record().version
    return ""


def read_all(history: History) -> None:
    """Reads every table and index once, so that errors show at start-up rather than on a page.

    Worker processes are forked from this one and share its memory.
    """
    for each in (history, history.stated):
        for name in (*_MAPPINGS, *_TABLES):
            len(getattr(each, name))
        len(each.areas.holdings)
