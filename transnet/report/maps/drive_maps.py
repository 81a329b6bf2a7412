"""The map of how far one drives from a point, with its areas and its table as files."""

from __future__ import annotations

import math
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from transnet.base.language import said
from transnet.base.os_errors import not_written
from transnet.io.csv_text import csv_bytes
from transnet.io.features.feature_writer import Layer, geopackage
from transnet.io.outputs import check_outputs, write_outputs
from transnet.report.maps.basemap import MUTED, set_frame
from transnet.report.maps.figure_style import own_style
from transnet.report.maps.fonts import Lettering, lettering
from transnet.report.maps.frame import Frame
from transnet.report.maps.legend import Entry, draw_legend, line, patch
from transnet.report.maps.paint import draw_title
from transnet.report.maps.street_drawing import (
    ATTRIBUTION,
    STREET_STROKES,
    draw_north,
    draw_scale,
    draw_streets,
    new_axes,
)
from transnet.report.words.words import Text
from transnet.roads.graph import RoadGraph
from transnet.travel.drive_areas import GAP_M, NEAR_M, RoadReach, beside

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLOURS = ("#5fa8ad", "#9fcdc8", "#cfe3da", "#e7ede1", "#f4f2e6")
_MARGIN, _THINNEST = 0.04, 0.25
_CUT_OFF_PCT = 90.0


@own_style()
def write_reach(
    reach: RoadReach, graph: RoadGraph, out: Path, *, name: str = "", force: bool = False
) -> list[Path]:
    """Write the map, and beside it the areas (.gpkg) and the table (.csv), all or none.

    out    path of the map, .png
    name   what the point is called on the map; its coordinates by default
    force  replace files that are there; without it they are refused
    Raises InputError when the ending isn't .png, a file is there or can't be written; nothing is
    then changed.
    """
    check_reach(out, force=force)
    png = BytesIO()
    figure = reach_figure(reach, graph, name=name)
    figure.savefig(png, format="png", dpi=150, metadata={"Software": None})
    table = reach.bands.drop(columns="geometry")
    areas = reach.bands.geometry.to_numpy()
    kind = "MultiPolygon" if "MultiPolygon" in set(reach.bands.geom_type) else "Polygon"
    layers = geopackage([Layer("reach", table, areas, kind)], "1970-01-01")
    found = (png.getvalue(), layers, csv_bytes(table))
    return write_outputs(
        dict(zip(_files_of(out), found, strict=True)), force=force, new_folders=True
    )


def check_reach(out: Path, *, force: bool = False, inputs: Sequence[Path] = ()) -> None:
    """Raise InputError where `write_reach` would for this path, before the roads are read.

    inputs  files and folders that are read: never replaced
    """
    if out.suffix.lower() != ".png":
        hint = said(
            "the map is written as .png, its areas as .gpkg and its table as .csv beside it"
        )
        raise not_written(out, "unknown_format", hint)
    check_outputs(_files_of(out), force=force, inputs=inputs, new_folders=True)


def _files_of(out: Path) -> list[Path]:
    return [out, out.with_suffix(".gpkg"), out.with_suffix(".csv")]


@own_style()
def reach_figure(reach: RoadReach, graph: RoadGraph, *, name: str = "") -> Figure:
    """Return the map: areas by time over the streets, the point, a scale, an arrow to the north."""
    frame = _frame(reach)
    letters = lettering()
    ax = new_axes(frame)
    set_frame(ax, frame)
    _draw_areas(ax, reach)
    draw_streets(ax, graph, frame, reach.lon)
    ax.plot(
        [reach.lon], [reach.lat], marker="o", markersize=7, color="#c4122f",
        markeredgecolor="white", markeredgewidth=1.2, zorder=6.0,
    )  # fmt: skip
    draw_scale(ax, frame, letters)
    draw_north(ax, letters)
    times = ", ".join(f"{each:g}" for each in reach.bands["within_min"])
    point = name or f"{reach.lon:.4f}, {reach.lat:.4f}"
    draw_title(
        ax,
        Text(f"驾车{times.replace(', ', '、')}分钟可达", f"Within {times} minutes by car"),
        Text(f"从{point}出发，自由流速度", f"from {point}, at free-flow speeds"),
        letters,
    )
    draw_legend(ax, _legend(reach, letters), letters)
    _draw_notes(ax, reach, letters)
    figure = ax.get_figure(root=True)
    if figure is None:
        raise RuntimeError("new axes always belong to a figure")
    return figure


