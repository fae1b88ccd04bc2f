"""Tracks which query parameters a view reads, so that unknown parameters do not create distinct pages.

Two addresses that differ only in parameters no view reads share a cache entry, so nobody can fill the cache, or force a
page to be rendered again, with meaningless parameters. Which parameters count is known once the view has run: a view
that reads the same values behaves the same.
"""

from typing import Any, Final
from urllib.parse import urlencode

import flask
from flask import request
from werkzeug.datastructures import ImmutableMultiDict

__all__ = ["Request", "address", "taken"]

_READ: Final[dict[str, set[str]]] = {}
"""The names of choices that the view of each endpoint has read."""


class _Arguments(ImmutableMultiDict[str, str]):
    """The query parameters, recording which names are read."""

    def __init__(self, *mapping: Any) -> None:
        super().__init__(*mapping)
        self.read: set[str] = set()

    def __getitem__(self, key: str) -> str:
        self.read.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.read.add(str(key))
        return super().__contains__(key)

    def getlist(self, key: str, *more: Any, **named: Any) -> Any:
        self.read.add(key)
        return super().getlist(key, *more, **named)


class Request(flask.Request):
    """Flask's request, recording which query parameters were read."""

    parameter_storage_class = _Arguments


def taken() -> list[tuple[str, str]]:
    """The query parameters the view has read, in order."""
    read = _READ.setdefault(request.endpoint or "", set())
    read |= getattr(request.args, "read", set())
    return [(name, value) for name, value in request.args.items(multi=True) if name in read]


def address() -> str:
    """The full address of the page, without parameters the view does not read."""
    choices = taken()
    return f"{request.base_url}?{urlencode(choices)}" if choices else request.base_url
