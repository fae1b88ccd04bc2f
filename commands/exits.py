"""Error handling of the command line: one line with what was wrong and what to do, and an exit status.

0 success; 1 problems in the record or an input; 2 wrong usage.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, TypeAlias

import click

from graph.util.text import escaped, printable

from .program import PROGRAM, as_started

__all__ = ["Commands", "Problems", "one_line_errors"]


class Problems(click.ClickException):
    """The record or an input has problems, already printed; exits with 1."""

    exit_code = 1


class _ReaderLeft(Exception):
    """The reader of our output has closed the pipe."""


@contextmanager
def _reader_may_leave() -> Iterator[None]:
    try:
        yield
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        raise _ReaderLeft from None


Topic: TypeAlias = Callable[[], Iterable[click.Command]]


class Commands(click.Group):
    """The group of all commands; its help shows the program's name as it was started.

    A reader may close the pipe early, as `head` does; click would treat that as a failure.
    """

    def __init__(self, *words: Any, **more: Any) -> None:
        self._known: dict[str, click.Command] = {}
        self._topics: dict[str, Topic] = {}
        super().__init__(*words, **more)
        self.help = as_started(self.help)

    def add_topic(self, names: Iterable[str], topic: "Topic") -> None:
        """Registers commands that are loaded when one of their names, or the full list, is needed."""
        self._topics |= dict.fromkeys(names, topic)

    @property
    def commands(self) -> MutableMapping[str, click.Command]:
        """All commands by name."""
        for name in self._topics:
            self._made(name)
        return self._known

    @commands.setter
    def commands(self, commands: MutableMapping[str, click.Command]) -> None:
        self._known.update(commands)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return self._made(cmd_name)

    def _made(self, name: str) -> click.Command | None:
        if name not in self._known and name in self._topics:
            for command in self._topics[name]():
                for each in (command, *getattr(command, "commands", {}).values()):
                    each.help = as_started(each.help)
                self._known[str(command.name)] = command
        return self._known.get(name)

    def make_context(self, *words: Any, **more: Any) -> click.Context:
        with _reader_may_leave():
            return super().make_context(*words, **more)

    def invoke(self, ctx: click.Context) -> Any:
        with _reader_may_leave():
            return super().invoke(ctx)


_LONGEST = 2000
"""Characters of an error message that are printed; what somebody typed may be of any length."""


def _fail(message: str, status: int) -> None:
    click.echo(f"Error: {printable(' '.join(message.split()), _LONGEST)}", err=True)
    sys.exit(status)


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Turns every expected error inside the block into one line on stderr and an exit status."""
    from graph.errors import (
        AmbiguousBody,
        BadDay,
        BadInput,
        BadTables,
        RecordError,
        UnknownBody,
        UnknownKind,
        UnknownPlace,
    )
    from graph.util.extras import named_parts

    try:
        with named_parts():
            yield
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.Abort:
        _fail("stopped.", 130)
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else PROGRAM
        _fail(f"{error.format_message()} Try: {path} --help", error.exit_code)
    except click.ClickException as error:
        _fail(error.format_message(), error.exit_code)
    except BadTables as error:
        for finding in error.findings[:50]:
            click.echo(escaped(str(finding)), err=True)
        if len(error.findings) > 50:
            click.echo(f"... and {len(error.findings) - 50} more", err=True)
        _fail(f"{len(error.findings)} cells or rows cannot be taken. Mend them; nothing was written.", 1)
    except (BadDay, BadInput, UnknownBody, AmbiguousBody, UnknownKind, UnknownPlace) as error:
        _fail(str(error), 2)
    except RecordError as error:
        _fail(str(error), 1)
    except _ReaderLeft:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except UnicodeEncodeError:
        _fail("The terminal cannot show a letter of the answer. Set PYTHONUTF8=1, or write to a file with --output.", 1)
    except OSError as error:
        _fail(f"{error.strerror or 'The file or device failed'}.", 1)
