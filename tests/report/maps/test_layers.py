"""What lies over what on a map, where its scale stands, and that its legend shows what is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.contour import QuadContourSet
from matplotlib.lines import Line2D
from matplotlib.offsetbox import DrawingArea
from matplotlib.text import Annotation, Text

from tests.travel.test_drive_areas import cross
from transnet.base.sphere import hop_lengths_km
from transnet.report.maps import result_maps
from transnet.report.maps.drive_maps import reach_figure
from transnet.report.maps.result_maps import HOUR_INK, MapData, map_data
from transnet.study.result import Result
from transnet.travel.drive_areas import road_reach

KINDS = get_args(result_maps.Kind)


@pytest.fixture(scope="module")
def data(opened: Result) -> MapData:
    return map_data(opened)


def _scale(axes: Axes) -> tuple[Line2D, Text]:
    """Return the bar of a map's scale and its text."""
    (text,) = (each for each in axes.texts if each.get_text().endswith(" km"))
    high = max(line.get_zorder() for line in axes.lines)
    return next(line for line in axes.lines if line.get_zorder() == high), text


@pytest.mark.parametrize("kind", KINDS)
def test_areas_lie_under_lines_and_these_under_places_and_names(
    data: MapData, kind: result_maps.Kind
) -> None:
    axes = result_maps.result_map(data, kind)
    bar, _ = _scale(axes)
    drawn = axes.collections
    fills = [each.get_zorder() for each in drawn if getattr(each, "filled", False)]
    lines = [each.get_zorder() for each in axes.lines if each is not bar]
    places = [each.get_zorder() for each in drawn if isinstance(each, PathCollection)]
    names = [each.get_zorder() for each in axes.texts if isinstance(each, Annotation)]
    named = [each for each in names if each > 3]  # the others stand outside the map
    assert bool(fills) == (kind != "gains")
    assert max(fills, default=0) < min(lines)
    assert max(lines) < min(places)
    assert max(places) < min(named)


def _scaled_axes(data: MapData) -> Iterator[tuple[Axes, float]]:
    yield result_maps.result_map(data, "before"), 10.0
    graph = cross()
    yield reach_figure(road_reach(graph, 0.0, 0.0, [4, 20]), graph).axes[0], 2.0


def test_the_scale_stands_in_the_lower_left_and_is_true(data: MapData) -> None:
    for axes, length_km in _scaled_axes(data):
        bar, text = _scale(axes)
        west, east = axes.get_xlim()
        south, north = axes.get_ylim()
        lon, lat = (np.asarray(each, dtype=float) for each in bar.get_data())
        assert west < lon.min() < west + 0.1 * (east - west)
        assert south < lat.min() < lat.max() < south + 0.1 * (north - south)
        middle = (south + north) / 2
        ends = pd.DataFrame({"lon": [lon.min(), lon.max()], "lat": [middle, middle]})
        assert hop_lengths_km(ends) == pytest.approx([length_km], rel=0.01)
        assert text.get_text() == f"{length_km:g} km"
        at = text.get_position()
        assert lon.min() < at[0] < lon.max()
        assert lat.min() < at[1] < south + 0.15 * (north - south)


@pytest.mark.parametrize("kind", ["before", "after", "change"])
def test_the_legend_shows_the_hour_lines_as_they_are_drawn(
    data: MapData, kind: result_maps.Kind
) -> None:
    axes = result_maps.result_map(data, kind)
    areas = axes.findobj(DrawingArea)
    shown = {
        (line.get_linewidth(), line.is_dashed())
        for area in areas
        for line in area.get_children()
        if isinstance(line, Line2D) and to_hex(line.get_color()) == HOUR_INK
    }
    drawn = {
        (float(each.get_linewidth()[0]), each.get_linestyle()[0][1] is not None)
        for each in axes.collections
        if isinstance(each, QuadContourSet) and not each.filled
    }
    assert shown == drawn
    assert len(drawn) == (2 if kind == "change" else 1)
