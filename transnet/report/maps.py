"""Maps of a network, of the hour's reach, and of what a scenario changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from transnet.model.network import Network
from transnet.report import basemap
from transnet.report.changes import Changes, changes_between
from transnet.report.fonts import Lettering, lettering
from transnet.report.frame import Frame, frame_of
from transnet.report.labels import boxes_along, place_labels, place_pointers
from transnet.report.legend import (
    Entry,
    draw_legend,
    line,
    network_entries,
    patch,
    people_entries,
    unchanged,
)
from transnet.report.names import outside_labels, outside_pointers, seat_labels
from transnet.report.reach import Reach, reach_on_grid
from transnet.units import FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Kind = Literal["before", "after", "change"]

HOUR_MIN = 60.0
BAND_EDGES_MIN = (0.0, 30.0, HOUR_MIN, 90.0, 120.0)
BAND_COLOURS = ("#5fa8ad", "#9fcdc8", "#cfe3da", "#e7ede1")
HOUR_INK = "#0b5563"
CHANGE_EDGES_MIN = (1.0, 5.0, 10.0, 20.0, 40.0, 80.0)
SAVED_COLOURS = ("#e9efcf", "#cbe0a8", "#9fca7f", "#63a857", "#34803c", "#14532a")
LOST_COLOURS = ("#fbe5cf", "#f5c595", "#ea9a5b", "#d46f30", "#ad4a17", "#7a2f0b")
_GRID_WIDTH = 300
_MAP_WIDTH, _LEGEND_WIDTH, _TOP, _FOOT, _EDGE = 9.6, 2.3, 0.78, 0.42, 0.2  # inches
_UNIT_PEOPLE = 2600.0
_FAR_MIN = 1.0e5
_OFF_NETWORK_KM = 30.0


@dataclass(frozen=True)
class MapData:
    """What the maps of one result draw, computed once.

    before, after  networks at their days;  reach_*  minutes from the core to every point
    title, core    (Chinese, English) name of the scenario and of the core
    states         what the states are called: ((zh, en) before, (zh, en) after)
    minutes_*      place id -> minutes from the core
    """

    before: Network
    after: Network
    changes: Changes
    frame: Frame
    reach_before: Reach
    reach_after: Reach
    title: tuple[str, str]
    core: tuple[str, str]
    states: tuple[tuple[str, str], tuple[str, str]]
    minutes_before: Mapping[str, float]
    minutes_after: Mapping[str, float]


def network_map(network: Network, ax: Axes | None = None, *, changes: Changes | None = None) -> Axes:
    """Draw a network at its day: roads, rail, airports and seats with their residents.

    ax       axes to draw on; a new figure's where none is given
    changes  rows to stand out
    """
    changes = changes or Changes()
    frame = frame_of(network, changes.points(network))
    ax = ax or _new_axes(frame)
    letters = lettering()
    _draw_network(ax, network, changes, frame, letters, {})
    info = network.info
    _draw_title(ax, (info.name_zh, info.name_en), (str(network.when), str(network.when)), letters)
    draw_legend(ax, _network_legend(changes, letters), letters)
    return ax


def reach_map(data: MapData, ax: Axes | None = None, *, after: bool = True) -> Axes:
    """Draw how far one gets from the core in 30, 60, 90 and 120 minutes, in one of two states."""
    ax = ax or _new_axes(data.frame)
    letters = lettering()
    network, reach = (data.after, data.reach_after) if after else (data.before, data.reach_before)
    changes = data.changes if after else Changes()
    basemap.set_frame(ax, data.frame)
    _fill(ax, reach, reach.minutes, BAND_EDGES_MIN, BAND_COLOURS)
    _hour_line(ax, reach)
    minutes = data.minutes_after if after else data.minutes_before
    _draw_network(ax, network, changes, data.frame, letters, minutes)
    zh, en = data.states[after]
    _draw_title(
        ax,
        (f"从{data.core[0]}出发，一小时到哪里", f"Within the hour of {data.core[1]}"),
        (f"{data.title[0]} · {zh}", f"{data.title[1]} · {en}"),
        letters,
    )
    bands = [
        patch(f"{low:.0f}–{high:.0f} min", colour)
        for low, high, colour in zip(BAND_EDGES_MIN, BAND_EDGES_MIN[1:], BAND_COLOURS, strict=False)
    ]
    heading = Entry(letters.pick("门到门时间", "Door to door"))
    hour = line(letters.pick("一小时线", "The hour"), HOUR_INK, 1.8)
    draw_legend(ax, [heading, *bands, hour, *_network_legend(changes, letters)], letters)
    return ax


def change_map(data: MapData, ax: Axes | None = None) -> Axes:
    """Draw the minutes that a scenario saves on the way from the core, and both hours' edges."""
    ax = ax or _new_axes(data.frame)
    letters = lettering()
    basemap.set_frame(ax, data.frame)
    saved = np.minimum(data.reach_before.minutes, _FAR_MIN) - np.minimum(
        data.reach_after.minutes, _FAR_MIN
    )
    bands = _change_bands(ax, data.reach_after, saved, letters)
    _hour_line(ax, data.reach_before, dashed=True)
    _hour_line(ax, data.reach_after)
    _draw_network(ax, data.after, data.changes, data.frame, letters, data.minutes_after)
    _draw_title(
        ax,
        (f"从{data.core[0]}出发，省下多少分钟", f"Minutes saved from {data.core[1]}"),
        (
            f"{data.title[0]} · {data.states[1][0]}，与{data.states[0][0]}相比",
            f"{data.title[1]} · {data.states[1][1]} against {data.states[0][1]}",
        ),
        letters,
    )
    hours = [
        line(letters.pick("原一小时线", "Hour before"), HOUR_INK, 1.2, (0, (3, 2))),
        line(letters.pick("新一小时线", "Hour after"), HOUR_INK, 1.8),
    ]
    draw_legend(ax, [*bands, *hours, *_network_legend(data.changes, letters)], letters)
    return ax


