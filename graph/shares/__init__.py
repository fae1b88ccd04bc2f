"""How much of a body lies in another: one rule, by area and by links, behind every answer that gives a share."""

from .division import Divider, Division, Relative, Territory

__all__ = ["Divider", "Division", "Relative", "Territory"]
