"""The record of NHS commissioning bodies in England since 1990, and the answers computed from it.

The public names are those in `__all__`; the installed package exports the same ones as `nhs_restructures`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

from .errors import RecordError

if TYPE_CHECKING:
    from .library import BodyView, RecordView, Result, open_record
    from .recode.tables.whole_frame import recode_frame

__all__ = ["BodyView", "RecordError", "RecordView", "Result", "__version__", "open_record", "recode_frame"]

__version__ = "0.1.0"

_PLACES: Final = {
    "BodyView": ".library",
    "RecordView": ".library",
    "Result": ".library",
    "open_record": ".library",
    "recode_frame": ".recode.tables.whole_frame",
}


def __getattr__(name: str) -> object:
    # Importing one module of the library should not load all the others.
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name], __name__), name)
