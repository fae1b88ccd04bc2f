"""Tables of changes: events, successions, rules of succession, and inferred successions.

A succession takes its kind and date from its event.
"""

from ..columns import CellError, Choice, Row
from .common import (
    DATE,
    DATE_PRECISION,
    FROM_BODY,
    FROM_KIND,
    INSTRUMENT,
    NOTE,
    OWN_ID,
    REASON,
    RESTRUCTURE,
    SOURCES,
    SUCCESSION,
    TO_BODY,
    TO_KIND,
    of_id,
    of_succession,
)
from .derived_columns import OfEvent
from .table import Table
from .vocabularies import EVENT_CLASSES

__all__ = ["TABLES"]


def of_stated_succession(row: Row) -> str:
    """Like `of_succession`, but an event is required: only inferred successions may lack one in the tables.

    Raises:
        CellError: the row names no event.
    """
    if not row["event_id"]:
        raise CellError("names no event; write the id of one in event_id, and the event itself in events.csv")
    return of_succession(row)


TABLES = (
    Table(
        "events",
        tuple(EVENT_CLASSES.values()),
        (
            OWN_ID,
            Choice("kind", "rdf:type", frozenset(EVENT_CLASSES), required=True, iris=tuple(EVENT_CLASSES.items())),
            DATE,
            DATE_PRECISION,
            RESTRUCTURE,
            INSTRUMENT,
            SOURCES,
            NOTE,
        ),
        of_id,
        evidence="stated",
    ),
    Table(
        "inferences",
        ("nhs:Succession",),
        (
            *SUCCESSION,
            REASON,
            OfEvent("date", "dct:date", DATE),
            OfEvent("date_precision", "nhs:datePrecision", DATE_PRECISION),
            OfEvent("restructure", "dct:isPartOf", RESTRUCTURE),
            OfEvent("instrument", "nhs:instrument", INSTRUMENT),
        ),
        of_succession,
        evidence="inferred",
        sort=lambda row: (row["from_id"], row["to_id"]),
    ),
    Table(
        "succession_rules",
        ("nhs:SuccessionRule",),
        (
            OWN_ID,
            FROM_KIND,
            FROM_BODY,
            TO_KIND,
            TO_BODY,
            DATE,
            DATE_PRECISION,
            Choice("kind", "nhs:changeKind", frozenset(EVENT_CLASSES), True, tuple(EVENT_CLASSES.items())),
            RESTRUCTURE,
            INSTRUMENT,
            SOURCES,
            NOTE,
        ),
        of_id,
        evidence="stated",
    ),
    Table("successions", ("nhs:Succession",), SUCCESSION, of_stated_succession, evidence="stated"),
)