def result_map(data: MapData, kind: Kind, ax: Axes | None = None) -> Axes:
    """Draw one of a result's three maps."""
    if kind == "change":
        return change_map(data, ax)
    return reach_map(data, ax, after=kind == "after")


def result_figure(data: MapData, kind: Kind) -> Figure:
    """Return one of a result's three maps as a figure of its own."""
    figure = result_map(data, kind).get_figure(root=True)
    if figure is None:
        raise RuntimeError("new axes always belong to a figure")
    return figure


def render(figure: Figure) -> tuple[bytes, str]:
    """Return a figure as PNG bytes and as SVG text; the same bytes every time."""
    import re
    from io import BytesIO

    from matplotlib import rc_context

    png, svg = BytesIO(), BytesIO()
    figure.savefig(png, format="png", dpi=150, metadata={"Software": None})
    with rc_context({"svg.hashsalt": "transnet", "svg.fonttype": "path"}):
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    # A hundredth of a point is finer than any printer; more digits would double the file.
    short = re.sub(r"(\d+\.\d{2})\d+", r"\1", svg.getvalue().decode("utf-8"))
    return png.getvalue(), short


def _new_axes(frame: Frame) -> Axes:
    """Axes of a figure that fits the frame, a title above, a legend beside, sources below."""
    from matplotlib.figure import Figure

    height = _MAP_WIDTH * frame.height_km / frame.width_km
    size = (_EDGE + _MAP_WIDTH + _LEGEND_WIDTH, _TOP + height + _FOOT)
    figure = Figure(figsize=size, facecolor="white")
    return figure.add_axes(
        (_EDGE / size[0], _FOOT / size[1], _MAP_WIDTH / size[0], height / size[1])
    )


def _draw_network(
    ax: Axes,
    network: Network,
    changes: Changes,
    frame: Frame,
    letters: Lettering,
    minutes: Mapping[str, float],
) -> None:
    basemap.set_frame(ax, frame)
    basemap.draw_roads(ax, network)
    basemap.draw_rail(ax, network)
    basemap.draw_changes(ax, network, changes)
    basemap.draw_stops(ax, network, changes)
    basemap.draw_airports(ax, network, frame)
    basemap.draw_outside(ax, network, frame)
    basemap.draw_seats(ax, network, unit_people=_UNIT_PEOPLE)
    basemap.draw_scale(ax, frame, letters.families)
    taken = place_pointers(ax, outside_pointers(network, frame, letters, minutes), letters.families)
    taken += boxes_along(ax, basemap.seat_points(network), 3.0)
    taken += boxes_along(ax, basemap.changed_lines(network, changes), 4.0)
    labels = seat_labels(network, letters, _UNIT_PEOPLE) + outside_labels(network, frame, letters)
    place_labels(ax, labels, letters.families, taken=taken)
    _draw_sources(ax, network, letters)


