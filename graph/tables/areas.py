"""The area tables as statements: those of each row, and places assembled from several rows.

Codes with the same name and cells belong to one place: the district of 1998 and the authority of today.
"""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode

from ..rdf.elsewhere import STATISTICAL_GEOGRAPHY
from ..rdf.terms import ID, expand
from ..rdf.turtle import Triple
from .area_columns import CODE_OF
from .columns import Row
from .encode import Tables, row_statements
from .ids import place_ids
from .schema import AREA_TABLES, LOOKUPS, TYPE
from .schema.areas import CELL, PLACE

__all__ = ["check_lookups", "to_areas"]


def to_areas(tables: Tables) -> list[Triple]:
    """The statements of the area tables.

    Raises:
        BadTables: invalid cells, duplicate rows, or two places of one name and year.
    """
    return [*row_statements(tables, AREA_TABLES), *_places(tables["places"])]


def check_lookups(tables: Tables) -> None:
    """Validates the cells of the look-ups.

    Raises:
        BadTables: invalid cells or duplicate rows; each is named.
    """
    row_statements(tables, LOOKUPS)


def _places(rows: Iterable[Row]) -> Iterator[Triple]:
    """Each place with its name, cells and codes, and the place of each code."""
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
            same = NamedNode(STATISTICAL_GEOGRAPHY + row["code"])
            yield Triple(place, NamedNode(expand("skos:exactMatch")), same)
