"""Tunes glibc's allocator: few arenas for many threads, and free memory returned to the system.

With glibc's default of an arena for every few threads, each large response leaves its memory in another one.
"""

import ctypes
import time
from contextlib import suppress
from typing import Final

__all__ = ["give_back", "have_few_pools"]

_M_ARENA_MAX: Final = -8
_POOLS: Final = 2
_EVERY: Final = 10.0
"""Seconds."""

_last = 0.0


def have_few_pools() -> None:
    """Limits the number of arenas in this process and its children, if the C library is glibc."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _POOLS)


def give_back() -> None:
    """Returns free memory to the system, at most every `_EVERY` seconds, if the C library is glibc."""
    global _last
    if time.monotonic() - _last < _EVERY:
        return
    _last = time.monotonic()
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
