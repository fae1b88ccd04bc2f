"""How much of a body lies in another: one rule, by area and by links, behind every answer that gives a share."""

from .descent import Descent
from .division import Divider, Division, Relative, Territory, Tier

__all__ = ["Descent", "Divider", "Division", "Relative", "Territory", "Tier"]
