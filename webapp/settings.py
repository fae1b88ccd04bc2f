"""What can be set about the site: one list, each with a name, a default, and how what somebody wrote is read.

A command's option comes before the environment, that before a file in TOML, that before the default.
"""

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

from graph.errors import BadInput

__all__ = ["FILE_VARIABLE", "SETTINGS", "Setting", "Value", "defaults", "set_values", "values"]

Read: TypeAlias = Callable[[str], Any]

_PREFIX: Final = "NHS_RESTRUCTURES_"
FILE_VARIABLE: Final = _PREFIX + "SETTINGS"
"""The environment variable that names the file."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that can be set; `read` makes its value of a text, or raises ValueError saying what would do."""

    name: str
    default: Any
    help: str
    read: Read

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return _PREFIX + self.key

    @property
    def key(self) -> str:
        """Its name in the configuration of the application."""
        return self.name.upper()


@dataclass(frozen=True, slots=True)
class Value:
    """What a setting is, and where that was said."""

    setting: Setting
    value: Any
    origin: str


def _number(least: float, most: float, make: Callable[[str], float]) -> Read:
    def read(text: str) -> float:
        sort = "a whole number" if make is int else "a number"
        try:
            value = make(text) if text.isascii() and len(text) < 20 else None
        except ValueError:
            value = None
        if value is None or not least <= value <= most:
            raise ValueError(f"{sort} from {least:,g} to {most:,g}")
        return value

    return read


def _whole(least: int, most: int) -> Read:
    return _number(least, most, int)


def _seconds(most: float) -> Read:
    return _number(0.1, most, float)


def _address(text: str) -> str:
    try:
        parts = urlsplit(text)
        if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
            return text
    except ValueError:
        pass
    raise ValueError("an address that begins with http:// or https://")


def _text(text: str) -> str:
    if not text.isprintable() or " " in text:
        raise ValueError("a name or number of a machine, such as 127.0.0.1")
    return text


def _yes_or_no(text: str) -> bool:
    known = {"yes": True, "true": True, "1": True, "on": True, "no": False, "false": False, "0": False, "off": False}
    if text.lower() not in known:
        raise ValueError("yes or no")
    return known[text.lower()]


SETTINGS: Final = (
    Setting("record", "", "Turtle file to serve in place of the record that comes with the product.", str),
    Setting("store", "", "Address of a SPARQL 1.1 engine that holds the record and answers public queries.", _address),
    Setting("host", "127.0.0.1", "Address to listen on.", _text),
    Setting("port", 8000, "Port to listen on.", _whole(1, 65_535)),
    Setting("workers", 2, "Processes that answer.", _whole(1, 64)),
    Setting("threads", 8, "Pages that one process answers at once, beside queries.", _whole(1, 64)),
    Setting("stop_seconds", 20, "How long a request may go on after the site was told to stop.", _whole(1, 3_600)),
    Setting("proxies", 0, "Reverse proxies in front, whose X-Forwarded headers are believed.", _whole(0, 5)),
    Setting("metrics_port", 0, "Port of loopback that tells Prometheus of the site; 0: none.", _whole(0, 65_535)),
    Setting("log_requests", True, "Whether each request is a line in the log.", _yes_or_no),
    Setting("kept_mb", 16, "Room for pages that each process keeps ready, in MiB.", _whole(0, 65_536)),
    Setting("query_seconds", 10.0, "How long a query may run.", _seconds(3_600)),
    Setting("query_memory_mb", 512, "Memory that a query may use beside the record's, in MiB.", _whole(16, 1_048_576)),
    Setting("query_result_mb", 32, "Size of a query's result, in MiB.", _whole(1, 4_096)),
    Setting("query_kept_mb", 8, "Room for answers that each process keeps ready, in MiB.", _whole(0, 65_536)),
    Setting("query_longest", 100_000, "Characters of a query.", _whole(100, 10_000_000)),
    Setting("query_workers", 2, "Queries that run at once in each process.", _whole(1, 64)),
    Setting("query_waiting", 8, "Queries that wait in each process for another to end.", _whole(0, 10_000)),
    Setting("query_patience", 2.0, "How long a query waits before its client is sent away.", _seconds(3_600)),
    Setting("queries_per_minute", 600, "Queries one client may send to each process; 0: any number.", _whole(0, 10**9)),
    Setting("upload_mb", 5, "Size of a table sent for recoding, in MiB.", _whole(1, 1_024)),
    Setting("upload_unpacked_mb", 50, "Size of such a table once unpacked, in MiB.", _whole(1, 16_384)),
    Setting("upload_rows", 100_000, "Rows of such a table; cells may be 20 times as many.", _whole(1, 100_000_000)),
)
"""Every setting; the documentation, the command line and the application take it from here."""


def defaults() -> dict[str, Any]:
    """The configuration of an application for which nothing was set."""
    return {setting.key: setting.default for setting in SETTINGS}


def values(
    given: Mapping[str, Any] | None = None, *, file: Path | None = None, environment: Mapping[str, str] | None = None
) -> tuple[Value, ...]:
    """Each setting with its value and where it comes from; `given` are those of a command, None where it has none.

    Raises:
        BadInput: the file cannot be read, names what is no setting, or a value will not do.
    """
    environment = os.environ if environment is None else environment
    if file is None and (named := environment.get(FILE_VARIABLE)):
        file = Path(named)
    written = _written(file) if file else {}
    return tuple(_value(setting, given or {}, environment, written, file) for setting in SETTINGS)


def set_values(found: tuple[Value, ...]) -> dict[str, Any]:
    """The configuration of an application with these settings."""
    return {each.setting.key: each.value for each in found}


def _value(
    setting: Setting,
    given: Mapping[str, Any],
    environment: Mapping[str, str],
    written: Mapping[str, str],
    file: Path | None,
) -> Value:
    origins = (
        (given.get(setting.name), "the command", f"--{setting.name.replace('_', '-')}"),
        (environment.get(setting.variable), "the environment", setting.variable),
        (written.get(setting.name), file.name if file else "", setting.name),
    )
    for text, origin, name in origins:
        if text is None or text == "":
            continue
        try:
            return Value(setting, setting.read(str(text)), origin)
        except ValueError as error:
            said = f"{name} of {origin}" if name == setting.name else name
            raise BadInput(f"{said} is {str(text)[:60]!r}, which will not do. Give {error}.") from None
    return Value(setting, setting.default, "default")


def _written(file: Path) -> dict[str, str]:
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"Could not read the settings in {file.name}: {error.strerror}.") from None
    except ValueError as error:  # no TOML, or no UTF-8
        reason = " ".join(str(error).split())[:200]
        raise BadInput(f"{file.name} is no TOML in UTF-8: {reason}. Write lines such as: port = 8000") from None
    known = {setting.name for setting in SETTINGS}
    for name, value in found.items():
        if name not in known:
            raise BadInput(f"{file.name} sets {name[:60]!r}, which is no setting. List them with: settings")
        if not isinstance(value, str | int | float):
            raise BadInput(f"{name} of {file.name} is a list, table or day. Write a line such as: port = 8000")
    return {name: str(value) for name, value in found.items()}
