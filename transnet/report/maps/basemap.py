"""What every map shows: roads, rail, airports, seats, a scale; quiet under the message."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from transnet.base.longitudes import near
from transnet.base.units import UNREACHABLE_MS
from transnet.io.outlines import county_outlines
from transnet.model.network import Network
from transnet.model.road_join import replaced_roads
from transnet.report.maps.changed_rows import Changes
from transnet.report.maps.fonts import Lettering
from transnet.report.maps.frame import KM_PER_DEGREE, Frame
from transnet.roads.snapping import arc_points

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PAPER, INK, MUTED = "#faf8f3", "#2b2b2b", "#6d6a64"
PEOPLE, OPENED, CLOSED = "#b8722c", "#c4122f", "#7a7a7a"
OUTLINE = "#a39b8b"
RAIL, METRO, PLANNED = "#2f3e55", "#7d4f96", "#8a93a3"
HIGH_SPEED_KMH = 200.0
_ROUND = (1, 2, 5)

# road class -> colour, width in points
ROADS = {
    "motorway": ("#b9ab95", 1.1),
    "trunk": ("#c9c1b3", 0.6),
    "primary": ("#d6d0c5", 0.45),
    "urban": ("#d6d0c5", 0.45),
}
Segments = list[list[tuple[float, float]]]


def set_frame(ax: Axes, frame: Frame) -> None:
    """Fix the box, the true proportions and the background of a map."""
    ax.set_xlim(frame.west, frame.east)
    ax.set_ylim(frame.south, frame.north)
    ax.set_aspect(1.0 / frame.shortening)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_facecolor(PAPER)
    for spine in ax.spines.values():
        spine.set_color("#c9c4b8")
        spine.set_linewidth(0.8)


def draw_roads(ax: Axes, network: Network, frame: Frame) -> None:
    """Draw the open roads as thin straight lines between their nodes, wider by class.

    Of a road layer, motorways, trunk and primary roads are drawn as they run.
    """
    for road_class in reversed(ROADS):
        colour, width = ROADS[road_class]
        own = _roads_of(network, road_class, frame)
        _lines(ax, own, color=colour, linewidth=width, zorder=2.0)


def _roads_of(network: Network, road_class: str, frame: Frame) -> Segments:
    is_open = network.open_rows("roads") & ~replaced_roads(network)
    rows = np.flatnonzero(is_open & (network["roads"]["road_class"] == road_class).to_numpy())
    lines = road_lines(network)
    return [lines[row] for row in rows] + street_lines(network, road_class, frame.middle_lon)


def drawn_kinds(network: Network, frame: Frame) -> frozenset[str]:
    """Return what of a base map is drawn at all: kinds of rail, motorway, other_roads, airport."""
    kinds = {name for name, rows in rail_kinds(network).items() if len(rows)}
    for road_class in ROADS:
        kind = "motorway" if road_class == "motorway" else "other_roads"
        if kind not in kinds and _roads_of(network, road_class, frame):
            kinds.add(kind)
    if len(_shown_airports(network, frame)):
        kinds.add("airport")
    return frozenset(kinds)


def draw_outlines(ax: Axes, network: Network, frame: Frame) -> None:
    """Draw the outlines of counties as fine lines, where the package that has them is installed."""
    import shapely

    outlines = county_outlines(network)
    if outlines is None:
        return
    rings: Segments = []
    for shape in outlines.shapes.values():
        for line in shapely.get_parts(shapely.boundary(shape)):
            lon, lat = shapely.get_coordinates(line).T
            beside = near(lon, frame.middle_lon)
            rings.append(list(zip(beside.tolist(), lat.tolist(), strict=True)))
    _lines(ax, rings, color=OUTLINE, linewidth=0.5, linestyle=(0, (4, 1.5, 1, 1.5)), zorder=1.8)


def draw_rail(ax: Axes, network: Network) -> None:
    """Draw rail by kind: high-speed strong, conventional as a ladder, metro, planned dashed."""
    lines = track_lines(network)
    for name, rows in rail_kinds(network).items():
        own = [lines[row] for row in rows]
        if name == "planned":
            _lines(ax, own, color=PLANNED, linewidth=0.9, linestyle=(0, (2.5, 2.5)), zorder=3.0)
        elif name == "metro":
            _lines(ax, own, color=METRO, linewidth=0.8, zorder=3.1)
        elif name == "conventional":
            _lines(ax, own, color=RAIL, linewidth=1.0, zorder=3.2)
            _lines(ax, own, color="white", linewidth=0.5, linestyle=(0, (5, 5)), zorder=3.3)
        else:
            _lines(ax, own, color="white", linewidth=3.0, zorder=3.4)
            _lines(ax, own, color=RAIL, linewidth=1.8, zorder=3.5)


def rail_kinds(network: Network) -> dict[str, np.ndarray[tuple[int], np.dtype[np.intp]]]:
    """Return row numbers of tracks by how they are drawn: planned, metro, conventional, emu."""
    tracks = network["tracks"]
    is_open = network.open_rows("tracks")
    metro = (tracks["traffic"] == "metro").to_numpy()
    fast = (tracks["traffic"] == "passenger").to_numpy() & (
        tracks["design_speed_kmh"].to_numpy() >= HIGH_SPEED_KMH
    )
    coming = ~is_open & tracks["status"].isin(["planned", "building"]).to_numpy() & ~metro
    masks = {
        "planned": coming,
        "metro": is_open & metro,
        "conventional": is_open & ~metro & ~fast,
        "emu": is_open & fast,
    }
    return {name: np.flatnonzero(mask) for name, mask in masks.items()}


def draw_changes(ax: Axes, network: Network, changes: Changes) -> None:
    """Draw what a scenario opened, altered and closed, over everything else."""
    for table, make in (("roads", road_lines), ("tracks", track_lines)):
        lines = make(network)
        for rows, colour, style in (
            (changes.rows(network, table, changes.opened), OPENED, "-"),
            (changes.rows(network, table, changes.altered), OPENED, (0, (4, 1.5))),
            (changes.rows(network, table, changes.closed), CLOSED, (0, (1, 1.5))),
        ):
            own = [lines[row] for row in rows]
            _lines(ax, own, color="white", linewidth=4.6, zorder=4.0)
            _lines(ax, own, color=colour, linewidth=2.6, linestyle=style, zorder=4.1)


def changed_lines(network: Network, changes: Changes) -> Segments:
    """Return the lines that `draw_changes` draws."""
    touched = changes.opened | changes.closed | changes.altered
    roads, tracks = road_lines(network), track_lines(network)
    return [roads[row] for row in changes.rows(network, "roads", touched)] + [
        tracks[row] for row in changes.rows(network, "tracks", touched)
    ]


def seat_points(network: Network) -> Segments:
    """Return the cluster's seats, each as a line of one point."""
    inside = cluster_places(network)
    return [[point] for point in zip(inside["lon"], inside["lat"], strict=True)]


