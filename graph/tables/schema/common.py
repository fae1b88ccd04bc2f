"""Columns and ids shared by several tables.

One concept has one term in every table.
"""

from ...rdf.terms import NHS
from ..column_types import Day, Precise, ShareColumn
from ..columns import Choice, Column, Reference, References, Row, Text, Texts
from ..ids import event_id
from .derived_columns import EventKind, InEvent, Key
from .vocabularies import BASES, ENDS, EVENT_CLASSES, EXACT, GSS, LEGAL_FORMS, LINE_KINDS, ODS, SHARE_BASES, STARTS

__all__ = [
    "BODY",
    "DATE",
    "DATE_PRECISION",
    "END",
    "END_PRECISION",
    "EVENT_KIND",
    "FROM_BODY",
    "FROM_KIND",
    "INSTRUMENT",
    "LAST_SEEN",
    "LEGAL_FORM",
    "LINE_FROM",
    "LINE_KIND",
    "LINE_TO",
    "NOTE",
    "OWN_ID",
    "REASON",
    "RESTRUCTURE",
    "SOURCES",
    "START",
    "START_PRECISION",
    "SUCCESSION",
    "TO_BODY",
    "TO_KIND",
    "ends_of_rule",
    "of_id",
    "of_succession",
]

OWN_ID = Key("id", "")
LEGAL_FORM = Choice("legal_form", "nhs:legalForm", frozenset(dict(LEGAL_FORMS)), iris=LEGAL_FORMS)
SOURCES = References("sources", "dct:source", required=True)
NOTE = Text("note", "skos:note")
REASON = Text("reason", "nhs:reason")
START = Day("start", "nhs:start")
END = Day("end", "nhs:end")
START_PRECISION = Precise("start_precision", "nhs:startPrecision", "nhs:start", STARTS)
END_PRECISION = Precise("end_precision", "nhs:endPrecision", "nhs:end", ENDS)
LAST_SEEN = Day("last_seen", "nhs:lastSeen")
DATE = Day("date", "dct:date")
DATE_PRECISION = Precise("date_precision", "nhs:datePrecision", "dct:date", EXACT)
RESTRUCTURE = Reference("restructure", "dct:isPartOf")
INSTRUMENT = Reference("instrument", "nhs:instrument")
EVENT_KIND = EventKind("kind", "rdf:type", frozenset(EVENT_CLASSES), required=True, iris=tuple(EVENT_CLASSES.items()))
SUCCESSION = (
    InEvent("event_id", "nhs:inEvent"),
    Reference("from_id", "nhs:predecessor", required=True),
    Reference("to_id", "nhs:successor", required=True),
    Choice("basis", "nhs:basis", BASES, required=True),
    EVENT_KIND,
    ShareColumn("share", "nhs:share"),
    Choice("share_basis", "nhs:shareBasis", SHARE_BASES),
    SOURCES,
    NOTE,
)
BODY = (
    OWN_ID,
    Reference("kind", "org:classification", prefix=f"{NHS}kind-", required=True),
    Text("name", "skos:prefLabel"),
    Texts("alt_names", "skos:altLabel"),
    ODS,
    GSS,
    START,
    END,
    START_PRECISION,
    END_PRECISION,
    LAST_SEEN,
    LEGAL_FORM,
    Text("parent_note", "nhs:parentNote"),
    SOURCES,
    NOTE,
)
LINE_FROM = Reference("from_id", "nhs:from", required=True)
LINE_TO = Reference("to_id", "nhs:to", required=True)
LINE_KIND = Choice("kind", "nhs:lineKind", LINE_KINDS, required=True)


def ends_of_rule(end: str) -> tuple[Column, Column]:
    return Reference(f"{end}_kind", f"nhs:{end}Kind", prefix=f"{NHS}kind-"), Reference(f"{end}_body", f"nhs:{end}")


FROM_KIND, FROM_BODY = ends_of_rule("from")
TO_KIND, TO_BODY = ends_of_rule("to")


def of_id(row: Row) -> str:
    return row["id"]


def of_succession(row: Row) -> str:
    return f"{row['event_id'] or event_id(row)}--{row['from_id']}--{row['to_id']}"
