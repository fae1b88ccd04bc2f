"""A lock that a process shares with those forked from it; where none can be, with its own threads alone."""

import os
import tempfile
import threading
import weakref

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

__all__ = ["SharedLock"]


class SharedLock:
    """Held by one thread of one process at a time, within `with`; a process that is killed lets go."""

    def __init__(self) -> None:
        self._threads = threading.Lock()
        if fcntl:
            self._file, path = tempfile.mkstemp()
            os.unlink(path)
            weakref.finalize(self, os.close, self._file)

    def __enter__(self) -> None:
        self._threads.acquire()
        if fcntl:
            fcntl.lockf(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        if fcntl:
            fcntl.lockf(self._file, fcntl.LOCK_UN)
        self._threads.release()
