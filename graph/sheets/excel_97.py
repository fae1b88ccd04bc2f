"""Reads merged areas and hidden rows of a sheet of Excel before 2007 (.xls), as [MS-CFB] and [MS-XLS] describe it."""

import struct
from collections.abc import Iterator
from typing import Final

__all__ = ["marks_of_sheet"]

_END_OF_CHAIN: Final = 0xFFFFFFFA
"""From this on, a number is no sector but a mark."""
_SECTORS_IN_HEADER: Final = 109
_PIECE: Final = 64
"""Bytes of a piece of what holds short streams."""
_STREAM: Final = 2
_BOF, _EOF, _SHEET, _ROW, _COLUMNS, _MERGED = 0x809, 0x0A, 0x85, 0x208, 0x7D, 0xE5
_WITH_VALUE: Final = frozenset((0x06, 0xBD, 0xD6, 0xFD, 0x203, 0x204, 0x205, 0x27E))
"""Records of cells that hold anything; each begins with its row and column."""


def marks_of_sheet(data: bytes, sheet: int) -> tuple[list[tuple[int, int, int, int]], int, int, int]:
    """Merged areas (first row, last row, first column, last column), hidden rows and columns, first filled column.

    Raises:
        ValueError: it is no such file, or is damaged.
    """
    try:
        book = _workbook(data)
        places = [struct.unpack_from("<I", record)[0] for kind, record in _records(book, 0) if kind == _SHEET]
        merged, rows, columns, filled = list[tuple[int, int, int, int]](), 0, 0, list[int]()
        for kind, record in _records(book, places[sheet]):
            if kind in _WITH_VALUE:
                filled.append(struct.unpack_from("<2xH", record)[0])
            elif kind == _ROW:
                rows += bool(record[12] & 0x20)
            elif kind == _COLUMNS and record[8] & 1:
                first, last = struct.unpack_from("<2H", record)
                columns += last - first + 1
            elif kind == _MERGED:
                areas = struct.iter_unpack("<4H", record[2 : 2 + 8 * struct.unpack_from("<H", record)[0]])
                merged += areas
        return merged, rows, columns, min(filled, default=0)
    except (struct.error, IndexError) as error:
        raise ValueError(str(error)) from None


def _records(book: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part of a workbook, without those of charts inside it."""
    depth = 0
    while place + 4 <= len(book):
        kind, length = struct.unpack_from("<2H", book, place)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth < 1:
            return
        if depth == 1:
            yield kind, book[place + 4 : place + 4 + length]
        place += 4 + length


def _workbook(data: bytes) -> bytes:
    """The stream of the workbook: that of Excel 97 where one of Excel 95 is beside it."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    directory, shortest, of_short = struct.unpack_from("<I4x2I", data, 48)
    more, of_more = struct.unpack_from("<2I", data, 68)
    tables = [*struct.unpack_from(f"<{_SECTORS_IN_HEADER}I", data, 76)]
    for _ in range(min(of_more, len(data) // size)):
        *some, more = struct.unpack_from(f"<{size // 4}I", data, (more + 1) * size)
        tables += some
    table = b"".join(data[(each + 1) * size : (each + 2) * size] for each in tables if each < _END_OF_CHAIN)
    following = struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])

    def stream(sector: int) -> bytes:
        parts: list[bytes] = []
        while sector < _END_OF_CHAIN and len(parts) <= len(following):
            parts.append(data[(sector + 1) * size : (sector + 2) * size])
            sector = following[sector]
        return b"".join(parts)

    entries = stream(directory)
    found = dict(_streams(entries))
    first, long = found.get("Workbook") or found.get("Book") or (_END_OF_CHAIN, 0)
    if long >= shortest:
        return stream(first)[:long]
    return _short_stream(stream(_root(entries)), stream(of_short), first)[:long]


def _streams(entries: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    """The streams of a directory by name, each with its first sector and its length."""
    for place in range(0, len(entries) - 127, 128):
        length, kind = struct.unpack_from("<HB", entries, place + 64)
        if kind == _STREAM:
            name = entries[place : place + max(length - 2, 0)].decode("utf-16-le", "replace")
            yield name, struct.unpack_from("<2I", entries, place + 116)


def _root(entries: bytes) -> int:
    """The first sector of what holds all short streams, which is that of the first entry."""
    sector: int = struct.unpack_from("<I", entries, 116)[0] if len(entries) >= 128 else _END_OF_CHAIN
    return sector


def _short_stream(held: bytes, table: bytes, sector: int) -> bytes:
    """A stream so short that it lies with others in one, in pieces of its own."""
    following = struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])
    parts: list[bytes] = []
    while sector < len(following) and len(parts) <= len(following):
        parts.append(held[sector * _PIECE : (sector + 1) * _PIECE])
        sector = following[sector]
    return b"".join(parts)
