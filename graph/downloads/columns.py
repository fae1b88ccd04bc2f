"""The columns of all tidy tables; a name has the same type and meaning in every table."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

__all__ = ["COLUMNS", "ColumnMeaning", "Sort"]

Sort: TypeAlias = Literal["string", "date", "number", "integer", "boolean"]
"""The types of Frictionless and CSVW, which have the same names for these."""


@dataclass(frozen=True, slots=True)
class ColumnMeaning:
    """The meaning of a column, in whichever table. An empty cell means not known or not applicable."""

    name: str
    sort: Sort
    description: str


_BODY: Final = "Id of a body; its page is /bodies/ID"
_FROM_TO: Final = {
    "id": _BODY,
    "code": "ODS code of the day",
    "gss": "GSS code of the day",
    "name": "Name of the day",
    "kind": "Kind of body, such as pct",
}

COLUMNS: Final = {
    each.name: each
    for each in (
        ColumnMeaning("id", "string", "Id of a body; its page is /bodies/ID"),
        ColumnMeaning("body_id", "string", "The body that the row is about"),
        ColumnMeaning("kind", "string", "Kind of body, such as pct, ccg or icb; see the table kinds"),
        ColumnMeaning("label", "string", "What a kind is called"),
        ColumnMeaning("tier", "string", "Tier of the system: national, regional or local"),
        ColumnMeaning("broader", "string", "The kind that it is counted with"),
        ColumnMeaning("name", "string", "Name"),
        ColumnMeaning("name_type", "string", "legal or working, where the two differed"),
        ColumnMeaning("ods_code", "string", "Code of the Organisation Data Service: text, never a number"),
        ColumnMeaning("gss_code", "string", "Code of the Government Statistical Service"),
        ColumnMeaning("scheme", "string", "Scheme of a code: ods or gss"),
        ColumnMeaning("code", "string", "A code: text, never a number"),
        ColumnMeaning("start", "date", "First day in force, or first of the month or year that is known"),
        ColumnMeaning(
            "end", "date", "Last day in force, or last of the month or year that is known; empty if still in force"
        ),
        ColumnMeaning("start_precision", "string", "How exactly the start is known: day, month, year or by"),
        ColumnMeaning("end_precision", "string", "How exactly the end is known: day, month, year, by or unknown"),
        ColumnMeaning("last_seen", "date", "Last day on which a source still shows it, where the end is not known"),
        ColumnMeaning("event_id", "string", "Id of the change"),
        ColumnMeaning("date", "date", "Day of the change: the first day of those that follow"),
        ColumnMeaning("date_precision", "string", "How exactly the day is known"),
        ColumnMeaning("change", "string", "merger, split, replacement, rename, partial-transfer or boundary-change"),
        ColumnMeaning("basis", "string", "What makes it a successor: legal, area or code; several with | between"),
        ColumnMeaning("share", "number", "Part of the earlier body, 0 to 1; empty where it is a span or not known"),
        ColumnMeaning("share_low", "number", "The least that it can be"),
        ColumnMeaning("share_high", "number", "The most that it can be"),
        ColumnMeaning(
            "share_basis", "string", "What the share counts: people, postcodes, lsoas, population, gp-practices"
        ),
        ColumnMeaning("stated_share", "number", "What a source says of the links between the two"),
        ColumnMeaning("status", "string", "same, renamed, merged, split, unknown-share or no-successor"),
        ColumnMeaning("path", "string", "Bodies and changes on the way, with > between; several with | between"),
        ColumnMeaning("evidence", "string", "exact, derived or approximate by area; stated by a source; or inferred"),
        ColumnMeaning("note", "string", "What a reader should know"),
        ColumnMeaning("sources", "string", "Keys of the sources, with | between; each has its page at /sources/KEY"),
        ColumnMeaning("cell", "string", "Id of a piece of England: whole 2011 LSOAs that stayed together since 1998"),
        ColumnMeaning("population", "integer", "People, mid-2020"),
        ColumnMeaning("postcodes", "integer", "Postcodes in it"),
        ColumnMeaning("lsoas", "integer", "2011 LSOAs in it"),
        ColumnMeaning("lsoa", "string", "GSS code of a lower layer super output area of 2011"),
        ColumnMeaning("sector", "string", "Postcode sector, such as M33 4"),
        ColumnMeaning(
            "cell_share", "number", "Part of the cell that the body held, 0 to 1; empty where it is not known"
        ),
        *(
            ColumnMeaning(f"{end}_{part}", "string", f"{description}, of the {which} day")
            for end, which in (("from", "first"), ("to", "second"))
            for part, description in _FROM_TO.items()
        ),
    )
}
"""By name."""
