"""Opens the register: one SQLite file with the editions that were added, and what they say together."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

from ..errors import BadInput, UnreadableRecord
from ..util.folders import data_folder
from ..util.text import printable
from .facts import Edition, FileForm, Membership, Organisation, Succeeded, Unread

__all__ = ["Register", "checked", "mark", "open_register", "register_path"]

_LAYOUT: Final = 1
"""Raised when the tables change: the user is asked to add the files anew."""

_SQLITE: Final = b"SQLite format 3\0"
_APPLICATION: Final = 0x4E485352
"""`application_id` of the file (SQLite file format): NHSR."""


def register_path() -> Path:
    """Where the user's register lies if no other place is named."""
    return data_folder() / "register.sqlite"


@dataclass(frozen=True, eq=False)
class Register:
    """What the files of a register say together: later editions amend earlier ones.

    All look-ups are by code in capitals. It is safe to use from several threads and after a fork.
    """

    path: Path
    _own: threading.local = field(default_factory=threading.local, repr=False)

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """The files it was made from, in order of their days."""
        return tuple(
            Edition(key, name, FileForm[form], date.fromisoformat(day), *counts)
            for key, name, form, day, *counts in self.ask("SELECT * FROM edition ORDER BY day, id")
        )

    @cached_property
    def version(self) -> str:
        """A short name of its content: the same files have the same."""
        import hashlib

        return hashlib.sha256(" ".join(each.id for each in self.editions).encode()).hexdigest()[:8]

    @property
    def day(self) -> date:
        """The day of the latest edition."""
        return self.editions[-1].day

    def organisation(self, code: str) -> Organisation | None:
        """What is known of an organisation itself; None where no file describes it."""
        return next(map(_organisation, self.ask("SELECT * FROM organisation WHERE code = ?", code)), None)

    def kinds(self) -> dict[str, str]:
        """The kinds of all organisations that files describe, by code."""
        return dict(self.ask("SELECT code, kind FROM organisation"))

    def memberships(self, code: str) -> tuple[Membership, ...]:
        """What an organisation was under, in order of time."""
        question = "SELECT * FROM membership WHERE member = ? ORDER BY joined, parent"
        return tuple(map(_membership, self.ask(question, code)))

    def all_organisations(self) -> list[Organisation]:
        """What is known of all organisations, in order of their codes."""
        return list(map(_organisation, self.ask("SELECT * FROM organisation ORDER BY code")))

    def all_memberships(self) -> list[Membership]:
        """The memberships of all organisations, in order of their codes and of time."""
        return list(map(_membership, self.ask("SELECT * FROM membership ORDER BY member, joined, parent")))

    def followed_by(self, code: str) -> tuple[Succeeded, ...]:
        """The codes that followed one, in order of time."""
        return self._succeeded("SELECT * FROM succession WHERE old = ? ORDER BY day, new", code)

    def came_from(self, code: str) -> tuple[Succeeded, ...]:
        """The codes that one followed, in order of time."""
        return self._succeeded("SELECT * FROM succession WHERE new = ? ORDER BY day, old", code)

    def _succeeded(self, question: str, code: str) -> tuple[Succeeded, ...]:
        return tuple(Succeeded(old, new, _day(day)) for old, new, day in self.ask(question, code))

    def knows(self, code: str) -> bool:
        """Whether any file speaks of a code as that of an organisation of its own."""
        return bool(
            next(
                self.ask(
                    "SELECT 1 FROM organisation WHERE code = ?1 UNION ALL SELECT 1 FROM membership WHERE member = ?1"
                    " UNION ALL SELECT 1 FROM succession WHERE old = ?1 OR new = ?1 LIMIT 1",
                    code,
                ),
                None,
            )
        )

    def unread(self, edition: str) -> tuple[Unread, ...]:
        """What could not be read of an edition, in the order of the file."""
        question = "SELECT place, why FROM unread WHERE edition = ? ORDER BY rowid"
        return tuple(Unread(*each) for each in self.ask(question, edition))

    def ask(self, question: str, *values: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query.

        Raises:
            UnreadableRecord: the file is damaged.
        """
        try:
            yield from self._connection.execute(question, values)
        except sqlite3.Error:
            raise _damaged(self.path) from None

    @property
    def _connection(self) -> sqlite3.Connection:
        """This thread's connection; a forked process opens its own, since they do not survive a fork."""
        own = self._own
        if getattr(own, "process", None) != os.getpid():
            own.before_fork = getattr(own, "connection", None)  # kept, because only the parent may close it
            own.connection, own.process = _connect(self.path), os.getpid()
        connection: sqlite3.Connection = own.connection
        return connection


def open_register(path: Path | None = None) -> Register | None:
    """Opens the register in a file; without a path the user's own, None if there is none yet.

    Raises:
        BadInput: the file that was named does not exist, or is no register.
    """
    if path is None:
        own = register_path()
        return checked(own) if own.is_file() else None
    if not path.is_file():
        raise BadInput(f"There is no register {printable(str(path))}. Make one with: register add epcmem.zip")
    return checked(path)


def mark(connection: sqlite3.Connection) -> None:
    """Marks a file as a register of this layout."""
    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
    connection.execute(f"PRAGMA user_version = {_LAYOUT}")


def checked(path: Path) -> Register:
    """The register in a file that exists.

    Raises:
        BadInput: it is no register, or was made by another release.
        UnreadableRecord: it is damaged.
    """
    try:
        with path.open("rb") as file:
            if file.read(len(_SQLITE)) != _SQLITE:
                raise _no_register(path)
        with closing(_connect(path)) as connection:
            marks = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
    except (sqlite3.Error, OSError):
        raise _damaged(path) from None
    if marks[0] != _APPLICATION:
        raise _no_register(path)
    if marks[1] != _LAYOUT:
        raise BadInput(
            f"{printable(path.name)} was made by another release of this program. Delete it, and add its files again."
        )
    return Register(path)


def _no_register(path: Path) -> BadInput:
    return BadInput(f"{printable(path.name)} is no register. Name one that `register add` made.")


def _damaged(path: Path) -> UnreadableRecord:
    return UnreadableRecord(f"The register {printable(path.name)} is damaged. Delete it, and add its files again.")


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _organisation(row: tuple[str, ...]) -> Organisation:
    code, name, kind, postcode, opened, closed, known = row
    return Organisation(code, name, kind, postcode, _day(opened), _day(closed), _day(known))


def _membership(row: tuple[str, ...]) -> Membership:
    member, parent, joined, left, known = row
    return Membership(member, parent, _day(joined), _day(left), _day(known))


@lru_cache(maxsize=2**14)
def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
