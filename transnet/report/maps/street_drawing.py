"""What maps over streets have in common: axes, streets by class, a scale and an arrow north."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from transnet.base.longitudes import near
from transnet.report.maps.basemap import INK
from transnet.report.maps.fonts import Lettering
from transnet.report.maps.frame import KM_PER_DEGREE, Frame
from transnet.roads.graph import RoadGraph
from transnet.roads.snapping import arc_points

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ATTRIBUTION = "© OpenStreetMap contributors (ODbL)"
# classes -> colour and width in points, quiet under the areas' edges
STREET_STROKES = (
    (("residential", "living_street", "unclassified", "road", "unknown"), "#8f8a80", 0.12),
    (("tertiary", "tertiary_link"), "#7d786e", 0.25),
    (("secondary", "secondary_link"), "#6b665d", 0.4),
    (("primary", "primary_link", "trunk", "trunk_link"), "#57534b", 0.6),
    (("motorway", "motorway_link"), "#8a3d1e", 0.9),
)
_WIDTH, _LEGEND, _TOP, _FOOT, _EDGE = 9.0, 2.4, 0.78, 0.5, 0.2  # inches


def new_axes(frame: Frame) -> Axes:
    """Return the axes of a new figure with room for a title, a legend and notes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    height = _WIDTH * frame.height_km / frame.width_km
    size = (_EDGE + _WIDTH + _LEGEND, _TOP + height + _FOOT)
    figure = Figure(figsize=size, facecolor="white")
    FigureCanvasAgg(figure)
    return figure.add_axes((_EDGE / size[0], _FOOT / size[1], _WIDTH / size[0], height / size[1]))


def draw_streets(ax: Axes, graph: RoadGraph, frame: Frame, lon: float) -> None:
    """Draw the streets in a frame by class, lines near a longitude."""
    from matplotlib.collections import LineCollection

    tails, heads = graph.tails, graph.heads
    inside = frame.contains(near(graph.lon, lon), graph.lat)
    once = (tails <= heads) | graph.oneway  # a road of both directions is drawn once
    for order, (classes, colour, width) in enumerate(STREET_STROKES):
        drawn = np.isin(graph.road_class.astype(str), classes) & once
        arcs = np.flatnonzero(drawn & (inside[tails] | inside[heads]) & ~graph.is_repeated)
        lines = polylines(graph, arcs, lon)
        ax.add_collection(
            LineCollection(lines, colors=colour, linewidths=width, zorder=2.0 + 0.1 * order),
            autolim=False,
        )


def polylines(graph: RoadGraph, arcs: npt.NDArray[np.int64], lon_beside: float) -> list[Any]:
    """Return the lines of some arcs, each float64[k, 2]."""
    lon, lat, of_line = arc_points(graph, arcs, lon_beside)
    starts = np.flatnonzero(np.diff(of_line)) + 1
    return np.split(np.column_stack((lon, lat)), starts) if len(arcs) else []


def draw_scale(ax: Axes, frame: Frame, letters: Lettering) -> None:
    """Draw a bar of a round length, about a fifth of the width, in the lower left corner."""
    wanted = frame.width_km / 5
    step = 10 ** math.floor(math.log10(wanted))
    length_km = max(each * step for each in (1, 2, 5) if each * step <= wanted)
    length = length_km / (KM_PER_DEGREE * frame.shortening)
    left = frame.west + 0.03 * (frame.east - frame.west)
    base = frame.south + 0.03 * (frame.north - frame.south)
    tick = 0.008 * (frame.north - frame.south)
    box = {"boxstyle": "round,pad=0.25", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}
    ax.text(
        left + length / 2, base + 1.8 * tick, f"{length_km:g} km", ha="center", va="bottom",
        fontsize=8.5, color=INK, family=list(letters.families), zorder=8.0, bbox=box,
    )  # fmt: skip
    ends = ([left, left, left + length, left + length], [base + tick, base, base, base + tick])
    for colour, width in (("white", 4.0), (INK, 1.4)):
        ax.plot(*ends, color=colour, linewidth=width, zorder=8.1, solid_capstyle="butt")


def draw_north(ax: Axes, letters: Lettering) -> None:
    """Draw an arrow to the north in the upper right corner."""
    box = {"boxstyle": "round,pad=0.2", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}
    ax.annotate(
        letters.pick("北", "N"), xy=(0.96, 0.975), xytext=(0.96, 0.9), xycoords="axes fraction",
        ha="center", va="center", fontsize=10, color=INK, zorder=8.0, bbox=box,
        family=list(letters.families), arrowprops={"arrowstyle": "-|>", "color": INK, "lw": 1.6},
    )  # fmt: skip
