"""What of an address is used: the choices that a view reads, and none that somebody only wrote there.

Two addresses that differ by what no view reads are one page, so nobody fills the room of kept pages, or has a page made
anew, by a word that means nothing. What an address is without that word shows when its page was made: a view that finds
the same in what it reads reads the same.
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
    """The choices of an address, which notes the names of those that are read."""

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
    """Flask's, where it is known which choices of the address were read."""

    parameter_storage_class = _Arguments


def taken() -> list[tuple[str, str]]:
    """The choices of the address that its view reads, in their order."""
    read = _READ.setdefault(request.endpoint or "", set())
    read |= getattr(request.args, "read", set())
    return [(name, value) for name, value in request.args.items(multi=True) if name in read]


def address() -> str:
    """The address of the page, whole, without what its view does not read."""
    choices = taken()
    return f"{request.base_url}?{urlencode(choices)}" if choices else request.base_url
