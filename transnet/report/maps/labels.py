"""Names on a map, placed so that they don't cover each other."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Direction from the point to its label; the first that is free is taken.
_DIRECTIONS = (
    (1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0),
    (0.75, 0.75), (0.75, -0.75), (-0.75, 0.75), (-0.75, -0.75),
    (1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0),
)  # fmt: skip
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Label:
    """A name at a point: degrees, text, size in points, and how far from the point it stands.

    must  drawn even where it covers something; others are left out when there is no room
    """

    lon: float
    lat: float
    text: str
    size: float
    gap: float
    colour: str
    bold: bool = False
    must: bool = False


@dataclass(frozen=True)
class Pointer:
    """A place beyond the frame, in degrees, and what the arrow towards it says."""

    lon: float
    lat: float
    text: str


def place_labels(
    ax: Axes, labels: Sequence[Label], families: tuple[str, ...], *, taken: Sequence[Box] = ()
) -> list[str]:
    """Draw labels in the order given, each in the first free place around its point.

    taken    boxes in pixels (left, bottom, right, top) that labels keep clear of
    returns  the texts that were drawn

    Greedy: earlier labels win. Call it when the axes have their final size.
    """
    from matplotlib.patheffects import withStroke

    inside, scale = _axes_box(ax)
    occupied, drawn = list(taken), []
    for label in labels:
        artist = ax.annotate(
            label.text, (label.lon, label.lat), xytext=(0, 0), textcoords="offset points",
            ha="center", va="center", fontsize=label.size, color=label.colour,
            family=list(families), fontweight="bold" if label.bold else "normal", zorder=7.0,
            path_effects=[withStroke(linewidth=2.2, foreground="white", alpha=0.9)],
            linespacing=1.0,
        )  # fmt: skip
        extent = artist.get_window_extent()
        at = _pixel(ax, label.lon, label.lat)
        half = (extent.width / 2 + scale, extent.height / 2 + 0.5 * scale)
        spot = _first_free(at, half, label.gap * scale, occupied, inside)
        if spot is None and not label.must:
            artist.remove()
            continue
        dx, dy = spot or (half[0] + label.gap * scale, 0.0)
        artist.xyann = (dx / scale, dy / scale)
        occupied.append(_box(at[0] + dx, at[1] + dy, half))
        drawn.append(label.text)
    return drawn


def place_pointers(
    ax: Axes, pointers: Sequence[Pointer], families: tuple[str, ...], *, taken: Sequence[Box] = ()
) -> list[Box]:
    """Draw arrows at the edge of the axes towards places beyond it, as many as don't collide.

    taken    boxes in pixels that the arrows' texts keep clear of
    returns  the boxes in pixels that they take
    """
    from matplotlib.patheffects import withStroke
    from matplotlib.text import Text

    inside, scale = _axes_box(ax)
    placed: list[Box] = []
    for pointer in pointers:
        artist = ax.annotate(
            pointer.text, (0, 0), xytext=(0, 0), textcoords="offset points", ha="center",
            va="center", fontsize=7.5, color="#45413a", family=list(families), zorder=7.5,
            path_effects=[withStroke(linewidth=2.2, foreground="white", alpha=0.9)],
            arrowprops={"arrowstyle": "-|>", "color": "#45413a", "linewidth": 0.7,
                        "shrinkA": 0, "shrinkB": 0, "mutation_scale": 7},
        )  # fmt: skip
        extent = Text.get_window_extent(artist)  # the annotation's own would count its arrow
        half = (extent.width / 2 + 3 * scale, extent.height / 2 + 2 * scale)
        towards = _pixel(ax, pointer.lon, pointer.lat)
        tip, centre = _edge_spot(inside, towards, half, 13 * scale)
        spot = _slide(inside, centre, half, [*taken, *placed])
        if spot is None:
            artist.remove()
            continue
        artist.xy = tuple(ax.transData.inverted().transform(tip))
        artist.xyann = ((spot[0] - tip[0]) / scale, (spot[1] - tip[1]) / scale)
        placed.append(_box(*spot, half))
    return placed


def _slide(
    inside: Box, centre: tuple[float, float], half: tuple[float, float], occupied: Sequence[Box]
) -> tuple[float, float] | None:
    """Find the first free place for a text at its spot or a little to either side of it."""
    for step in (0.0, 1.0, -1.0, 2.0, -2.0):
        for across in ((0.0, 2.2 * half[1] * step), (1.1 * half[0] * step, 0.0)):
            spot = (centre[0] + across[0], centre[1] + across[1])
            box = _box(*spot, half)
            if _contains(inside, box) and not any(_overlap(box, other) for other in occupied):
                return spot
    return None


def _edge_spot(
    inside: Box, towards: tuple[float, float], half: tuple[float, float], arrow: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where the line to a place outside leaves the axes, and the centre of the text before it."""
    middle = ((inside[0] + inside[2]) / 2, (inside[1] + inside[3]) / 2)
    run, rise = towards[0] - middle[0], towards[1] - middle[1]
    to_edge = min(
        (inside[2] - middle[0]) / max(abs(run), 1e-9),
        (inside[3] - middle[1]) / max(abs(rise), 1e-9),
    )
    tip = (middle[0] + run * to_edge, middle[1] + rise * to_edge)
    length = math.hypot(run, rise)
    run, rise = run / length, rise / length
    back = arrow + min(half[0] / max(abs(run), 1e-9), half[1] / max(abs(rise), 1e-9))
    x = min(max(tip[0] - run * back, inside[0] + half[0]), inside[2] - half[0])
    y = min(max(tip[1] - rise * back, inside[1] + half[1]), inside[3] - half[1])
    return tip, (x, y)


