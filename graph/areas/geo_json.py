"""Areas as GeoJSON and TopoJSON: unions of cells with what is said of them, in longitude and latitude (WGS 84).

Outer rings run anticlockwise and holes clockwise, as RFC 7946 has it; a thing without a shape has a null geometry.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from .outlines import Outlines, Point, Ring

__all__ = ["Feature", "geojson", "topojson"]

_DECIMALS: Final = 5
"""Of a degree: about a metre, which is finer than the outlines are."""


@dataclass(frozen=True, slots=True)
class Feature:
    """Something with an area: its id, the cells that it is drawn on, and its properties, of JSON's plain types."""

    id: str
    cells: tuple[str, ...]
    properties: Mapping[str, object]


def geojson(outlines: Outlines, features: Iterable[Feature], about: Mapping[str, object]) -> str:
    """A FeatureCollection; `about` are members of its own, such as where it is from."""

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
    """A Topology of one object, `areas`: each border stands in it once, also where two features share it."""
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
