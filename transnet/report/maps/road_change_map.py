"""The map of changed roads: streets that change, and places by longer or shorter trips."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from transnet.base.language import both
from transnet.base.units import FloatArray
from transnet.report.maps.basemap import MUTED, set_frame
from transnet.report.maps.figure_style import own_style
from transnet.report.maps.fonts import Lettering, lettering
from transnet.report.maps.frame import Frame
from transnet.report.maps.legend import Entry, draw_legend, line, patch
from transnet.report.maps.paint import draw_title
from transnet.report.maps.street_drawing import (
    ATTRIBUTION,
    draw_north,
    draw_scale,
    draw_streets,
    new_axes,
    polylines,
)
from transnet.study.road_result import RoadResult

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_CHANGED = {"closed": "#c4122f", "added": "#1a7f3c", "other": "#e08a1e"}
_STEPS = (-2.0, -0.5, 0.5, 2.0, 5.0)
_COLOURS = ("#1b6d8f", "#8cc0d4", "#f1efe8", "#f3c58b", "#dd7d3a", "#a5321b")
_CUT_OFF = "#2b2b2b"
_MARGIN, _THINNEST, _LEAST_KM = 0.06, 0.4, 1.0
_SMALLEST, _LARGEST = 14.0, 160.0  # points squared


@own_style()
def road_change_map(result: RoadResult) -> Axes:
    """Return the axes of the map; see `RoadResult.plot`."""
    letters, table = lettering(), result.by_place
    lon, lat = (table[each].to_numpy(np.float64) for each in ("lon", "lat"))
    middle = float(lon[0])
    frame = _frame(lon, lat)
    ax = new_axes(frame)
    set_frame(ax, frame)
    draw_streets(ax, result.states.before, frame, middle)
    _draw_changed(ax, result, middle)
    people = table["people"].to_numpy(np.float64)
    size = _SMALLEST + (_LARGEST - _SMALLEST) * np.sqrt(people / max(people.max(), 1e-9))
    ax.scatter(
        lon, lat, s=size, c=_colours(table["mean_min_change"], table["cut_off"]), zorder=5.0,
        edgecolors="#55504a", linewidths=0.5,
    )  # fmt: skip
    draw_scale(ax, frame, letters)
    draw_north(ax, letters)
    subtitle = both("Change of mean minutes to all destinations that both states reach")
    draw_title(ax, result.scenario.name, subtitle, letters)
    draw_legend(ax, _legend(result, letters), letters)
    ax.annotate(
        ATTRIBUTION, (0, 0), xycoords="axes fraction", xytext=(0, -7), va="top", ha="left",
        textcoords="offset points", fontsize=7.0, color=MUTED, family=list(letters.families),
    )  # fmt: skip
    return ax


def _frame(lon: FloatArray, lat: FloatArray) -> Frame:
    west, east, south, north = lon.min(), lon.max(), lat.min(), lat.max()
    shortening = math.cos(math.radians((south + north) / 2))
    least = _LEAST_KM / 111.0
    up = max(_MARGIN * (north - south), least)
    across = max(_MARGIN * (east - west), least / shortening)
    up = max(up, (_THINNEST * (east - west) * shortening - (north - south)) / 2)
    across = max(across, (_THINNEST * (north - south) / shortening - (east - west)) / 2)
    return Frame(west - across, south - up, east + across, north + up)


def _draw_changed(ax: Axes, result: RoadResult, middle: float) -> None:
    from matplotlib.collections import LineCollection

    states = result.states
    marks = {"closed": states.closed, "added": states.added}
    marks["other"] = states.changed & ~states.closed & ~states.added
    for kind, which in marks.items():
        arcs = np.flatnonzero(which & ~states.before.is_repeated)
        lines = polylines(states.before, arcs, middle)
        drawn = LineCollection(lines, colors=_CHANGED[kind], linewidths=2.4, zorder=4.0)
        ax.add_collection(drawn, autolim=False)


def _colours(change: object, cut_off: object) -> list[str]:
    minutes = np.asarray(change, dtype=np.float64)
    steps = np.searchsorted(_STEPS, np.nan_to_num(minutes, nan=0.0))
    lost = np.asarray(cut_off) > 0
    return [
        _CUT_OFF if off else _COLOURS[step]
        for step, off in zip(steps.tolist(), lost.tolist(), strict=True)
    ]


def _legend(result: RoadResult, letters: Lettering) -> list[Entry]:
    pick, states = letters.pick, result.states
    rows = [Entry(pick("分钟变化", "Minutes more or less"))]
    ends = [f"< {_STEPS[0]:g}"]
    ends += [f"{a:g} … {b:g}" for a, b in pairwise(_STEPS)]
    ends.append(f"> {_STEPS[-1]:g}")
    rows += [patch(text, colour) for text, colour in zip(ends, _COLOURS, strict=True)]
    if (result.by_place["cut_off"] > 0).any():
        rows.append(patch(pick("有目的地不再可达", "cut off from some"), _CUT_OFF))
    rows.append(Entry(pick("街道", "Streets")))
    other = states.changed & ~states.closed & ~states.added
    names = (
        ("closed", states.closed, pick("关闭", "closed")),
        ("added", states.added, pick("新增", "new")),
        ("other", other, pick("速度改变", "other speed")),
    )
    rows += [line(text, _CHANGED[kind], 2.4) for kind, which, text in names if which.any()]
    return rows
