"""Small histories for tests: written by hand in a line a link, or drawn at random for laws.

    small("a > b 2013-04-01 merger", "a > c 2013-04-01 split 0.3 area inferred", bodies={"a": "2000-01-01/2013-03-31"})

A link is: predecessor > successor, its day (or `undated`), its kind, and if need be a share, a basis (else legal) and
`inferred`. Bodies that are not listed are in force from 1990 on.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from hypothesis import strategies as st

from graph.record.history import History
from graph.tables.ids import event_id
from tests.support.tiny import Rows, filled

__all__ = ["from_rows", "histories", "small"]

_SHARE = re.compile(r"[01](\.\d+)?")


def from_rows(rows: Rows) -> History:
    """A history of a few rows, each with only the columns that a test is about."""
    return History(filled(rows).__getitem__)


def small(
    *links: str,
    bodies: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    **more: Sequence[Mapping[str, str]],
) -> History:
    """A history of links; `bodies` gives the spells of some of its bodies, `names` their names, `more` other tables."""
    spells = dict(bodies or {})
    tables: dict[str, list[Mapping[str, str]]] = {"events": [], "successions": [], "inferences": []}
    for link in links:
        before, _, after, day, kind, *rest = link.split()
        for body in (before, after):
            spells.setdefault(body, "1990-01-01")
        _add_link(tables, before, after, "" if day == "undated" else day, kind, rest)
    listed = []
    for body, spell in spells.items():
        start, _, end = spell.partition("/")
        listed.append({"id": body, "name": (names or {}).get(body, body), "start": start, "end": end})
    return from_rows({**tables, **more, "bodies": listed})


def _add_link(
    tables: dict[str, list[Mapping[str, str]]], before: str, after: str, day: str, kind: str, rest: Sequence[str]
) -> None:
    share = next((word for word in rest if _SHARE.fullmatch(word)), "")
    basis = next((word for word in rest if word in ("area", "code")), "legal")
    row = {"from_id": before, "to_id": after, "basis": basis, "share": share, "kind": kind}
    if share:
        row["share_basis"] = "lsoa"
    dated = {"date": day, "date_precision": {4: "year", 7: "month"}.get(len(day), "day") if day else ""}
    dated["date"] = (day + "-01-01")[:10] if day else ""
    event = event_id({**row, **dated})
    if "inferred" in rest:
        tables["inferences"].append({**row, **dated})
        return
    if event not in {each["id"] for each in tables["events"]}:
        tables["events"].append({"id": event, "kind": kind, **dated})
    tables["successions"].append({**row, "event_id": event})


# Random histories

_DAYS = [date(2000, 4, 1), date(2004, 4, 1), date(2008, 4, 1), date(2012, 4, 1)]
_KINDS = ("merger", "replacement", "split", "partial-transfer", "boundary-change")


_DAYS_OF_KINDS = st.sampled_from(("", "", *(day.isoformat() for day in _DAYS)))


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Histories of a few bodies with splits, merges, chains, partial transfers back and forth, re-used codes, renames,
    inexact dates and accountability lines; stated shares of a body on one day never sum to more than 1.

    A change without a day may turn out to be of the same day as another, so it has no stated shares.
    """
    lives = draw(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4)), min_size=2, max_size=7))
    spells = {f"b{place}": (begins, begins + lasts) for place, (begins, lasts) in enumerate(lives)}
    tables: dict[str, list[Mapping[str, str]]] = {"events": [], "successions": [], "inferences": []}
    for place, day in enumerate(_DAYS):
        for before in (body for body, (begins, ends) in spells.items() if begins < place <= ends):
            after = [body for body, (begins, ends) in spells.items() if begins <= place < ends and body != before]
            chosen = draw(st.lists(st.sampled_from(after), unique=True, max_size=3)) if after else []
            left = 10
            when = draw(st.sampled_from((day.isoformat(), day.isoformat(), str(day.year), "")))
            for successor in chosen:
                part = draw(st.none() | st.integers(0, left)) if when else None
                left -= part or 0
                words = [] if part is None else [str(part / 10)]
                words += draw(st.sampled_from((["legal"], ["area"], ["inferred"])))
                _add_link(tables, before, successor, when, draw(st.sampled_from(_KINDS)), words)
    return from_rows(
        {
            **tables,
            "bodies": [_body(draw, body, *spell) for body, spell in spells.items()],
            "kinds": [
                {"id": kind, "start": draw(_DAYS_OF_KINDS), "end": draw(_DAYS_OF_KINDS)} for kind in ("pct", "ccg")
            ],
            "names": draw(_names(list(spells))),
            "accountability": draw(_lines(list(spells))),
        }
    )


def _day_before(place: int) -> str:
    return date.fromordinal(_DAYS[place].toordinal() - 1).isoformat() if place < len(_DAYS) else ""


def _body(draw: st.DrawFn, body: str, begins: int, ends: int) -> dict[str, str]:
    start, end = _DAYS[begins].isoformat(), _day_before(ends)
    row = {
        "id": body,
        "kind": draw(st.sampled_from(("pct", "ccg"))),
        "ods_code": draw(st.sampled_from(("", "01A", "01B"))),
        "start": start,
        "end": end,
        "start_precision": draw(st.sampled_from(("day", "day", "month", "year", "by", ""))),
        "end_precision": draw(st.sampled_from(("day", "day", "by") if end else ("", "", "unknown"))),
    }
    if not row["start_precision"]:
        row["start"] = ""
    if row["start_precision"] in ("month", "year"):
        row["start"] = f"{start[:4]}-01-01" if row["start_precision"] == "year" else f"{start[:7]}-01"
    return row


@st.composite
def _names(draw: st.DrawFn, bodies: Sequence[str]) -> list[dict[str, str]]:
    renamed = draw(st.lists(st.sampled_from(bodies), unique=True, max_size=2))
    return [
        row
        for body in renamed
        for row in (
            {"body_id": body, "name": f"{body} before", "end": _day_before(2)},
            {"body_id": body, "name": f"{body} after", "start": _DAYS[2].isoformat()},
        )
    ]


@st.composite
def _lines(draw: st.DrawFn, bodies: Sequence[str]) -> list[dict[str, str]]:
    drawn = draw(
        st.lists(
            st.tuples(
                st.sampled_from(bodies),
                st.sampled_from(bodies),
                st.sampled_from(("statutory", "oversight", "funding")),
                st.integers(0, 3),
                st.integers(1, 4),
            ),
            max_size=6,
        )
    )
    return [
        {
            "id": f"line-{place}",
            "from_id": lower,
            "to_id": upper,
            "kind": kind,
            "start": draw(st.sampled_from((_DAYS[begins].isoformat(), ""))),
            "end": (end := draw(st.sampled_from((_day_before(begins + lasts), "")))),
            "end_precision": "day" if end else draw(st.sampled_from(("", "unknown"))),
        }
        for place, (lower, upper, kind, begins, lasts) in enumerate(drawn)
        if lower != upper
    ]
