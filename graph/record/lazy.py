"""Mappings that read what they are asked for, and everything only when gone through.

They know nothing of bodies or tables: how one value is read, and how all are, is given to them.
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
    """Spares the collector's walks while hundreds of thousands of small values are made, none of them in a circle."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class LazyMapping(Mapping[str, _T]):
    """A mapping that reads the value of one key at a time, until it is gone through and therefore read whole.

    `one` gives the value of a key or None; as many as `_REMEMBERED` are kept. `whole` gives everything, in order. Once
    `beside` is read whole, so is this when it is next asked: who goes through all of the one follows each into the
    other.
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
        """Whether everything is read, or is as soon as it is asked for."""
        return self._whole is not None or (self._beside is not None and self._beside.is_whole)

    def __getitem__(self, key: str) -> _T:
        if self._whole is not None or self.is_whole:
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
        """As of any mapping, at the speed of the whole one."""
        return self._all().items()

    def values(self) -> ValuesView[_T]:
        """As of any mapping, at the speed of the whole one."""
        return self._all().values()


def grouped(items: Iterable[_T], key: Callable[[_T], str]) -> Mapping[str, tuple[_T, ...]]:
    """Things by a key that several may share, in their order."""
    groups: dict[str, list[_T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return {name: tuple(group) for name, group in groups.items()}