def _frame(reach: RoadReach) -> Frame:
    west, south, east, north = _beside(reach).total_bounds
    across, up = _MARGIN * (east - west), _MARGIN * (north - south)
    # A single road north or east would make a map as long and thin as itself.
    shortening = math.cos(math.radians((south + north) / 2))
    across = max(across, (_THINNEST * (north - south) / shortening - (east - west)) / 2)
    up = max(up, (_THINNEST * (east - west) * shortening - (north - south)) / 2)
    return Frame(west - across, south - up, east + across, north + up)


def _beside(reach: RoadReach) -> GeoDataFrame:
    """Return the areas around the start, across 180 degrees where it lies near."""
    bands: GeoDataFrame = reach.bands.copy()
    bands["geometry"] = [beside(each, reach.lon) for each in reach.bands.geometry]
    return bands


def _draw_areas(ax: Axes, reach: RoadReach) -> None:
    """Fill the areas, the farthest first, so that each shows where no nearer one lies."""
    bands = _beside(reach)
    for at in reversed(range(len(bands))):
        bands.iloc[[at]].plot(
            ax=ax, facecolor=_COLOURS[min(at, len(_COLOURS) - 1)], edgecolor="#3d6a6d",
            linewidth=0.5, zorder=1.0 + 0.1 / (at + 1), aspect=None,
        )  # fmt: skip
    ax.set_xlabel("")
    ax.set_ylabel("")


def _legend(reach: RoadReach, letters: Lettering) -> list[Entry]:
    pick = letters.pick
    rows = [Entry(pick("分钟以内", "Within minutes"))]
    for at, band in enumerate(reach.bands.itertuples()):
        size = f"{band.within_min:g}: {band.area_km2:,.0f} km², {band.road_km:,.0f} km"
        rows.append(patch(size, _COLOURS[min(at, len(_COLOURS) - 1)]))
    rows.append(Entry(pick("道路", "Roads")))
    names = (
        ("高速公路", "Motorway", 4), ("干线、主干路", "Trunk, primary", 3),
        ("次干路", "Secondary", 2), ("支路", "Tertiary, local", 1),
    )  # fmt: skip
    rows += [
        line(pick(zh, en), STREET_STROKES[at][1], max(STREET_STROKES[at][2], 0.4))
        for zh, en, at in names
    ]
    return rows


def _draw_notes(ax: Axes, reach: RoadReach, letters: Lettering) -> None:
    """Write below the map how the areas were made, where the streets end, and whose data it is."""
    gap = 2 * GAP_M
    parts = [
        letters.pick(
            f"面积：距可达道路{NEAR_M:g}米以内，并合上不超过{gap:g}米的空隙",
            f"Areas: within {NEAR_M:g} m of a reached road, gaps up to {gap:g} m closed",
        )
    ]
    if reach.bands["of_layer_pct"].max() >= _CUT_OFF_PCT:
        parts.append(
            letters.pick("外圈止于路网数据边界", "the outer area ends where the streets' data end")
        )
    for at, text in enumerate((letters.short("；", "; ").join(parts), ATTRIBUTION)):
        ax.annotate(
            text, (0, 0), xycoords="axes fraction", xytext=(0, -7 - 11 * at),
            textcoords="offset points", va="top", ha="left", fontsize=7.0, color=MUTED,
            family=list(letters.families),
        )  # fmt: skip
