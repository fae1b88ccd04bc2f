"""Opens the files of a register, packed or not, and tells their form from their content, never from their names."""

import gzip
import hashlib
import io
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from ..errors import BadInput
from ..reconcile.register import bad
from ..util.text import printable
from .csv_forms import read_csv
from .facts import Reading
from .organisations import read_json, read_xml

__all__ = ["LARGEST_CSV", "Source", "read", "sources"]

LARGEST_CSV: Final = 128 * 2**20
"""Bytes; the largest CSV file that ODS publishes has some twenty megabytes."""

_LARGEST: Final = 8 * 2**30
"""Bytes that a packed file may unpack to; the whole register has about one gigabyte."""

_HEAD: Final = 2**16
_BOM: Final = b"\xef\xbb\xbf"
_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"
_MOST_FILES: Final = 1_000
_DEEP: Final = 2
"""Archives within each other."""

Progress = Callable[[int], None]
"""Told how many bytes have been read."""


@contextmanager
def _unpacking(name: str) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, zlib.error, NotImplementedError, RuntimeError) as error:
        protected = isinstance(error, RuntimeError) and "password" in str(error)
        wrong = "needs a password" if protected else "is damaged, cut short, or packed in an unusual way"
        raise bad(f"{printable(name)} {wrong}", "Unpack it first, and name the file within.") from None


class Source(io.RawIOBase):
    """One file to read: its name, its bytes, and once they are read their hash."""

    def __init__(self, name: str, stream: IO[bytes], progress: Progress = lambda size: None) -> None:
        self.name = name
        self._stream, self._hash, self._size, self._progress = stream, hashlib.sha256(), 0, progress

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        with _unpacking(self.name):
            piece = self._stream.read(len(buffer))
        buffer[: len(piece)] = piece
        self._hash.update(piece)
        self._size += len(piece)
        if self._size > _LARGEST:
            raise BadInput(f"{printable(self.name)} unpacks to more than {_LARGEST >> 30} GB. Name a smaller file.")
        self._progress(len(piece))
        return len(piece)

    def digest(self) -> str:
        """A short name made from the hash of all bytes; reads what is left."""
        while self.read(_HEAD):
            pass
        return self._hash.hexdigest()[:12]


def read(source: Source) -> Reading | None:
    """Reads a file that is not packed; None where it is in no known form.

    Raises:
        BadInput: it is a file about people, or begins as a known form and cannot be read; taking its facts may raise
            the same.
    """
    buffered = io.BufferedReader(source, _HEAD)
    start = buffered.peek(_HEAD).removeprefix(_BOM).lstrip()
    if start.startswith(b"<"):
        from ..reconcile.ods_xml import is_organisation_data

        is_organisation_data(start)
        return read_xml(buffered)
    if start.startswith((b"{", b"[")):
        return read_json(buffered)
    if not start or b"\0" in start:
        return None
    data = buffered.read(LARGEST_CSV + 1)
    if len(data) > LARGEST_CSV:
        raise bad(f"{printable(source.name)} has more than {LARGEST_CSV >> 20} MB", "No file of ODS is so large.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return read_csv(text, source.name)


def sources(path: Path, progress: Progress = lambda size: None) -> Iterator[Source]:
    """The file at a path, or the files packed in it, each to be read before the next.

    Raises:
        BadInput: there is no such file, or it cannot be unpacked.
    """
    try:
        with path.open("rb") as stream:
            yield from _within(path.name, stream, progress, _DEEP)
    except FileNotFoundError:
        raise BadInput(f"There is no file {printable(str(path))}. Name one from ODS, such as epcmem.zip.") from None
    except IsADirectoryError:
        raise BadInput(f"{printable(str(path))} is a directory. Name the files in it.") from None
    except OSError as error:
        reason = error.strerror or "it is no file that can be read from its beginning again"
        raise BadInput(f"Could not read {printable(path.name)}: {reason}.") from None


def _within(name: str, stream: IO[bytes], progress: Progress, deep: int) -> Iterator[Source]:
    start = stream.read(4)
    stream.seek(0)
    if start == _ZIP and deep:
        with _unpacking(name), zipfile.ZipFile(stream) as archive:
            files = sorted((each for each in archive.infolist() if not each.is_dir()), key=lambda each: each.filename)
            if len(files) > _MOST_FILES:
                raise bad(f"{printable(name)} holds {len(files):,} files", "Unpack it, and name the ones of ODS.")
            for each in files:
                with archive.open(each) as inside:
                    yield from _inside(Path(each.filename).name, inside, progress, deep - 1)
    elif start[:2] == _GZIP:
        with _unpacking(name), gzip.open(stream) as unpacked:
            yield Source(name.removesuffix(".gz"), unpacked, progress)  # type: ignore[arg-type]
    else:
        yield Source(name, stream, progress)


def _inside(name: str, stream: IO[bytes], progress: Progress, deep: int) -> Iterator[Source]:
    """A file of an archive; TRUD packs archives into an archive."""
    if not deep or not name.lower().endswith(".zip"):
        yield Source(name, stream, progress)
        return
    with tempfile.TemporaryFile(prefix="register-") as kept:
        size = 0
        while piece := stream.read(2**20):
            size += len(piece)
            if size > _LARGEST:
                raise BadInput(f"{printable(name)} unpacks to more than {_LARGEST >> 30} GB. Name a smaller file.")
            kept.write(piece)
        kept.seek(0)
        yield from _within(name, kept, progress, deep)
