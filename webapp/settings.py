"""The site's settings: one list with name, type, default and help for each.

Parsed by click: an option of the command takes precedence over the environment, then a TOML file, then the default.
"""

import math
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import click
from click import IntRange
from click.core import ParameterSource

from graph.errors import BadInput

__all__ = ["FILE_VARIABLE", "SETTINGS", "Setting", "Value", "defaults", "set_values", "values"]

_PREFIX: Final = "NHS_RESTRUCTURES_"
FILE_VARIABLE: Final = _PREFIX + "SETTINGS"
"""The environment variable that names the file."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting."""

    name: str
    default: Any
    help: str
    type: click.ParamType[Any]

    @property
    def variable(self) -> str:
        """Its environment variable."""
        return _PREFIX + self.key

    @property
    def key(self) -> str:
        """Its key in the application's configuration."""
        return self.name.upper()

    @property
    def flag(self) -> str:
        """Its command-line option."""
        return f"--{self.name.replace('_', '-')}"

    @property
    def wanted(self) -> str:
        """A description of valid values."""
        match self.type:
            case click.IntRange() as kind:
                return f"a whole number from {kind.min:,g} to {kind.max:,g}"
            case click.FloatRange() as kind:
                return f"a number from {kind.min:,g} to {kind.max:,g}"
            case click.types.BoolParamType():
                return "yes or no"
            case _:
                return self.type.name


@dataclass(frozen=True, slots=True)
class Value:
    """The value of a setting, and where it was set."""

    setting: Setting
    value: Any
    origin: str


class _Seconds(click.FloatRange):
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        return number if math.isfinite(number) else self.fail(f"{value!r} is no number.", param, ctx)


class _Checked(click.ParamType[str]):
    """A text type with a validity check, described in words."""

    def __init__(self, wanted: str, holds: Callable[[str], bool]) -> None:
        self.name, self._holds = wanted, holds

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return value if self._holds(value) else self.fail(f"{value!r} is none.", param, ctx)


_NAME: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.\-]*[A-Za-z0-9])?(?::\d{1,5})?")


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return not text or (parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0)
    except ValueError:
        return False


def _is_contact(text: str) -> bool:
    if not text.startswith("mailto:"):
        return _is_address(text)
    name, _, host = text.removeprefix("mailto:").partition("@")
    return bool(name and host) and text.isprintable() and " " not in text


_CONTACT: Final = _Checked("an address that begins with https:// or mailto:", _is_contact)
_ADDRESS: Final = _Checked("an address that begins with http:// or https://", _is_address)
_HOST: Final = _Checked(
    "a name or number of a machine, such as 127.0.0.1", lambda text: text.isprintable() and " " not in text
)
_NAMES: Final = _Checked(
    "names with commas between, such as record.example, www.record.example",
    lambda text: not text.strip() or all(_NAME.fullmatch(each.strip()) for each in text.split(",")),
)
_SECONDS: Final = _Seconds(0.1, 3_600)

