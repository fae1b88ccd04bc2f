"""A small record on real cells, so that it can be drawn: three cells of London, two outside, from 1996 to 2013."""

from tests.support.tiny import Rows

__all__ = ["LONDON"]


def _cell(cell: str, people: str, authority: str) -> dict[str, str]:
    return {"cell": cell, "population": people, "lad22_code": authority, "lad22_name": authority}


def _kind(kind: str, label: str, plural: str, start: str, end: str, **more: str) -> dict[str, str]:
    return {"id": kind, "label": label, "plural": plural, "start": start, "end": end, **more}


def _body(body: str, kind: str, start: str, end: str, **more: str) -> dict[str, str]:
    return {"id": body, "kind": kind, "name": body.replace("-", " ").title(), "start": start, "end": end, **more}


LONDON: Rows = {
    "kinds": [
        _kind("ha", "Health authority", "Health authorities", "1996-04-01", "2002-03-31"),
        _kind("pct", "Primary care trust", "Primary care trusts", "2002-04-01", "2013-03-31"),
        _kind("regional-office", "Regional office", "Regional offices", "1996-04-01", "2002-03-31", tier="regional"),
        _kind("sha", "Strategic health authority", "Strategic health authorities", "2002-04-01", "2013-03-31",
              tier="regional"),
    ],
    "bodies": [
        _body("ha-city", "ha", "1996-04-01", "2002-03-31"),
        _body("ha-far", "ha", "1996-04-01", "2002-03-31"),
        _body("office", "regional-office", "1996-04-01", "2002-03-31"),
        _body("pct-city", "pct", "2002-04-01", "2006-09-30", ods_code="5AA"),
        _body("pct-east", "pct", "2002-04-01", "2006-09-30"),
        _body("pct-part", "pct", "2002-04-01", "2006-09-30"),
        _body("pct-whole", "pct", "2006-10-01", "2013-03-31"),
        _body("pct-unknown", "pct", "2002-04-01", "2013-03-31"),
        _body("sha-one", "sha", "2002-04-01", "2013-03-31"),
    ],
    "events": [{"id": "merger", "kind": "merger", "date": "2006-10-01"}],
    "successions": [
        {"event_id": "merger", "from_id": body, "to_id": "pct-whole"} for body in ("pct-city", "pct-east", "pct-part")
    ],
    "accountability": [
        {"id": "line-city", "from_id": "pct-city", "to_id": "sha-one", "kind": "performance-management",
         "start": "2002-04-01", "end": "2006-09-30"}
    ],
    "cells": [
        _cell("00aa", "10000", "E09000001"),
        _cell("00ab", "200000", "E09000002"),
        _cell("00ac", "300000", "E09000003"),
        _cell("00bu", "400000", "E08000009"),
        _cell("26ug", "50000", "E07000240"),
    ],
    "membership": [
        *({"cell": cell, "body": "ha-city", "inferred": "yes", "note": "worked out"} for cell in ("00aa", "00ab")),
        {"cell": "00bu", "body": "ha-far"},
        *({"cell": cell, "body": "office"} for cell in ("00aa", "00ab", "00ac", "00bu", "26ug")),
        {"cell": "00aa", "body": "pct-city"},
        {"cell": "00ab", "body": "pct-east", "share": "0.600"},
        {"cell": "00ab", "body": "pct-part", "share": "0.400"},
        {"cell": "00bu", "body": "pct-city"},
        *({"cell": cell, "body": "pct-whole"} for cell in ("00aa", "00ab", "00bu")),
        *({"cell": cell, "body": "sha-one"} for cell in ("00aa", "00ab", "00ac", "00bu")),
    ],
}  # fmt: skip
"""From 2002 `pct-part` holds only the smaller part of a cell; nobody holds `00ac` and `26ug`."""
