"""Reading tables in text and compressed: quotes wherever they stand, and damage anywhere."""

import csv
import gzip
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import BadInput
from graph.sheets.csv_blocks import blocks
from graph.sheets.read import Sheet, open_sheet
from tests.support.command_line import call

# Quotes


def written(rows: list[list[str]], quoted: bool) -> str:
    """Rows as CSV in which a cell is in quotes only where it must be, or all are; `5" pipe` need not be."""

    def cell(text: str) -> str:
        bare = not (quoted or text.startswith('"') or set(text) & set(",\n"))
        return text if bare else '"' + text.replace('"', '""') + '"'

    return "".join(",".join(map(cell, row)) + "\n" for row in rows)


CELLS = st.text('a",\n', max_size=4)


@settings(max_examples=200)
@given(st.lists(st.tuples(CELLS, CELLS).map(list), min_size=1, max_size=12), st.booleans(), st.integers(1, 40))
def test_what_is_read_in_blocks_is_what_csv_reads_whole_wherever_quotes_stand(
    rows: list[list[str]], quoted: bool, size: int
) -> None:
    text = written([["code", "n"], *rows], quoted)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "__defaults__", (0, size))
        with open_sheet(io.BytesIO(text.encode())) as sheet:
            found = [[cell or "" for cell in row] for batch in sheet.batches() for row in batch.rows()]
    assert found == list(csv.reader(io.StringIO(text, newline="")))[1:]


@pytest.mark.parametrize("row", ['5" pipe,{}\n', 'pipe 5",{}\n', '5" by 6",{}\n', '5",{},"a\nb",6"\n'])
def test_a_quote_within_a_cell_holds_nothing_up(row: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "__defaults__", (0, 200))
    header = ",".join(["code", "n", "x", "y"][: row.count(",") + 1])
    plain = "a,1,2,3"[: 2 * row.count(",") + 1] + "\n"
    text = f"{header}\n{row.format(0)}{plain * 2_000}{row.format(1)}{plain * 2_000}"
    with open_sheet(io.BytesIO(text.encode())) as sheet:
        batches = list(sheet.batches())
    assert sum(batch.height for batch in batches) == 4_002
    assert max(batch.height for batch in batches) <= 100
    assert [row[0] for batch in batches for row in batch.rows() if row[0] != "a"] == [row.partition(",")[0]] * 2


# Damage


@pytest.mark.parametrize("packed", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_workbook_with_flipped_bytes_is_refused(packed: int) -> None:
    text = io.BytesIO()
    with zipfile.ZipFile(text, "w", packed) as book:
        book.writestr("xl/workbook.xml", bytes(range(256)) * 40)
    data = bytearray(text.getvalue())
    # Behind the header of the part and, of LZMA, that of its stream.
    for at in range(60, 100):
        data[at] ^= 0xFF
    with pytest.raises(BadInput, match="damaged, or no workbook"), open_sheet(io.BytesIO(bytes(data))):
        pass


def test_a_file_that_brings_its_reader_down_is_refused() -> None:
    def down() -> Iterator[pl.DataFrame]:
        yield pl.DataFrame({"code": ["5NR"]})
        raise pl.exceptions.PanicException("called `Option::unwrap()` on a `None` value")

    with pytest.raises(BadInput, match="it is damaged"):
        list(Sheet(pl.Schema({"code": pl.String}), down).batches())


def test_a_damaged_file_is_refused_by_the_command_in_one_line(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress("".join(f"code{n}\n" for n in range(5_000)).encode(), mtime=0))
    for at in range(10, 40):
        packed[at] ^= 0xFF
    (tmp_path / "codes.csv.gz").write_bytes(packed)
    for words in (("identify",), ("recode", "--to", "2022-07-01")):
        outcome = call(*words, str(tmp_path / "codes.csv.gz"))
        assert outcome.refusal == "codes.csv.gz is damaged or cut short. Compress it again."
