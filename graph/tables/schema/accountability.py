"""Tables about accountability: lines between bodies, rules between kinds, and lines that were inferred.

Rules say which kind of body answered to which.
"""

from .common import (
    END,
    END_PRECISION,
    FROM_BODY,
    FROM_KIND,
    LAST_SEEN,
    LINE_FROM,
    LINE_KIND,
    LINE_TO,
    NOTE,
    OWN_ID,
    REASON,
    RESTRUCTURE,
    SOURCES,
    START,
    START_PRECISION,
    TO_BODY,
    TO_KIND,
    of_id,
)
from .table import Table

__all__ = ["TABLES"]

_LINE = (
    OWN_ID,
    LINE_FROM,
    LINE_TO,
    LINE_KIND,
    START,
    END,
    SOURCES,
    NOTE,
    START_PRECISION,
    END_PRECISION,
)
"""What a stated and an inferred line have in common."""

TABLES = (
    Table(
        "accountability",
        ("nhs:AccountabilityLine",),
        (*_LINE, LAST_SEEN, RESTRUCTURE),
        of_id,
        evidence="stated",
    ),
    Table(
        "accountability_rules",
        ("nhs:AccountabilityRule",),
        (
            OWN_ID,
            FROM_KIND,
            TO_KIND,
            LINE_KIND,
            START,
            END,
            SOURCES,
            NOTE,
            FROM_BODY,
            TO_BODY,
            START_PRECISION,
            END_PRECISION,
            RESTRUCTURE,
        ),
        of_id,
        evidence="stated",
    ),
    Table(
        "inferences_accountability",
        ("nhs:AccountabilityLine",),
        (*_LINE, REASON, LAST_SEEN, RESTRUCTURE),
        of_id,
        evidence="inferred",
    ),
)
