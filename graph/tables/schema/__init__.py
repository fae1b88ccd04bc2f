"""The schema of the fact tables: what each row is in the record, and the term of each column.

Read this with `data/vocabulary.ttl`. Cell formats are in `graph.tables.columns`; rules between rows are in
`graph.curate.rules`.
"""

from . import accountability, areas, bodies, changes, evidence
from .table import Table
from .vocabularies import BASES, EVENT_CLASSES, LEGAL_FORMS, LINE_KINDS, OWNER, SCHEMES, SHARE_BASES, SUBJECT, TYPE

__all__ = [
    "ALL_TABLES",
    "AREA_TABLES",
    "BASES",
    "EVENT_CLASSES",
    "LEGAL_FORMS",
    "LINE_KINDS",
    "LOOKUPS",
    "OWNER",
    "SCHEMES",
    "SHARE_BASES",
    "SUBJECT",
    "TABLES",
    "TYPE",
    "Table",
]

_ALL = (*bodies.TABLES, *changes.TABLES, *evidence.TABLES, *accountability.TABLES)

TABLES: dict[str, Table] = {table.name: table for table in sorted(_ALL, key=lambda table: table.name)}
"""Every fact table of the record itself by its name."""

AREA_TABLES: dict[str, Table] = {table.name: table for table in areas.TABLES}
"""The tables about areas by name; they are in a file of their own beside the record."""

LOOKUPS: dict[str, Table] = {table.name: table for table in areas.LOOKUPS}
"""The look-ups from small areas to cells by name; they stay plain tables."""

ALL_TABLES = TABLES | AREA_TABLES | LOOKUPS
"""All tables that a directory of them may hold."""
