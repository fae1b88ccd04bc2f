"""What the columns of CSV answers and the keys of JSON answers mean, from the types that declare them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Final

from .base import Document, schemas

__all__ = ["meanings"]

_CSV_ONLY: Final[Mapping[str, tuple[str, str]]] = {
    "change": ("string", "What happened to it between the days, such as ended, begun or renamed."),
    "day_precision": ("string", "How exactly the day is known: day, month, year, by or unknown."),
    "line_after": ("string", "Kind of the accountability line on the second day."),
    "line_before": ("string", "Kind of the accountability line on the first day."),
    "of_codes": ("integer", "How many different codes the column has."),
    "other": (
        "string",
        "Id of the body at the other end: what followed one that ended, or came before one that began.",
    ),
    "other_name": ("string", "Name of that body."),
}
"""Columns of answers whose rows have another shape than their JSON."""

_JSON: Final = {"array": "list", "object": "object"}


def meanings() -> list[Mapping[str, str]]:
    """Every column and key with its type, its meaning, and the documents it is in, by name."""
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    described = schemas(_documents())
    for name, schema in described.items():
        for key, of in schema.get("properties", {}).items():
            found[key, *_type_and_meaning(of, described)].add(name)
    for key, (sort, meaning) in _CSV_ONLY.items():
        found[key, sort, meaning].add("CSV")
    return [
        {"name": name, "type": sort, "description": meaning, "tables": "|".join(sorted(where))}
        for (name, sort, meaning), where in sorted(found.items())
    ]


def _documents() -> Iterator[type[Document]]:
    package = import_module(__package__)
    for module in iter_modules(package.__path__):
        if module.name != __name__.rpartition(".")[2]:
            for kind in vars(import_module(f"{__package__}.{module.name}")).values():
                if isinstance(kind, type) and issubclass(kind, Document) and kind is not Document:
                    yield kind


def _type_and_meaning(of: Mapping[str, Any], described: Mapping[str, Any]) -> tuple[str, str]:
    """The type of a key in a word, and its description or else that of what it holds."""
    parts = list(_parts(of, described))
    types = sorted({_named(part) for part in parts if "type" in part} - {"null"})
    meaning = next(filter(None, (part.get("description") for part in parts)), "")
    return " or ".join(types), meaning


def _named(part: Mapping[str, Any]) -> str:
    return str(part.get("format") or _JSON.get(part["type"], part["type"]))


def _parts(of: Mapping[str, Any], described: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A schema with its alternatives and what it refers to, and the items of a list without words of its own."""
    yield of
    for each in of.get("anyOf", ()):
        yield from _parts(each, described)
    for each in _referred(of):
        yield described[each]
    if isinstance(of.get("items"), dict) and "description" not in of:
        yield {"description": next(_words(_parts(of["items"], described)), "")}


def _referred(of: Mapping[str, Any]) -> Iterable[str]:
    return [of["$ref"].rpartition("/")[2]] if "$ref" in of else []


def _words(parts: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    return (part["description"] for part in parts if part.get("description"))
