"""The tables of areas as statements: those of each row, and the places that several rows tell of together.

One place is what codes of one name and the same cells are of: the district of 1998 and the authority of today.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode

from ..errors import BadTables, Finding
from ..rdf.terms import ID, expand
from ..rdf.turtle import Triple
from .area_columns import CODE_OF
from .columns import Row
from .encode import Tables, row_statements
from .schema import AREA_TABLES, LOOKUPS, TYPE
from .schema.areas import CELL, PLACE
from .schema.table import slug

__all__ = ["check_lookups", "place_ids", "to_areas"]

_STATISTICAL_GEOGRAPHY: Final = "http://statistics.data.gov.uk/id/statistical-geography/"
"""Where the Office for National Statistics has the areas of its codes as linked data."""


def to_areas(tables: Tables) -> list[Triple]:
    """The statements of the tables of areas.

    Raises:
        BadTables: cells that their column cannot hold, two rows about one thing, or two places of one name and year.
    """
    return [*row_statements(tables, AREA_TABLES), *_places(tables["places"])]


def check_lookups(tables: Tables) -> None:
    """Looks at the cells of the look-ups.

    Raises:
        BadTables: cells that their column cannot hold, or two rows about one thing; each is named.
    """
    row_statements(tables, LOOKUPS)


def place_ids(rows: Iterable[Row]) -> Mapping[str, str]:
    """The id of the place that each code is of, by the code.

    A place is called by its name. Where several have one name, the one with the latest borders is; the others have
    the year of theirs behind it, as in `place-somerset-1998`.

    Raises:
        BadTables: two places of one year have one name.
    """
    named: dict[str, dict[tuple[str, str], list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        named[slug(row["name"])][row["name"], row["cells"]].append(row)
    ids: dict[str, str] = {}
    for name, places in named.items():
        by_year: dict[str, list[Row]] = {}
        for (called, _), codes in places.items():
            year = max(_year(row) for row in codes)
            if year in by_year:
                told = f"is one of two places called {called} in {year}; tell them apart by name"
                raise BadTables([Finding(f"places.csv, code {codes[0]['code']}", "place-twice", told)])
            by_year[year] = codes
        for year, codes in by_year.items():
            place = f"place-{name}" if year == max(by_year) else f"place-{name}-{year}"
            ids.update((row["code"], place) for row in codes)
    return ids


def _year(row: Row) -> str:
    return row["kind"].rpartition("-")[2]


def _places(rows: Iterable[Row]) -> Iterator[Triple]:
    """Each place with its name, its cells and its codes, and which place each code is of."""
    rows = tuple(rows)
    ids = place_ids(rows)
    notation = AREA_TABLES["places"].column("code")
    for row in rows:
        place = NamedNode(ID + ids[row["code"]])
        code = NamedNode(AREA_TABLES["places"].prefix + AREA_TABLES["places"].identify(row))
        yield Triple(code, NamedNode(expand(CODE_OF)), place)
        yield Triple(place, NamedNode(TYPE), NamedNode(expand(PLACE)))
        yield Triple(place, NamedNode(expand("skos:prefLabel")), Literal(row["name"]))
        yield Triple(place, NamedNode(expand("skos:notation")), notation.to_term(row["code"]))
        for cell in row["cells"].split("|"):
            yield Triple(place, NamedNode(expand("nhs:cell")), NamedNode(CELL + cell))
        if row["code"].startswith("E"):
            same = NamedNode(_STATISTICAL_GEOGRAPHY + row["code"])
            yield Triple(place, NamedNode(expand("skos:exactMatch")), same)
