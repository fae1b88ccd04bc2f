"""Base class of all JSON documents: filling from values, conversion to plain JSON, and JSON Schema."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any, Self, get_args

import msgspec

__all__ = ["Document", "columns", "fractions", "schemas"]

_ABSENT = object()
_AS_THEY_ARE = frozenset((str, int, bool, float, NoneType, date, list, dict))
"""Types of values that JSON has, or that msgspec writes, as nearly all are."""


def _as_written(name: str) -> str:
    """The JSON key of an attribute; `from_` stands for the Python keyword."""
    return name.rstrip("_")


class Document(msgspec.Struct, rename=_as_written):
    """A JSON object with typed keys; its docstring and each key's `Meta` become the schema's descriptions."""

    @classmethod
    def from_values(cls, *values: object, **given: Any) -> Self:
        """Fills every key: from `given`, else from the first value with an attribute of that name.

        Empty values become null where the key allows it, exact shares become numbers, and `evidence` follows from
        `inferred`.

        Raises:
            TypeError: `given` has an unknown key, or a required key has no value.
        """
        keys = _keys(cls)
        if unknown := given.keys() - keys.keys():
            raise TypeError(f"{cls.__name__} has no key {', '.join(sorted(unknown))}")
        found: dict[str, object] = {}
        for key, nullable in keys.items():
            value = given[key] if key in given else _attribute(values, key)
            if nullable and value == "":
                found[key] = None
            elif value is not _ABSENT:
                found[key] = value if type(value) in _AS_THEY_ARE else _plain(value)
        return cls(**found)

    def plain(self) -> dict[str, Any]:
        """The document as plain values for any JSON writer."""
        values: dict[str, Any] = msgspec.to_builtins(self)
        return values


@cache
def _keys(kind: type[Document]) -> Mapping[str, bool]:
    """The keys of a type in order, each with whether it may be null."""
    annotations = _annotations(kind)
    return {key: type(None) in get_args(annotations[key]) for key in kind.__struct_fields__}


def _annotations(kind: type[Document]) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for each in reversed(kind.__mro__):
        found |= getattr(each, "__annotations__", {})
    return found


def _attribute(values: Iterable[object], key: str) -> object:
    for value in values:
        if (found := getattr(value, key, _ABSENT)) is not _ABSENT:
            return found
    if key == "evidence" and (inferred := _attribute(values, "inferred")) is not _ABSENT:
        return "inferred" if inferred else "stated"
    return _ABSENT


def _plain(value: object) -> object:
    match value:
        case Decimal():
            return float(value)
        case tuple():
            return list(value)
        case Enum():
            return value.value
        case _:
            return value


def columns(kind: type[Document]) -> tuple[str, ...]:
    """The JSON keys of a type, as columns for rows of that shape."""
    return kind.__struct_encode_fields__


def fractions(kind: type[Document]) -> frozenset[str]:
    """The keys that hold a fraction, such as a share."""
    return frozenset(key for key, of in _annotations(kind).items() if float in _within(of))


def _within(annotation: object) -> Iterator[object]:
    yield annotation
    for each in get_args(annotation):
        yield from _within(each)


def schemas(kinds: Iterable[type[Document]]) -> dict[str, Any]:
    """JSON Schemas of some types and the types nested in them, by name."""
    _, found = msgspec.json.schema_components(kinds, ref_template="#/components/schemas/{name}")
    return {name: _typed(schema) for name, schema in sorted(found.items())}


def _typed(schema: Any) -> Any:
    """The same schema with explicit types for enumerations, which client generators need."""
    if isinstance(schema, list):
        return [_typed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: _typed(value) for name, value in schema.items()}
    if isinstance(schema.get("enum"), list) and "type" not in schema:
        return {"type": "string", **found}
    return found
