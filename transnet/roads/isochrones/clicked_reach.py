"""What one reaches from a point that was clicked: areas by time, and minutes to places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transnet.base.units import FloatArray
from transnet.roads.isochrones.contours import rings_km2, rings_within
from transnet.roads.isochrones.time_field import Grid

Rings = list[FloatArray]


@dataclass(frozen=True, eq=False)
class ClickedReach:
    """What one reaches from a point.

    start      lon and lat where one meets the network; None where it's too far away
    within     minutes, ascending
    areas      for each of these polygons of rings float64[p, 2], the outer one and its holes
    km2        of each area
    place_min  float64[k], minutes to places; inf where one doesn't come
    """

    start: tuple[float, float] | None
    within: tuple[float, ...]
    areas: tuple[list[Rings], ...]
    km2: tuple[float, ...]
    place_min: FloatArray


def clicked_reach(
    start: tuple[float, float] | None,
    within: Sequence[float],
    fields: Sequence[tuple[Grid, FloatArray] | None],
    place_min: FloatArray,
) -> ClickedReach:
    """Return the reach whose areas are those of a field of minutes for each time.

    fields  a grid with float64[h, w]; None where nothing is reached
    """
    pairs = zip(fields, within, strict=True)
    areas = tuple([] if each is None else rings_within(*each, limit) for each, limit in pairs)
    return ClickedReach(start, tuple(within), areas, tuple(map(rings_km2, areas)), place_min)
