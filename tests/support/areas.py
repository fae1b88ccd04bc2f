"""A small England of six cells for the tests of places and areas, with bodies whose areas change."""

from pathlib import Path

from graph.areas.places import Gazetteer, gazetteer
from graph.record import Record
from graph.record.areas.lookups import Lookups
from tests.support.tiny import Rows, tiny_record

__all__ = ["LOOKUPS", "SMALL", "places_of", "small"]

LOOKUPS = {
    "lsoa_cells.csv": b"lsoa,cell\nE01000001,00aa\nE01000002,00ab-1\nE01000003,00ab-2\nE01000009,99zz\n",
    "postcode_sectors.csv": (
        b"sector,cell,postcodes\nAA1 1,00aa,20\nAA1 2,00aa,3\nAA1 2,00ab-1,1\nAA1 3,00ab-2,5\nAA11 1,00ac,4\n"
        b"CH1 1,00ad,6\nM3 3,00ae,2\nTD15 1,00ad,2\n"
    ),
}

SMALL: Rows = {
    "kinds": [
        {"id": "ha", "label": "Health authority", "start": "1996-04-01", "end": "2002-03-31"},
        {"id": "pct", "label": "Primary care trust", "start": "2002-04-01", "end": "2013-03-31"},
        {"id": "ccg", "label": "Clinical commissioning group", "start": "2013-04-01"},
        {"id": "sha", "label": "Strategic health authority", "tier": "regional", "start": "2002-04-01"},
        {"id": "csu", "label": "Commissioning support unit"},
    ],
    "bodies": [
        {"id": "ha-all", "kind": "ha", "start": "1996-04-01", "end": "2002-03-31"},
        {"id": "pct-one", "kind": "pct", "start": "2002-04-01", "end": "2013-03-31"},
        {"id": "pct-two", "kind": "pct", "start": "2002-04-01", "end": "2013-03-31"},
        {"id": "ccg-one", "start": "2013-04-01"},
        {"id": "ccg-two", "start": "2013-04-01"},
        {"id": "ccg-three", "start": "2013-04-01"},
        {"id": "sha-all", "kind": "sha", "start": "2002-04-01", "end": "2013-03-31", "end_precision": "by"},
        {"id": "csu-none", "kind": "csu", "start": "2013-04-01"},
    ],
    "cells": [
        {"cell": "00aa", "district_code": "00AA", "district_name": "Ayton", "population": "3000"},
        {"cell": "00ab-1", "district_code": "00AB", "district_name": "Beeham", "population": "1000"},
        {"cell": "00ab-2", "district_code": "00AB", "district_name": "Beeham", "population": "500"},
        {"cell": "00ac", "district_code": "00AC", "district_name": "Ceeford", "population": "200"},
        {"cell": "00ad", "district_code": "00AD", "district_name": "Deeby", "population": "100"},
        {"cell": "00ae", "district_code": "00AE", "district_name": "Richmondshire", "population": "100"},
    ],
    "membership": [
        *(
            {"cell": cell, "body": "ha-all", "inferred": "yes", "note": "by its name"}
            for cell in ("00aa", "00ab-1", "00ab-2", "00ac", "00ad", "00ae")
        ),
        {"cell": "00aa", "body": "pct-one"},
        {"cell": "00ab-1", "body": "pct-one", "evidence": "approximate", "share": "0.600"},
        {"cell": "00ab-1", "body": "pct-two", "evidence": "approximate", "share": "0.400"},
        {"cell": "00ab-2", "body": "pct-two"},
        {"cell": "00aa", "body": "sha-all"},
        {"cell": "00ab-1", "body": "sha-all"},
        {"cell": "00ab-2", "body": "sha-all"},
        {"cell": "00aa", "body": "ccg-one", "evidence": "exact"},
        {"cell": "00ab-1", "body": "ccg-one", "evidence": "exact", "to": "2015-03-31"},
        {"cell": "00ab-1", "body": "ccg-two", "evidence": "exact", "from": "2015-04-01"},
        {"cell": "00ab-2", "body": "ccg-two", "evidence": "exact"},
    ],
    "places": [
        {"code": "00AA", "name": "Ayton", "kind": "district-1998", "end": "2009-03-31", "cells": "00aa"},
        {"code": "E06000001", "name": "Ayton", "cells": "00aa"},
        {"code": "00AB", "name": "Beeham, City of", "kind": "district-1998", "cells": "00ab-1|00ab-2"},
        {"code": "00AC", "name": "Ceeford", "kind": "district-1998", "cells": "00ac"},
        {"code": "E06000003", "name": "Ceeford", "kind": "lad-2023", "cells": "00ab-2|00ac"},
        {"code": "00AD", "name": "Richmond upon Thames", "kind": "district-1998", "cells": "00ad"},
        {"code": "00AE", "name": "Richmondshire", "kind": "district-1998", "cells": "00ae"},
    ],
}


def small(rows: Rows = SMALL) -> Record:
    """A record of the small England, with its look-ups."""
    made = tiny_record(rows)
    return Record(made.source, made.name, made.areas_file, Lookups(dict[str, bytes | Path](LOOKUPS)))


def places_of(record: Record) -> Gazetteer:
    """The places of a record."""
    return gazetteer(record)