def draw_stops(ax: Axes, network: Network, changes: Changes) -> None:
    """Mark the ends and stops of high-speed and newly opened lines with small rings."""
    tracks, stations = network["tracks"], network["stations"].set_index("station_id")
    opened = changes.rows(network, "tracks", changes.opened)
    for rows, colour, size in ((rail_kinds(network)["emu"], RAIL, 7), (opened, OPENED, 13)):
        ends = tracks.iloc[rows][["from_station", "to_station"]].to_numpy().ravel()
        points = stations.loc[sorted(set(ends))]
        ax.scatter(
            points["lon"], points["lat"], s=size, c="white", edgecolors=colour, linewidths=0.8,
            zorder=4.5,
        )  # fmt: skip


def draw_seats(
    ax: Axes, network: Network, *, unit_people: float, colours: Mapping[str, str] | None = None
) -> None:
    """Draw the county seats as circles whose area is proportional to residents.

    unit_people  residents that a circle of one square point stands for
    colours      place id -> fill; all alike without it
    """
    inside = cluster_places(network)
    fill = [PEOPLE if colours is None else colours[place] for place in inside["place_id"]]
    ax.scatter(
        inside["lon"], inside["lat"], s=inside["population"] / unit_people, c=fill,
        alpha=0.55 if colours is None else 0.85,
        edgecolors="white" if colours is None else "#6f7f63", linewidths=0.7, zorder=5.0,
    )  # fmt: skip
    ax.scatter(inside["lon"], inside["lat"], s=2.5, c=INK, linewidths=0, zorder=5.1)


def draw_outside(ax: Axes, network: Network, frame: Frame) -> None:
    """Mark the places outside the cluster that lie in the frame with small squares."""
    places = network["places"]
    shown = places[
        (places["kind"] == "external").to_numpy()
        & frame.contains(places["lon"].to_numpy(), places["lat"].to_numpy())
    ]
    ax.scatter(shown["lon"], shown["lat"], s=7, c=MUTED, marker="s", linewidths=0, zorder=5.0)


def _shown_airports(network: Network, frame: Frame) -> pd.DataFrame:
    airports = network["airports"]
    shown = airports[network.open_rows("airports") & (airports["kind"] == "passenger").to_numpy()]
    return shown[frame.contains(shown["lon"].to_numpy(), shown["lat"].to_numpy())]


def draw_airports(ax: Axes, network: Network, frame: Frame) -> None:
    """Mark open passenger airports with a small triangle."""
    shown = _shown_airports(network, frame)
    ax.scatter(
        shown["lon"], shown["lat"], s=26, c=INK, marker="^", edgecolors="white", linewidths=0.6,
        zorder=5.2,
    )  # fmt: skip


