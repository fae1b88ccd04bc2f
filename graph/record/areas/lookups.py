"""The look-up tables next to the record: from LSOA and postcode sector to cells."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ...errors import UnreadableRecord
from ..turtle_file import opened

__all__ = ["Lookups", "beside"]


def beside(record: Path) -> Path:
    """The directory of a record's look-ups."""
    return record.with_name("lookups")


@dataclass(frozen=True, eq=False)
class Lookups:
    """The look-ups of one edition, each loaded on first use.

    Raises:
        UnreadableRecord: a look-up is missing or cannot be read.
    """

    texts: Mapping[str, bytes | Path]
    """The CSV text of each look-up, or the file it is in, by the name of the file."""

    @classmethod
    def within(cls, directory: Path) -> "Lookups":
        """The look-ups in a directory."""
        return cls({path.name: path for path in sorted(directory.glob("*.csv"))})

    def text(self, name: str) -> bytes:
        """The CSV text of a look-up, by file name."""
        found = self.texts.get(name)
        if found is None:
            raise UnreadableRecord(f"There is no {name}. Restore it, or bring it with: import DIR")
        if isinstance(found, bytes):
            return found
        with opened(found) as file:
            return file.read()

    @cached_property
    def lsoas(self) -> Mapping[str, str]:
        """The cell of each 2011 LSOA, by code."""
        return {row[0]: row[1] for row in self._rows("lsoa_cells", ["lsoa", "cell"])}

    @cached_property
    def sectors(self) -> Mapping[str, Mapping[str, int]]:
        """The cells of each postcode sector ("M33 4"), with the number of the sector's postcodes in each."""
        found: dict[str, dict[str, int]] = {}
        try:
            for sector, cell, postcodes in self._rows("postcode_sectors", ["sector", "cell", "postcodes"]):
                found.setdefault(sector, {})[cell] = int(postcodes)
        except ValueError:
            raise _unreadable("postcode_sectors.csv") from None
        return found

    def _rows(self, name: str, header: list[str]) -> Iterable[list[str]]:
        try:
            rows = csv.reader(io.StringIO(self.text(f"{name}.csv").decode("utf-8")), strict=True)
            if next(rows, None) != header:
                raise _unreadable(f"{name}.csv")
            found = list(rows)
        except (UnicodeDecodeError, csv.Error):
            raise _unreadable(f"{name}.csv") from None
        if any(len(row) != len(header) for row in found):
            raise _unreadable(f"{name}.csv")
        return found


def _unreadable(name: str) -> UnreadableRecord:
    return UnreadableRecord(f"{name} is not the look-up it should be. Restore it, or bring it with: import DIR")
