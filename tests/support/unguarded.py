"""A query process without the query check, to test that confinement alone holds."""

import sys
from collections.abc import Callable
from multiprocessing.connection import Connection

import graph.sparql.store
from graph.sparql.guard import Query, QueryForm
from graph.sparql.sandbox import Limits, _loaded
from graph.util.child_process import Confinement

_begin = Confinement.begin


def _begin_and_try(confinement: Confinement) -> None:
    _begin(confinement)
    try:
        open("/etc/hostname").close()
    except OSError:
        return
    sys.exit(3)


def loaded(turtle: bytes, limits: Limits) -> Callable[[Connection], None]:
    """In place of `graph.sparql.sandbox._loaded`; a process ends at once should a file still be opened."""
    graph.sparql.store.check = lambda text, **_: Query(text, QueryForm.SELECT)
    Confinement.begin = _begin_and_try  # type: ignore[method-assign]
    return _loaded(turtle, limits)
