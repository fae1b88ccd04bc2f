"""Where each body was: the cells of one partition of England, and which body held which of them, when."""

from ..model.partition import Areas, Cell, Evidence, Holding, Measure, Piece

__all__ = ["Areas", "Cell", "Evidence", "Holding", "Measure", "Piece"]