def boxes_along(ax: Axes, lines: Sequence[Sequence[tuple[float, float]]], size: float) -> list[Box]:
    """Return boxes in pixels that cover lines of (lon, lat) corners, or single points.

    size  side of a box in points
    """
    inside, scale = _axes_box(ax)
    half = (size * scale / 2, size * scale / 2)
    found: list[Box] = []
    for corners in lines:
        points = [_pixel(ax, *corner) for corner in corners]
        found += [_box(x, y, half) for x, y in points]
        for (x0, y0), (x1, y1) in itertools.pairwise(points):
            steps = int(math.hypot(x1 - x0, y1 - y0) / (2 * half[0])) + 1
            found += [
                _box(x0 + (x1 - x0) * k / steps, y0 + (y1 - y0) * k / steps, half)
                for k in range(1, steps)
            ]
    return [box for box in found if _overlap(box, inside)]


def _pixel(ax: Axes, lon: float, lat: float) -> tuple[float, float]:
    x, y = ax.transData.transform((lon, lat))
    return float(x), float(y)


def _axes_box(ax: Axes) -> tuple[Box, float]:
    """Return the axes' box in pixels, proportions applied, and the pixels of a point."""
    ax.apply_aspect()
    limits = ax.get_window_extent()
    return (limits.x0, limits.y0, limits.x1, limits.y1), ax.figure.dpi / 72.0


def _first_free(
    at: tuple[float, float],
    half: tuple[float, float],
    gap: float,
    occupied: Sequence[Box],
    inside: Box,
) -> tuple[float, float] | None:
    for right, up in _DIRECTIONS:
        dx, dy = right * (half[0] + gap), up * (half[1] + gap)
        box = _box(at[0] + dx, at[1] + dy, half)
        if _contains(inside, box) and not any(_overlap(box, other) for other in occupied):
            return dx, dy
    return None


def _box(x: float, y: float, half: tuple[float, float]) -> Box:
    return (x - half[0], y - half[1], x + half[0], y + half[1])


def _contains(outer: Box, box: Box) -> bool:
    return outer[0] <= box[0] and outer[1] <= box[1] and box[2] <= outer[2] and box[3] <= outer[3]


def _overlap(box: Box, other: Box) -> bool:
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
