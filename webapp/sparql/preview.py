"""The preview of an answer on the query page: a boolean, the first rows, or the first triples.

It is streamed from the compressed text, so memory depends only on what is shown.
"""

import gzip
import io
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, parse_query_results

from graph.sparql.guard import QueryForm
from graph.sparql.results import GRAPH_TYPES, Node, Solutions, serialise

from .protocol import types_of

__all__ = ["Shown", "shown"]

_ROWS: Final = 500
_CHARACTERS: Final = 500_000
"""Of the rows, or of the triples as Turtle, that are shown at most."""
_COUNTED: Final = 100_000
"""Rows that are counted at most; to count millions takes longer than to answer them."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The displayed part of an answer: `yes`, or `variables`, `rows` and their `count`, or `triples`.

    `text` is the whole answer in `media_type` for scripts; empty if it is larger than what is shown. Unless
    `all_counted`, there may be more than `count`.
    """

    form: QueryForm
    media_type: str
    text: str = ""
    yes: bool = False
    variables: tuple[str, ...] = ()
    rows: tuple[Mapping[str, Node], ...] = ()
    count: int = 0
    all_counted: bool = True
    triples: str = ""


def shown(packed: bytes, form: QueryForm) -> Shown:
    """The preview of a compressed answer in the default media type of its query form."""
    media_type = types_of(form)[0]
    with io.BufferedReader(gzip.GzipFile(fileobj=io.BytesIO(packed))) as file:
        if media_type in GRAPH_TYPES:
            triples = io.TextIOWrapper(file, "utf-8", newline="").read(_CHARACTERS + 1)
            whole = triples if len(triples) <= _CHARACTERS else ""
            return Shown(form, media_type, whole, triples=triples[:_CHARACTERS])
        found = parse_query_results(file, QueryResultsFormat.JSON)
        if isinstance(found, QueryBoolean):
            yes = bool(found)
            return Shown(form, media_type, serialise(yes, media_type).decode(), yes=yes)
        return _table(found, form, media_type)


def _table(found: QuerySolutions, form: QueryForm, media_type: str) -> Shown:
    names = tuple(variable.value for variable in found.variables)
    rows: list[Mapping[str, Node]] = []
    count, room = 0, _CHARACTERS
    for count, solution in enumerate(islice(found, _COUNTED), 1):
        if count <= _ROWS and room > 0:
            row = {name: term for name, term in zip(names, solution, strict=True) if term is not None}
            room -= sum(len(str(term)) for term in row.values())
            if room > 0:
                rows.append(row)
    return Shown(
        form,
        media_type,
        serialise(Solutions(names, tuple(rows)), media_type).decode() if count == len(rows) else "",
        variables=names,
        rows=tuple(rows),
        count=count,
        all_counted=count < _COUNTED,
    )
