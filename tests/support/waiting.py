"""Waits for a condition, however busy the machine is."""

import time
from collections.abc import Callable
from typing import TypeVar

__all__ = ["PATIENCE", "wait_until"]

T = TypeVar("T")

PATIENCE = 120.0
"""Seconds: far more than anything takes that does happen, on a machine that has other things to do."""


def wait_until(found: Callable[[], T], what: str) -> T:
    """What a function finds, once it finds something; `what` says what did not happen if it never does."""
    until = time.monotonic() + PATIENCE
    while not (result := found()):
        assert time.monotonic() < until, what
        time.sleep(0.05)
    return result
