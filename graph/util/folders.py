"""The user's folders for what the product keeps between two starts."""

import os
import sys
from pathlib import Path
from typing import Final

__all__ = ["cache_folder", "data_folder"]

_PRODUCT: Final = "nhs-restructures"


def cache_folder() -> Path:
    """Where what can be made again lies.

    On Linux it is found by the XDG rule itself: platformdirs takes longer to import than a record takes to open.
    """
    if sys.platform != "linux":
        from platformdirs import user_cache_path

        return user_cache_path(_PRODUCT)
    return _by_xdg("XDG_CACHE_HOME", "~/.cache")


def data_folder() -> Path:
    """Where the user's own data lie."""
    if sys.platform != "linux":
        from platformdirs import user_data_path

        return user_data_path(_PRODUCT)
    return _by_xdg("XDG_DATA_HOME", "~/.local/share")


def _by_xdg(variable: str, otherwise: str) -> Path:
    given = os.environ.get(variable, "")
    return Path(given if os.path.isabs(given) else otherwise).expanduser() / _PRODUCT