def _hour_line(ax: Axes, reach: Reach, *, dashed: bool = False) -> None:
    minutes = np.minimum(reach.minutes, _FAR_MIN)
    if not minutes.min() < HOUR_MIN < minutes.max():
        return
    ax.contour(
        reach.lon, reach.lat, minutes, levels=[HOUR_MIN], colors=[HOUR_INK],
        linewidths=1.2 if dashed else 1.8, linestyles=[(0, (3, 2)) if dashed else "solid"],
        zorder=3.8,
    )  # fmt: skip


def _fill(
    ax: Axes, reach: Reach, values: FloatArray, levels: Sequence[float], colours: Sequence[str]
) -> None:
    """Fill between levels, but only near the network: further off the model says nothing."""
    bands = ax.contourf(
        reach.lon, reach.lat, np.minimum(values, _FAR_MIN), levels=levels, colors=colours, zorder=1.0
    )  # fmt: skip
    known = ax.contourf(
        reach.lon, reach.lat, reach.off_network_km, levels=(-1.0, _OFF_NETWORK_KM), colors="none"
    )
    bands.set_clip_path(known.get_paths()[0], ax.transData)
    known.remove()


def _change_bands(ax: Axes, reach: Reach, saved: FloatArray, letters: Lettering) -> list[Entry]:
    rows = [Entry(letters.pick("门到门省时", "Minutes saved"))]
    sides = ((1.0, SAVED_COLOURS, ""), (-1.0, LOST_COLOURS, "−"))
    edges = np.array([*CHANGE_EDGES_MIN, np.inf])
    for sign, colours, mark in sides:
        signed = np.clip(sign * saved, 0.0, _FAR_MIN / 2)
        if signed.max() < edges[0]:
            continue
        _fill(ax, reach, signed, (*CHANGE_EDGES_MIN, _FAR_MIN), colours)
        for low, high, colour in zip(edges, edges[1:], colours, strict=False):
            if signed.max() >= low:
                to = f"–{high:.0f}" if np.isfinite(high) else "+"
                rows.append(patch(f"{mark}{low:.0f}{to} min", colour))
    return [*rows, unchanged(letters)]


def _network_legend(changes: Changes, letters: Lettering) -> list[Entry]:
    return network_entries(
        letters,
        opened=bool(changes.opened),
        altered=bool(changes.altered),
        closed=bool(changes.closed),
    ) + people_entries(letters, _UNIT_PEOPLE)


def _draw_title(
    ax: Axes, title: tuple[str, str], subtitle: tuple[str, str], letters: Lettering
) -> None:
    """Write title and subtitle above the axes, Chinese before English."""
    for (zh, en), size, colour, height in ((title, 15.0, basemap.INK, 26), (subtitle, 8.8, basemap.MUTED, 9)):
        text = f"{zh}  {en}" if letters.chinese else en
        ax.annotate(
            text.replace("’", "'"), (0, 1), xycoords="axes fraction", xytext=(0, height),
            textcoords="offset points", va="bottom", ha="left", fontsize=size, color=colour,
            fontweight="bold" if size > 10 else "normal", family=list(letters.families),
        )  # fmt: skip


def _draw_sources(ax: Axes, network: Network, letters: Lettering) -> None:
    """Write below the axes what was drawn from, with the attribution that OpenStreetMap asks for."""
    info = network.info
    parts = [letters.pick(f"网络：{info.name_zh}", f"Network: {info.name_en}") + f", {network.when}"]
    parts.append(letters.pick("线路按站点连直线", "lines run straight between their nodes"))
    if network["stations"]["source"].str.contains("OSM|OpenStreetMap").any():
        parts.append("© OpenStreetMap contributors (ODbL)")
    ax.annotate(
        "; ".join(parts), (0, 0), xycoords="axes fraction", xytext=(0, -7),
        textcoords="offset points", va="top", ha="left", fontsize=6.8, color=basemap.MUTED,
        family=list(letters.families),
    )  # fmt: skip