def draw_scale(ax: Axes, frame: Frame, letters: Lettering) -> None:
    """Draw a scale bar at the lower left, true at mid-latitude, and an arrow to the north."""
    from matplotlib.patheffects import withStroke

    bar, _, arrow = scale_corner(frame)
    (left, base), (right, _) = bar
    halo = [withStroke(linewidth=2.4, foreground="white")]
    tick = 0.006 * (frame.north - frame.south)
    ax.plot(
        [left, left, right, right], [base + tick, base, base, base + tick], color=INK,
        linewidth=1.1, zorder=8.0, path_effects=halo, solid_capstyle="butt",
    )  # fmt: skip
    km = scale_km(frame)
    length = letters.short(f"{km:g}公里", f"{km:g} km")
    ax.text(
        (left + right) / 2, base + 1.6 * tick, length, ha="center", va="bottom", fontsize=7.5,
        color=INK, family=list(letters.families), zorder=8.0, path_effects=halo,
    )  # fmt: skip

    (_, foot), (at, tip) = arrow
    ax.annotate(
        "", xy=(at, tip), xytext=(at, foot), zorder=8.0,
        arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 1.1, "shrinkA": 0, "shrinkB": 0,
                    "mutation_scale": 9, "path_effects": halo},
    )  # fmt: skip
    ax.annotate(
        letters.short("北", "N"), (at, tip), xytext=(0, 1), textcoords="offset points", ha="center",
        va="bottom", fontsize=7.5, color=INK, family=list(letters.families), zorder=8.0,
        path_effects=halo,
    )  # fmt: skip


def scale_km(frame: Frame) -> float:
    """Return the length of a scale bar: round, and up to a fifth of the width."""
    step = 10.0 ** math.floor(math.log10(frame.width_km / 5))
    return max(each * step for each in _ROUND if each * step <= frame.width_km / 5)


def scale_corner(frame: Frame) -> Segments:
    """Return the scale bar as a line, one through the text above it, and the arrow to the north."""
    length = scale_km(frame) / (KM_PER_DEGREE * frame.shortening)
    left = frame.west + 0.025 * (frame.east - frame.west)
    base = frame.south + 0.03 * (frame.north - frame.south)
    above = base + 0.02 * (frame.north - frame.south)
    lines = [[(left, height), (left + length, height)] for height in (base, above)]
    east = left + length + 0.02 * (frame.east - frame.west)
    return [*lines, [(east, base), (east, base + 0.04 * (frame.north - frame.south))]]


def cluster_places(network: Network) -> pd.DataFrame:
    """Return the rows of places that are counties of the cluster, most people first."""
    places = network["places"]
    return places[places["kind"] != "external"].sort_values(
        "population", ascending=False, kind="stable"
    )


def road_lines(network: Network) -> Segments:
    """Return each road as a straight line between its nodes, in row order."""
    nodes = network["nodes"].set_index("node_id")
    return _ends(nodes, network["roads"]["from_node"], network["roads"]["to_node"])


def street_lines(network: Network, road_class: str, beside: float) -> Segments:
    """Return the streets of a road layer that take a class's speed; none for the urban class.

    beside  longitude that they begin within half a turn of
    """
    layer = network.road_layer
    if layer is None or road_class == "urban":
        return []
    graph = layer.streets
    drawn = (graph.tails <= graph.heads) | graph.oneway
    drawn &= graph.time_ms != UNREACHABLE_MS
    arcs = np.flatnonzero((layer.speed_classes == road_class) & drawn)
    lon, lat, of_line = arc_points(graph, arcs, beside)
    points = list(zip(lon.tolist(), lat.tolist(), strict=True))
    starts = np.searchsorted(of_line, np.arange(len(arcs) + 1)).tolist()
    return [points[start:end] for start, end in pairwise(starts)]


def track_lines(network: Network) -> Segments:
    """Return each track as a straight line between its stations, in row order."""
    stations = network["stations"].set_index("station_id")
    return _ends(stations, network["tracks"]["from_station"], network["tracks"]["to_station"])


def _ends(points: pd.DataFrame, tails: pd.Series[str], heads: pd.Series[str]) -> Segments:
    lon_lat = zip(points["lon"].tolist(), points["lat"].tolist(), strict=True)
    at = dict(zip(points.index.tolist(), lon_lat, strict=True))
    return [[at[a], at[b]] for a, b in zip(tails.tolist(), heads.tolist(), strict=True)]


def _lines(ax: Axes, segments: Segments, **style: Any) -> None:
    """Draw segments as one line with gaps: a path each would swell a drawing and slow it."""
    if segments:
        from matplotlib.lines import Line2D

        gap = [(math.nan, math.nan)]
        lon, lat = zip(
            *itertools.chain.from_iterable([*part, *gap] for part in segments), strict=True
        )
        ax.add_line(Line2D(lon, lat, solid_capstyle="round", dash_capstyle="round", **style))
