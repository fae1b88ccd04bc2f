"""Stories: one question each, answered by a finding computed from the record.

A finding is a sentence with numbers, the rows they were counted from, and the name of the file in `graph/queries` that
repeats the count in SPARQL.
"""

from collections.abc import Callable, Mapping
from typing import Final

from ...record.history import History
from .bodies import Life, codes, lives, lives_of, median_years, parents, promises
from .places import doorstep, size
from .story import Story

__all__ = ["STORIES", "Life", "Story", "lives_of", "median_years", "story"]

STORIES: Final[Mapping[str, Callable[[History], Story]]] = {
    "doorstep": doorstep,
    "size": size,
    "lives": lives,
    "parents": parents,
    "codes": codes,
    "promises": promises,
}
"""Each story by its id, in the order in which a reader meets them."""


def story(history: History, name: str) -> Story:
    """One story, computed from a history.

    Raises:
        KeyError: there is no story with this id.
    """
    return STORIES[name](history)
