"""How much of one body is in another: the one rule, by area and by links, for every answer with a share."""

from .descent import Descent
from .division import Divider, Division, Relative, Tier, share_by_area
from .overlap import Common, covering_each_other
from .territory import Territory, territory_of

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
