"""Search: its page, the answers above its hits, and suggestions while typing."""

from .page import blueprint

__all__ = ["blueprint"]
