"""Conversion from longitude and latitude to the National Grid of Great Britain, used to draw maps.

Transverse Mercator projection by Krüger's series on the Airy ellipsoid. The datum shift from WGS 84 is skipped, so
every point is up to 130 m from its true grid reference, all in the same direction locally.
"""

from math import asinh, atan, atanh, cos, cosh, radians, sin, sinh, sqrt, tan
from typing import Final

__all__ = ["national_grid"]

_MAJOR: Final = 6_377_563.396
"""Airy 1830: half the long axis in metres (Ordnance Survey, A guide to coordinate systems in Great Britain)."""
_MINOR: Final = 6_356_256.909
_SCALE: Final = 0.9996012717
_TRUE_LATITUDE: Final = radians(49)
_TRUE_LONGITUDE: Final = radians(-2)
_TRUE_EAST: Final = 400_000.0
_TRUE_NORTH: Final = -100_000.0

_N: Final = (_MAJOR - _MINOR) / (_MAJOR + _MINOR)
_ECCENTRICITY: Final = sqrt(1 - (_MINOR / _MAJOR) ** 2)
_RADIUS: Final = _SCALE * _MAJOR / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_SERIES: Final = (
    _N / 2 - 2 * _N**2 / 3 + 5 * _N**3 / 16,
    13 * _N**2 / 48 - 3 * _N**3 / 5,
    61 * _N**3 / 240,
)


def _conformal(latitude: float, east: float) -> tuple[float, float]:
    """Metres east and north of the equator at the true meridian; `east` is the longitude relative to it, in radians."""
    slope = tan(latitude)
    stretch = sinh(_ECCENTRICITY * atanh(_ECCENTRICITY * slope / sqrt(1 + slope * slope)))
    slope = slope * sqrt(1 + stretch * stretch) - stretch * sqrt(1 + slope * slope)
    north = atan(slope / cos(east))
    across = asinh(sin(east) / sqrt(slope * slope + cos(east) ** 2))
    x, y = across, north
    for order, factor in enumerate(_SERIES, 1):
        x += factor * cos(2 * order * north) * sinh(2 * order * across)
        y += factor * sin(2 * order * north) * cosh(2 * order * across)
    return _RADIUS * x, _RADIUS * y


_ORIGIN: Final = _conformal(_TRUE_LATITUDE, 0.0)[1]


def national_grid(longitude: float, latitude: float) -> tuple[float, float]:
    """Easting and northing in metres of a point in degrees."""
    x, y = _conformal(radians(latitude), radians(longitude) - _TRUE_LONGITUDE)
    return _TRUE_EAST + x, _TRUE_NORTH + y - _ORIGIN
