"""Atomic replacement of several files: all are old or all are new, whatever happens.

The new files are written to a folder next to the first one. Renaming that folder to a fixed name is the commit; then
each file is moved to its place. The next reader finishes an interrupted move.
"""

import errno
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from stat import S_IMODE

from ..errors import RecordError

__all__ = ["finish", "write_all"]

_PLACES = "places.json"


def write_all(files: Mapping[Path, bytes], first: Path) -> None:
    """Writes several files, all or none; `first` identifies the transaction.

    Raises:
        RecordError: a file cannot be written, or the disk is full; the old files are untouched.
    """
    import shutil

    first = first.resolve()
    try:
        finish(first)
        folder = _being_written(first, os.getpid())
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            _fill(folder, files)
            folder.rename(_written(first))
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        _sync(first.parent)
        finish(first)
    except OSError as error:
        reason = error.strerror or "cannot be written"
        raise RecordError(f"Could not write {first.name}: {reason}. The old file is untouched.") from None


def finish(first: Path) -> None:
    """Finishes a replacement with first file `first` that was interrupted after its commit.

    Raises:
        RecordError: it cannot be finished, for lack of write permission.
    """
    folder = _written(first)
    if not folder.is_dir():
        return
    import json
    import shutil

    try:
        with suppress(FileNotFoundError):  # another process is finishing it at the same time
            places = json.loads((folder / _PLACES).read_bytes())
            for name, place in places.items():
                to = Path(place)
                with suppress(FileNotFoundError):
                    (folder / name).replace(to)
                _sync(to.parent)
        shutil.rmtree(folder, ignore_errors=True)
        _forget_the_dead(first)
    except OSError as error:
        raise RecordError(
            f"The last change of {first.name} was interrupted and cannot be completed: {error.strerror}."
            " Open it once as who may write there."
        ) from None


def _fill(folder: Path, files: Mapping[Path, bytes]) -> None:
    import json

    places = {}
    for number, (path, data) in enumerate(files.items()):
        place, to = folder / str(number), path.resolve()
        to.parent.mkdir(parents=True, exist_ok=True)
        if not os.access(to.parent, os.W_OK | os.X_OK):  # everything that can fail must fail before the commit
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        with place.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if to.exists() and not to.is_file():
            raise RecordError(f"{to.name} is no file. Name one to write to.")
        if to.exists():
            place.chmod(S_IMODE(to.stat().st_mode))
        places[place.name] = str(to)
    with (folder / _PLACES).open("w", encoding="utf-8") as file:
        json.dump(places, file)
        file.flush()
        os.fsync(file.fileno())
    _sync(folder)


def _written(first: Path) -> Path:
    return first.with_name(f".{first.name}.commit")


def _being_written(first: Path, process: int) -> Path:
    return first.with_name(f".{first.name}.{process}.new")


def _forget_the_dead(first: Path) -> None:
    """Removes temporary files of processes that died before their commit."""
    import shutil

    for folder in first.parent.glob(f".{first.name}.*.new"):
        number = folder.name.removesuffix(".new").rpartition(".")[2]
        if number.isdecimal() and not _alive(int(number)):
            shutil.rmtree(folder, ignore_errors=True)


def _alive(process: int) -> bool:
    if sys.platform == "win32":  # asking for the state finishes it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _sync(folder: Path) -> None:
    """Syncs a folder's entries to disk, where a folder can be opened."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
