"""The layers of a map, from the ground up: fills, network, names, title, sources."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from transnet.base.units import FloatArray
from transnet.io.outlines import county_outlines
from transnet.model.network import Network
from transnet.report.maps import basemap
from transnet.report.maps.changed_rows import Changes
from transnet.report.maps.fonts import Lettering
from transnet.report.maps.frame import Frame
from transnet.report.maps.grid import Reach
from transnet.report.maps.labels import boxes_along, place_labels, place_pointers
from transnet.report.maps.legend import LARGEST_CIRCLE
from transnet.report.maps.name_labels import outside_labels, outside_pointers, seat_labels
from transnet.report.words.words import Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HOUR_MIN = 60.0
HOUR_INK = "#0b5563"
FAR_MIN = 1.0e5
_OFF_NETWORK_KM = 30.0


@dataclass(frozen=True)
class Scene:
    """What a map shows: a network at its day, what changed in it, where, and in which letters."""

    network: Network
    changes: Changes
    frame: Frame
    letters: Lettering


def unit_people(network: Network) -> float:
    """Return the residents that a circle of one square point stands for on maps of a network.

    The largest circle that is explained stands for a round number, which the largest place exceeds.
    """
    most = float(basemap.cluster_places(network)["population"].max())
    if not most >= 10.0:
        return 10.0 / LARGEST_CIRCLE
    power = 10.0 ** math.floor(math.log10(most))
    return max(each * power for each in (1, 2, 5) if each * power <= most) / LARGEST_CIRCLE


def paint_network(ax: Axes, scene: Scene, *, seats: Mapping[str, str] | None = None) -> None:
    """Draw roads, rail, changes, stops, airports, seats, scale and sources.

    seats  place id -> colour of its circle
    """
    network, frame = scene.network, scene.frame
    basemap.set_frame(ax, frame)
    basemap.draw_outlines(ax, network, frame)
    basemap.draw_roads(ax, network, frame)
    basemap.draw_rail(ax, network)
    basemap.draw_changes(ax, network, scene.changes)
    basemap.draw_stops(ax, network, scene.changes)
    basemap.draw_airports(ax, network, frame)
    basemap.draw_outside(ax, network, frame)
    basemap.draw_seats(ax, network, unit_people=unit_people(network), colours=seats)
    basemap.draw_scale(ax, frame, scene.letters)
    draw_sources(ax, network, scene.letters)


def paint_names(
    ax: Axes,
    scene: Scene,
    minutes: Mapping[str, float] | None = None,
    notes: Mapping[str, str] | None = None,
) -> None:
    """Write names clear of each other, of the seats and of what changed.

    minutes  place id -> minutes from the core, for arrows to main cities beyond the frame
    notes    place id -> what stands after a county's name
    """
    network, frame, letters = scene.network, scene.frame, scene.letters
    pointers = outside_pointers(network, frame, letters, minutes or {})
    taken = boxes_along(ax, basemap.seat_points(network), 3.0)
    taken += boxes_along(ax, basemap.scale_corner(frame), 6.0)
    taken += place_pointers(ax, pointers, letters.families, taken=taken)
    taken += boxes_along(ax, basemap.changed_lines(network, scene.changes), 4.0)
    labels = seat_labels(network, letters, unit_people(network), notes or {}) + outside_labels(
        network, frame, letters
    )
    place_labels(ax, labels, letters.families, taken=taken)


def hour_line(ax: Axes, reach: Reach, *, dashed: bool = False) -> None:
    """Draw the line that is an hour away; nothing where all is nearer or all is further."""
    minutes = np.minimum(reach.minutes, FAR_MIN)
    if not minutes.min() < HOUR_MIN < minutes.max():
        return
    ax.contour(
        reach.lon, reach.lat, minutes, levels=[HOUR_MIN], colors=[HOUR_INK],
        linewidths=1.2 if dashed else 1.8, linestyles=[(0, (3, 2)) if dashed else "solid"],
        zorder=3.8,
    )  # fmt: skip


def fill(
    ax: Axes, reach: Reach, values: FloatArray, levels: Sequence[float], colours: Sequence[str]
) -> None:
    """Fill between levels, but only near the network: further off the model says nothing."""
    bands = ax.contourf(
        reach.lon, reach.lat, np.minimum(values, FAR_MIN), levels=levels, colors=colours, zorder=1.0
    )  # fmt: skip
    known = ax.contourf(
        reach.lon, reach.lat, reach.off_network_km, levels=(-1.0, _OFF_NETWORK_KM), colors="none"
    )
    bands.set_clip_path(known.get_paths()[0], ax.transData)
    known.remove()


def draw_title(ax: Axes, title: Text, subtitle: Text, letters: Lettering) -> None:
    """Write title and subtitle above the axes, in both languages Chinese before English."""
    for text, size, colour, height in (
        (title, 15.0, basemap.INK, 26),
        (subtitle, 8.8, basemap.MUTED, 9),
    ):
        told = text.en if text.zh == text.en else letters.pick(text.zh, text.en, "  ")
        ax.annotate(
            told.replace("’", "'"), (0, 1), xycoords="axes fraction", xytext=(0, height),
            textcoords="offset points", va="bottom", ha="left", fontsize=size, color=colour,
            fontweight="bold" if size > 10 else "normal", family=list(letters.families),
        )  # fmt: skip


def draw_sources(ax: Axes, network: Network, letters: Lettering) -> None:
    """Write below the axes what was drawn from, with the attribution OpenStreetMap asks for."""
    info = network.info
    name = letters.pick(f"网络：{info.name_zh}", f"Network: {info.name_en}")
    parts = [f"{name}{letters.short('，', ', ')}{network.when}"]
    parts.append(letters.pick("线路按站点连直线", "lines run straight between their nodes"))
    if network["stations"]["source"].str.contains("OSM|OpenStreetMap").any():
        parts.append(
            letters.short("© OpenStreetMap 贡献者（ODbL）", "© OpenStreetMap contributors (ODbL)")
        )
    lines = [letters.short("；", "; ").join(parts)]
    if outlines := county_outlines(network):
        lines.append(letters.short(outlines.source_zh, outlines.source_en))
    ax.annotate(
        "\n".join(lines), (0, 0), xycoords="axes fraction", xytext=(0, -7),
        textcoords="offset points", va="top", ha="left", fontsize=6.8, color=basemap.MUTED,
        family=list(letters.families),
    )  # fmt: skip
