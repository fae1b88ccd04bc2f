"""A cache for what takes long to compute, so that threads which ask for the same at once share one computation."""

from collections.abc import Callable, Hashable
from functools import lru_cache, update_wrapper
from threading import Lock, RLock
from typing import Any, Generic, ParamSpec, TypeVar

__all__ = ["computed_once"]

P = ParamSpec("P")
T = TypeVar("T")


class _ComputedOnce(Generic[P, T]):
    def __init__(self, function: Callable[P, T], maxsize: int) -> None:
        kept = lru_cache(maxsize)(function)
        self._kept: Callable[..., T] = kept
        self.cache_info = kept.cache_info
        self._guard = Lock()
        self._under_way: dict[Hashable, tuple[Any, list[None]]] = {}
        update_wrapper(self, function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        key = args, tuple(sorted(kwargs.items()))
        with self._guard:
            lock, askers = self._under_way.setdefault(key, (RLock(), []))
            askers.append(None)
        try:
            with lock:
                return self._kept(*args, **kwargs)
        finally:
            with self._guard:
                askers.pop()
                if not askers:
                    self._under_way.pop(key, None)


def computed_once(maxsize: int) -> Callable[[Callable[P, T]], _ComputedOnce[P, T]]:
    """Caches a function as `functools.lru_cache` does, but whoever asks for what is being computed waits for it.

    With `lru_cache` alone, a hundred requests just after the start would compute the same a hundred times over.
    """
    return lambda function: _ComputedOnce(function, maxsize)
