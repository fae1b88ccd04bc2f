"""The record of NHS commissioning bodies in England since 1990, and the answers computed from it.

`from graph import recode_frame` converts a data frame to the bodies of another day; all else is in the modules.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .recode.frames import recode_frame

__all__ = ["__version__", "recode_frame"]

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    # A command that recodes nothing does not wait for the library of data frames.
    if name == "recode_frame":
        from .recode.frames import recode_frame

        return recode_frame
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
