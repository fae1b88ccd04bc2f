"""How much of one body is in another: the one rule, by area and by links, for every answer with a share."""

from .descent import Descent
from .division import Divider, Division, Relative, Territory, Tier, share_by_area, territory_of
from .overlap import Common, covering_each_other

__all__ = [
    "Common",
    "Descent",
    "Divider",
    "Division",
    "Relative",
    "Territory",
    "Tier",
    "covering_each_other",
    "share_by_area",
    "territory_of",
]
