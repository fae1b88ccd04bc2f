"""Detects the format of a register file from its content, never from its name."""

import io
from typing import IO

from ..record.history import History
from .csv_files import read_csv
from .ods_json import read_ods_json
from .ods_xml import is_organisation_data, read_ods_xml
from .register import Register, bad

__all__ = ["open_register"]

_HEAD = 64 * 1024
"""Bytes that are looked at to tell the form."""
_BOM = b"\xef\xbb\xbf"
_OF_A_WORKBOOK = (b"xl/", b"opendocument.spreadsheet")
"""What a workbook has near its beginning, and another packed file has not."""


def open_register(stream: IO[bytes], history: History) -> Register:
    """Opens the register in a byte stream; only items relevant to the record are yielded.

    Raises:
        BadInput: it has no known format; reading its items may raise the same.
    """
    source = _WithHead(stream)
    head = source.head
    start = head.removeprefix(_BOM).lstrip()
    if not start:
        raise bad("The file is empty", "Fetch it from its publisher.")
    if head.startswith(b"PK") and any(part in head for part in _OF_A_WORKBOOK):
        raise bad("The file is a workbook", "Save the sheet as CSV.")
    if head.startswith((b"PK", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"Rar!")):
        raise bad("The file is packed", "Unpack it first, and name the file within.")
    if b"\0" in head:
        raise bad("The file is not UTF-8", "Save it as UTF-8.")
    buffered = io.BufferedReader(source)
    # Load all codes at once: a full register asks for hundreds of thousands that the record does not have.
    codes = frozenset(history.by_code)

    def wanted(code: str) -> bool:
        return code.upper() in codes

    if start.startswith(b"<"):
        is_organisation_data(start)
        return read_ods_xml(buffered, wanted)
    if start.startswith((b"{", b"[")):
        return read_ods_json(buffered, wanted)
    return read_csv(buffered, wanted)


class _WithHead(io.RawIOBase):
    """A stream with its peeked beginning put back; works on a pipe."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        pieces: list[bytes] = []
        while sum(map(len, pieces)) < _HEAD and (piece := stream.read(_HEAD)):
            pieces.append(piece)
        self.head = b"".join(pieces)
        self._left = memoryview(self.head)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        piece = self._left[: len(buffer)] if self._left else memoryview(self._stream.read(len(buffer)))
        self._left = self._left[len(piece) :]
        buffer[: len(piece)] = piece
        return len(piece)
