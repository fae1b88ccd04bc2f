"""Atomic file replacement: a reader sees the old file or the new one, never a part.

The file is written to a temporary folder next to it, synced to disk, and renamed over the old one.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_IMODE

from ..errors import RecordError

__all__ = ["replacing", "write"]


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path whose file atomically replaces `path` at the end; an error leaves nothing behind.

    The new file keeps the old one's read permissions; a first one gets the process's defaults. Devices and pipes cannot
    be replaced and are written directly; a symlink is resolved to its target.

    Raises:
        RecordError: the place cannot be written, or the disk is full.
    """
    try:
        if path.is_dir():
            raise RecordError(f"{path.name} is a directory. Name a file to write to.")
        if path.exists() and not path.is_file():
            yield path
            return
        path = path.resolve()
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{path.name[:50]}.", dir=path.parent) as folder:
            place = Path(folder) / path.name
            yield place
            with place.open("rb+") as file:
                os.fsync(file.fileno())
            if path.exists():
                place.chmod(S_IMODE(path.stat().st_mode))
            place.replace(path)
    except OSError as error:
        reason = error.strerror or "cannot be written"
        raise RecordError(f"Could not write {path.name}: {reason}. The old file is untouched.") from None


def write(data: bytes, path: Path) -> None:
    """Atomically replaces a file's content; raises as `replacing`."""
    with replacing(path) as place:
        place.write_bytes(data)
