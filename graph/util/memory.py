"""The memory available to this process and its children: the machine's, or the container's limit."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

__all__ = ["available"]

_CGROUPS: Final = Path("/sys/fs/cgroup")
_UNKNOWN: Final = 2**40
"""Bytes, where the system does not say."""


def available(groups: str | None = None, root: Path = _CGROUPS) -> int:
    """Bytes that this process and all its children may use together.

    `groups` is the process's control groups on Linux (proc_pid_cgroup(5)); the tightest limit among them and their
    ancestors applies.
    """
    try:
        said = Path("/proc/self/cgroup").read_text(encoding="ascii") if groups is None else groups
    except OSError:
        said = ""
    return min([_of_the_machine(), *_limits(said, root)])


def _of_the_machine() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return _UNKNOWN


def _limits(groups: str, root: Path) -> Iterator[int]:
    for line in groups.splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers not in ("", "memory"):
            continue
        base, name = (root, "memory.max") if not controllers else (root / "memory", "memory.limit_in_bytes")
        group = base / path.lstrip("/")
        for place in (group, *group.parents):
            if not place.is_relative_to(base):
                break
            try:
                limit = (place / name).read_text(encoding="ascii").strip()
            except OSError:
                continue
            if limit.isdecimal():
                yield int(limit)
