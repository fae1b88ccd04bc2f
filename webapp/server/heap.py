"""The memory that the C library keeps: few pools for many threads, and what is free given back now and then.

With a pool for every few threads, as glibc has by default, each large answer leaves its room in another one.
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
    """Has the C library of this process and its children keep few pools, where it is glibc."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _POOLS)


def give_back() -> None:
    """Gives memory that is free back to the system, at most every `_EVERY` seconds, where the C library is glibc."""
    global _last
    if time.monotonic() - _last < _EVERY:
        return
    _last = time.monotonic()
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
