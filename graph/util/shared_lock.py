"""A lock shared with forked processes; where unavailable, only between this process's threads."""

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
    """Held by one thread of one process at a time in a `with` block; released if the process is killed."""

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
