"""Lazy mappings: read single keys on demand, and everything only when iterated.

Independent of bodies and tables: the functions that read one value and all values are passed in.
"""

import gc
from collections import defaultdict
from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping, ValuesView
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final, TypeVar

__all__ = ["LazyMapping", "grouped", "without_collection"]

_T = TypeVar("_T")
_REMEMBERED: Final = 2**13


@contextmanager
def without_collection() -> Iterator[None]:
    """Pauses garbage collection while hundreds of thousands of small acyclic values are created."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class LazyMapping(Mapping[str, _T]):
    """A mapping that reads one key at a time until it is iterated, and then loads everything.

    `one` returns the value of a key or None; up to `_REMEMBERED` values are cached. `whole` returns everything, in
    order. Once `beside` is fully loaded, this mapping loads fully on its next use, since whoever iterates one usually
    follows each item into the other.
    """

    def __init__(
        self,
        one: Callable[[str], _T | None],
        whole: Callable[[], Mapping[str, _T]],
        *,
        beside: "LazyMapping[Any] | None" = None,
    ) -> None:
        self._one = lru_cache(_REMEMBERED)(one)
        self._read_whole = whole
        self._beside = beside
        self._whole: Mapping[str, _T] | None = None

    def _all(self) -> Mapping[str, _T]:
        if self._whole is None:
            with without_collection():
                self._whole = self._read_whole()
            self._one.cache_clear()
        return self._whole

    @property
    def is_whole(self) -> bool:
        """Whether everything is loaded, or will be on the next access."""
        return self._whole is not None or (self._beside is not None and self._beside.is_whole)

    def __getitem__(self, key: str) -> _T:
        if self._whole is not None:
            return self._whole[key]
        if self.is_whole:
            return self._all()[key]
        if (value := self._one(key)) is None:
            raise KeyError(key)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __contains__(self, key: object) -> bool:
        return key in self._all() if self.is_whole else super().__contains__(key)

    def items(self) -> ItemsView[str, _T]:
        """As for any mapping, at the speed of the loaded dict."""
        return self._all().items()

    def values(self) -> ValuesView[_T]:
        """As for any mapping, at the speed of the loaded dict."""
        return self._all().values()


def grouped(items: Iterable[_T], key: Callable[[_T], str]) -> Mapping[str, tuple[_T, ...]]:
    """Things grouped by a key, in their order."""
    groups: dict[str, list[_T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return {name: tuple(group) for name, group in groups.items()}
