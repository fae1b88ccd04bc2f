"""GeoJSON and TopoJSON for unions of cells with properties, in longitude and latitude (WGS 84).

Outer rings run anticlockwise and holes clockwise, as RFC 7946 requires; a feature without a shape has a null geometry.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from .outlines import Outlines, Point, Ring

__all__ = ["Feature", "geojson", "topojson"]

_DECIMALS: Final = 5
"""Of a degree: about a metre, which is finer than the outlines are."""


class Feature(Struct, frozen=True):
    """A feature: its id, the cells it is drawn on, and its properties (plain JSON types)."""

    id: str
    cells: tuple[str, ...]
    properties: Mapping[str, object]


def geojson(outlines: Outlines, features: Iterable[Feature], about: Mapping[str, object]) -> str:
    """A FeatureCollection; `about` holds extra top-level members, such as the source."""

    def coordinates(ring: Ring) -> list[list[float]]:
        (east, north), (x, y) = outlines.scale, outlines.origin
        return [
            [round(x + step[0] * east, _DECIMALS), round(y + step[1] * north, _DECIMALS)]
            for step in reversed(outlines.line(ring))
        ]

    return _text(
        {
            "type": "FeatureCollection",
            **about,
            "features": [
                {
                    "type": "Feature",
                    "id": feature.id,
                    "properties": dict(feature.properties),
                    "geometry": _geometry(
                        "coordinates",
                        [[coordinates(ring) for ring in each] for each in outlines.polygons(feature.cells)],
                    ),
                }
                for feature in features
            ],
        }
    )


def topojson(outlines: Outlines, features: Iterable[Feature], about: Mapping[str, object]) -> str:
    """A Topology with one object, `areas`; each border is stored once even where two features share it."""
    numbers: dict[int, int] = {}

    def numbered(arc: int) -> int:
        forward = arc if arc >= 0 else ~arc
        number = numbers.setdefault(forward, len(numbers))
        return number if arc >= 0 else ~number

    def backwards(ring: Ring) -> list[int]:
        return [numbered(~arc) for arc in reversed(ring)]

    geometries = []
    for feature in features:
        geometry = _geometry("arcs", [[backwards(ring) for ring in each] for each in outlines.polygons(feature.cells)])
        geometries.append(
            {"id": feature.id, "properties": dict(feature.properties), **(geometry or {"type": None, "arcs": []})}
        )
    return _text(
        {
            "type": "Topology",
            **about,
            "transform": {"scale": list(outlines.scale), "translate": list(outlines.origin)},
            "objects": {"areas": {"type": "GeometryCollection", "geometries": geometries}},
            "arcs": [_steps(outlines.arcs[arc]) for arc in numbers],
        }
    )


def _geometry(member: str, polygons: Sequence[Any]) -> dict[str, object] | None:
    if not polygons:
        return None
    several = len(polygons) > 1
    return {"type": "MultiPolygon" if several else "Polygon", member: polygons if several else polygons[0]}


def _steps(points: Sequence[Point]) -> list[list[int]]:
    before = ((0, 0), *points[:-1])
    return [[x - x0, y - y0] for (x, y), (x0, y0) in zip(points, before, strict=True)]


def _text(document: Mapping[str, object]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"
