"""A query as a ready-to-run program in Python, R and curl."""

from collections.abc import Callable, Mapping
from typing import Final

__all__ = ["filled", "samples"]

_PYTHON: Final = """import csv
import io
from urllib.parse import urlencode
from urllib.request import Request, urlopen

query = QUERY
request = Request("ADDRESS?" + urlencode({"query": query}), headers={"Accept": "text/csv"})
with urlopen(request) as answer:
    rows = list(csv.DictReader(io.TextIOWrapper(answer, "utf-8")))
print(len(rows), rows[:3])
"""
_R: Final = """query <- QUERY
address <- paste0("ADDRESS?format=csv&query=", URLencode(query, reserved = TRUE))
rows <- read.csv(address)
head(rows)
"""
_CURL: Final = """curl --get --header 'Accept: text/csv' --data-urlencode QUERY ADDRESS
"""


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


_WRITTEN: Final[Mapping[str, Callable[[str], str]]] = {
    "python": lambda text: f'"""{_escaped(text)}"""',
    "r": lambda text: f'"{_escaped(text)}"',
    "curl": lambda text: "'query=" + text.replace("'", "'\\''") + "'",
}
"""How each language writes a text; `sparql.js` does the same while somebody types."""


def samples(address: str) -> Mapping[str, str]:
    """The programs for an endpoint, with QUERY as a placeholder."""
    return {name: text.replace("ADDRESS", address) for name, text in (("python", _PYTHON), ("r", _R), ("curl", _CURL))}


def filled(programs: Mapping[str, str], query: str) -> Mapping[str, str]:
    """The programs with a query inserted."""
    return {name: text.replace("QUERY", _WRITTEN[name](query), 1) for name, text in programs.items()}
