"""The bodies that commissioned NHS care in England since 1990: who followed whom, who answered to whom.

The one name under which all of it is installed. In a checkout it stands beside `graph`, whose public names it has.
"""

from typing import TYPE_CHECKING

from graph import __all__ as __all__
from graph import __getattr__ as __getattr__
from graph import __version__ as __version__

if TYPE_CHECKING:
    from graph import recode_frame as recode_frame
