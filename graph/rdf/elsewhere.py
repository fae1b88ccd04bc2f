"""Where others have what a code stands for: the area of a GSS code, the organisation of an ODS code."""

from typing import Final

__all__ = ["STATISTICAL_GEOGRAPHY", "address_of_code"]

STATISTICAL_GEOGRAPHY: Final = "http://statistics.data.gov.uk/id/statistical-geography/"
"""Where the Office for National Statistics has the area of a GSS code."""

_ODS_ORGANISATION: Final = "https://directory.spineservices.nhs.uk/ORD/2-0-0/organisations/"
"""Where the Organisation Data Service has the organisation of an ODS code, open or closed."""

_ODS_SINCE: Final = "1996-04-01"
"""The directory of ODS has no bodies that were over by then; the codes of regional authorities are of other lists."""


def address_of_code(scheme: str, code: str, ended: str) -> str:
    """The address of what a code stands for elsewhere, of a body that ended on an ISO day or goes on; empty if none.

    Which kinds of organisation the directory of ODS has is told by its list of roles (ORD/2-0-0/roles).
    """
    if scheme == "gss":
        return STATISTICAL_GEOGRAPHY + code
    return "" if "" < ended < _ODS_SINCE else _ODS_ORGANISATION + code
