"""The cells of a column of codes as texts; of a whole postcode only the sector is taken, and nothing more is kept."""

from typing import TYPE_CHECKING, Final

from ...areas.postcodes import FULL, GAPS, are_postcodes, is_like_a_code

if TYPE_CHECKING:
    import polars as pl

__all__ = ["cells_of", "code_cells", "holds_postcodes"]

_SHORTEST: Final = 5
"""Characters of the shortest postcode, so that columns of shorter codes need not be looked through."""


def holds_postcodes(cells: "pl.Series") -> bool:
    """Whether cells that may be codes of five characters or postcodes (N43DR) are postcodes, as most others are."""
    distinct = cells.str.strip_chars().unique().to_list()
    return not any(map(is_like_a_code, distinct)) or are_postcodes(distinct)


def code_cells(cells: "pl.Series", *, of_postcodes: bool) -> "pl.Series":
    """Texts of a column, each whole postcode among them cut to its sector.

    `of_postcodes` says that the column `holds_postcodes`; in another, one without its gap may be a code, and is kept.
    """
    import polars as pl

    if not (cells.str.len_bytes() >= _SHORTEST).any():
        return cells
    bare = pl.col("text").str.replace_all(GAPS, "").str.to_uppercase()
    whole = bare.str.contains(f"^{FULL}$")
    if not of_postcodes:
        whole &= pl.col("text").str.strip_chars().str.len_bytes() > _SHORTEST
    cut = pl.when(whole).then(bare.str.replace(f"^{FULL}$", "$1 $2")).otherwise(pl.col("text"))
    return pl.DataFrame({"text": cells}).select(cut.alias(cells.name)).to_series()


def cells_of(frame: "pl.DataFrame", column: str, *, of_postcodes: bool | None = None) -> dict[str, int]:
    """The distinct cells of a frame's column as texts, each with the number of its rows, in order of appearance."""
    import polars as pl

    cells = frame.select(pl.col(column).cast(pl.String).fill_null("").str.strip_chars()).to_series()
    cells = code_cells(cells, of_postcodes=holds_postcodes(cells) if of_postcodes is None else of_postcodes)
    return dict(cells.to_frame(column).group_by(column, maintain_order=True).len().iter_rows())
