"""The data changelog: dated entries for changes in the world, corrections, and new sources.

It is `changelog.csv` next to the record. An edition is named by the date of its newest entry and the record's hash.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..errors import BadInput, RecordError
from .opening import Record

__all__ = ["KINDS", "Entry", "beside", "edition", "entries_since", "entry_of", "read_entries", "with_entry"]

KINDS = ("change in the world", "correction of ours", "new source")
_HEADER = ["date", "kind", "text"]
_LONGEST = 500
"""Characters of an entry; what needs more belongs in the notes of the facts."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the changelog: its date, one of `KINDS`, and what changed."""

    day: date
    kind: str
    text: str


def entry_of(words: str, day: date) -> Entry:
    """Parses `correction: the end of Trafford PCT` (in full: `correction of ours`) as an entry of a day.

    Raises:
        BadInput: it does not start with one of `KINDS` and a colon, is empty after it, or is not one short line.
    """
    kind, _, text = (part.strip() for part in words.partition(":"))
    kind = "correction of ours" if kind == "correction" else kind
    if kind not in KINDS or not text:
        raise BadInput(
            f"An entry is one of {', '.join(KINDS)}, a colon, and what changed, as in: correction: end of X."
        )
    if not text.isprintable() or len(text) > _LONGEST:
        raise BadInput(f"An entry is one line of at most {_LONGEST} characters. Say it shorter.")
    return Entry(day, kind, text)


def beside(record: Path) -> Path:
    """The path of a record's changelog."""
    return record.with_name("changelog.csv")


def read_entries(path: Path) -> tuple[Entry, ...]:
    """The entries of a changelog, in order; none if the file does not exist.

    Raises:
        RecordError: the file cannot be read, or a line of it is malformed.
    """
    try:
        lines = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8")), strict=True))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, csv.Error):
        raise RecordError(f"Could not read {path.name}. Restore it from an earlier edition.") from None
    entries = []
    for number, line in enumerate(lines, 1):
        try:
            if number == 1 and line != _HEADER:
                raise ValueError
            if number > 1:
                day, kind, text = line
                if kind not in KINDS:
                    raise ValueError
                entries.append(Entry(date.fromisoformat(day), kind, text))
        except ValueError:
            raise RecordError(f"{path.name}, line {number}: no entry. Write a day, a kind and a text.") from None
    return tuple(entries)


def with_entry(entries: Iterable[Entry], entry: Entry) -> bytes:
    """The text of a changelog with an entry appended."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEADER)
    writer.writerows([each.day.isoformat(), each.kind, each.text] for each in (*entries, entry))
    return text.getvalue().encode("utf-8")


def entries_since(entries: Iterable[Entry], day: date) -> tuple[Entry, ...]:
    """The entries after the edition of a day, in the given order."""
    return tuple(entry for entry in entries if entry.day > day)


def edition(record: Record) -> str:
    """The name of an edition, `2026-11-24 (3f2a60c1d4e9)`; only the hash if the record has no changelog."""
    entries = read_entries(beside(record.source)) if isinstance(record.source, Path) else ()
    if not entries:
        return record.version
    return f"{max(entry.day for entry in entries).isoformat()} ({record.version})"
