"""The bodies that commissioned NHS care in England since 1990: who followed whom, who answered to whom.

The one name under which all of it is installed. In a checkout it stands beside `graph`, whose public names it has.

>>> from nhs_restructures import open_record
>>> open_record().body("5NR").name
'Trafford Primary Care Trust'
"""

from typing import TYPE_CHECKING

from graph import RecordError as RecordError
from graph import __all__ as __all__
from graph import __getattr__ as __getattr__
from graph import __version__ as __version__

if TYPE_CHECKING:
    from graph import BodyView as BodyView
    from graph import RecordView as RecordView
    from graph import Result as Result
    from graph import open_record as open_record
    from graph import recode_frame as recode_frame
