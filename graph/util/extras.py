"""Optional parts of the package, and the message for a part that is not installed.

The base answers from the record. Features that need a large library are extras in pyproject.toml; the modules of each
are listed here, smallest extra first.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ..errors import MissingPart

__all__ = ["EXTRAS", "named_parts"]

EXTRAS: Final[Mapping[str, tuple[str, ...]]] = {
    "edit": ("lxml", "networkx", "pyshacl", "rdflib"),
    "tables": ("fastexcel", "polars", "xlsxwriter"),
    "site": (
        "cachetools",
        "flask",
        "gunicorn",
        "jinja2",
        "markupsafe",
        "prometheus_client",
        "pyvis",
        "resvg",
        "waitress",
        "werkzeug",
    ),
}
"""The modules that each extra brings, also those that its own packages bring; each named with the smallest extra."""

_CHECKOUT: Final = (Path(__file__).resolve().parents[2] / "pyproject.toml").is_file()


@contextmanager
def named_parts() -> Iterator[None]:
    """Turns a missing module of an extra into a message that says what to install.

    Raises:
        MissingPart: in place of ModuleNotFoundError; the message has the command that installs the part.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        module = (error.name or "").partition(".")[0]
        extra = next((extra for extra, modules in EXTRAS.items() if module in modules), None)
        if module == "pandas":
            raise MissingPart("This needs pandas, which is not installed. Run: pip install pandas") from None
        if extra is None:
            raise
        install = f'pip install "{"." if _CHECKOUT else "nhs-restructures"}[{extra}]"'
        raise MissingPart(f"This needs {module}, which is not installed. Run: {install}") from None