SETTINGS: Final = (
    Setting("record", "", "Turtle file to serve in place of the record that comes with the product.", click.STRING),
    Setting("store", "", "Address of a SPARQL 1.1 engine that holds the record and answers public queries.", _ADDRESS),
    Setting(
        "register", "", "File with practices and trusts beside the record, as `register add` makes it.", click.STRING
    ),
    Setting("report", "", "Form for reports of errors, filled in for the reader: https://... or mailto:...", _CONTACT),
    Setting("contact", "", "Where to report weaknesses, for security.txt: https://... or mailto:...", _CONTACT),
    Setting("host", "127.0.0.1", "Address to listen on.", _HOST),
    Setting("port", 8000, "Port to listen on.", IntRange(1, 65_535)),
    Setting("workers", 2, "Processes that answer.", IntRange(1, 64)),
    Setting("threads", 8, "Pages that one process answers at once, beside queries.", IntRange(1, 64)),
    Setting("stop_seconds", 20, "How long a request may go on after the site was told to stop.", IntRange(1, 3_600)),
    Setting("proxies", 0, "Reverse proxies in front, whose X-Forwarded headers are believed.", IntRange(0, 5)),
    Setting("hosts", "", "Names that the site is reached under without a proxy, with commas between.", _NAMES),
    Setting("metrics_port", 0, "Loopback port for Prometheus metrics; 0: none.", IntRange(0, 65_535)),
    Setting("log_requests", True, "Whether each request is a line in the log.", click.BOOL),
    Setting("warm", True, "Whether what pages share is worked out before the first request.", click.BOOL),
    Setting("kept_mb", 16, "Size of the page cache of each process, in MiB.", IntRange(0, 65_536)),
    Setting("query_seconds", 10.0, "How long a query may run.", _SECONDS),
    Setting(
        "query_memory_mb", 512, "Memory that a query may use beside the record's, in MiB.", IntRange(16, 1_048_576)
    ),
    Setting("query_result_mb", 32, "Size of a query's result, in MiB.", IntRange(1, 4_096)),
    Setting("query_kept_mb", 8, "Size of the cache of query answers of each process, in MiB.", IntRange(0, 65_536)),
    Setting("query_longest", 100_000, "Characters of a query.", IntRange(100, 10_000_000)),
    Setting("query_workers", 2, "Queries that run at once in each process.", IntRange(1, 64)),
    Setting("query_waiting", 20, "Queries that wait in each process for another to end.", IntRange(0, 10_000)),
    Setting("query_patience", 5.0, "How long a query may wait before it is refused.", _SECONDS),
    Setting("client_seconds", 60, "Seconds of work one client may use per minute; 0: no limit.", IntRange(0, 10**6)),
    Setting("upload_mb", 5, "Size of a table sent for recoding, in MiB.", IntRange(1, 1_024)),
    Setting("upload_unpacked_mb", 50, "Size of such a table once unpacked, in MiB.", IntRange(1, 16_384)),
    Setting("upload_patience", 10.0, "How long an upload may wait before it is refused.", _SECONDS),
    Setting("upload_rows", 100_000, "Rows of such a table; cells may be 20 times as many.", IntRange(1, 100_000_000)),
)
"""Every setting; the documentation, the command line and the application take it from here."""


def defaults() -> dict[str, Any]:
    """The configuration of an application with default settings."""
    return {setting.key: setting.default for setting in SETTINGS}


def values(given: Mapping[str, str | None] | None = None, *, file: Path | None = None) -> tuple[Value, ...]:
    """Each setting's value and origin; `given` are options of a command, None if absent.

    Raises:
        BadInput: the file cannot be read, names an unknown setting, or a value is invalid.
    """
    by_name = {each.name: each for each in SETTINGS}
    options: list[click.Parameter] = [
        click.Option([each.flag], type=each.type, default=each.default, envvar=each.variable) for each in SETTINGS
    ]
    arguments = [f"{by_name[name].flag}={text}" for name, text in (given or {}).items() if text]
    written = _written(file) if file else {}
    try:
        read = click.Command("settings", params=options).make_context("settings", arguments, default_map=written)
    except click.BadParameter as error:
        if error.ctx is None or error.param is None:
            raise
        setting = by_name[str(error.param.name)]
        origin = _origin(error.ctx, setting, file)
        said = {"the command": setting.flag, "the environment": setting.variable}.get(
            origin, f"{setting.name} of {origin}"
        )
        problem = error.message.partition(". ")[0].rstrip(".")[:120]
        raise BadInput(f"{said} will not do: {problem}. Give {setting.wanted}.") from None
    return tuple(Value(each, read.params[each.name], _origin(read, each, file)) for each in SETTINGS)


def _origin(context: click.Context, setting: Setting, file: Path | None) -> str:
    match context.get_parameter_source(setting.name):
        case ParameterSource.COMMANDLINE:
            return "the command"
        case ParameterSource.ENVIRONMENT:
            return "the environment"
        case ParameterSource.DEFAULT_MAP if file:
            return file.name
        case _:
            return "default"


def set_values(found: tuple[Value, ...]) -> dict[str, Any]:
    """The configuration of an application with these settings."""
    return {each.setting.key: each.value for each in found}


def _written(file: Path) -> dict[str, str]:
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"Could not read the settings in {file.name}: {error.strerror}.") from None
    except ValueError as error:  # not TOML, or not UTF-8
        reason = " ".join(str(error).split())[:200]
        raise BadInput(f"{file.name} is no TOML in UTF-8: {reason}. Write lines such as: port = 8000") from None
    known = {setting.name for setting in SETTINGS}
    for name, value in found.items():
        if name not in known:
            raise BadInput(f"{file.name} sets {name[:60]!r}, which is no setting. List them with: settings")
        if not isinstance(value, str | int | float):
            raise BadInput(f"{name} of {file.name} is a list, table or day. Write a line such as: port = 8000")
    return {name: str(value) for name, value in found.items() if value != ""}
