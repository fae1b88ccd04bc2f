"""Places and outlines: finding a place from what people write, and the shapes of the cells that it is made of."""

from ..model.partition import Areas, Cell, Evidence, Holding, Measure, Piece

__all__ = ["Areas", "Cell", "Evidence", "Holding", "Measure", "Piece"]
