"""Areas for programs that draw maps: the bodies of a day, or one body, as GeoJSON or TopoJSON.

A body that held only minor parts of shared cells has no shape. One that shares a cell is drawn on the whole cell if it
held most of it; its `parts` say so.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal, TypeAlias

from ...areas.geo_json import Feature, geojson, topojson
from ...areas.outlines import fine_outlines
from ...model.entities import Body
from ...model.partition import Areas
from .map import MapOnDay

__all__ = ["GeoForm", "area_as", "map_as"]

GeoForm: TypeAlias = Literal["geojson", "topojson"]

_ATTRIBUTION: Final = (
    "Contains public sector information licensed under the Open Government Licence v3.0. Source: Office for National "
    "Statistics. Contains OS data © Crown copyright and database right. People are those of mid-2020 on every day."
)


def map_as(form: GeoForm, found: MapOnDay, edition: str) -> str:
    """A map's bodies, one feature each."""
    features = [Feature(body.id, body.cells, row) for body, row in zip(found.bodies, found.rows(), strict=True)]
    return _written(form, features, {"day": found.day.isoformat()}, edition)


def area_as(form: GeoForm, areas: Areas, body: Body, day: date, edition: str) -> str:
    """The area of a body on a day as one feature: every cell it held, wholly or partly."""
    pieces = areas.coverage(body.id, day)
    people = sum(areas.cells[piece.cell].population * piece.share for piece in pieces)
    properties = {
        "id": body.id,
        "name": body.name_on(day),
        "kind": body.kind,
        "as_at": day.isoformat(),
        "population": round(people) if pieces else None,
        "cells": len(pieces),
        "parts": sum(piece.share < 1 for piece in pieces),
        "evidence": max(pieces, key=lambda piece: piece.evidence).evidence.label if pieces else None,
        "inferred": any(piece.inferred for piece in pieces),
    }
    feature = Feature(body.id, tuple(piece.cell for piece in pieces), properties)
    return _written(form, [feature], {"as_at": day.isoformat()}, edition)


def _written(form: GeoForm, features: list[Feature], about: Mapping[str, object], edition: str) -> str:
    write = geojson if form == "geojson" else topojson
    return write(fine_outlines(), features, {**about, "edition": edition, "attribution": _ATTRIBUTION})
