"""The cells of a column of codes as texts; of a whole postcode only the sector is taken, and nothing more is kept."""

from typing import TYPE_CHECKING, Final

from ...areas.postcodes import FULL, GAPS

if TYPE_CHECKING:
    import polars as pl

__all__ = ["cells_of", "code_cells"]

_SHORTEST: Final = 5
"""Characters of the shortest postcode, so that columns of shorter codes need not be looked through."""


def code_cells(cells: "pl.Series") -> "pl.Series":
    """Texts of a column, each whole postcode among them cut to its sector."""
    import polars as pl

    if not (cells.str.len_bytes() >= _SHORTEST).any():
        return cells
    bare = pl.col("text").str.replace_all(GAPS, "").str.to_uppercase()
    cut = pl.when(bare.str.contains(f"^{FULL}$")).then(bare.str.replace(f"^{FULL}$", "$1 $2")).otherwise(pl.col("text"))
    return pl.DataFrame({"text": cells}).select(cut.alias(cells.name)).to_series()


def cells_of(frame: "pl.DataFrame", column: str) -> dict[str, int]:
    """The distinct cells of a frame's column as texts, each with the number of its rows, in order of appearance."""
    import polars as pl

    cells = frame.select(pl.col(column).cast(pl.String).fill_null("").str.strip_chars()).to_series()
    return dict(code_cells(cells).to_frame(column).group_by(column, maintain_order=True).len().iter_rows())
