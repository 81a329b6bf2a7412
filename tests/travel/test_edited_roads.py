"""Roads chosen, closed, slowed and added: what one then drives, by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from tests.road_graphs import small_graph
from tests.travel.test_point_times import DEGREE, arc_between, corner, places
from tests.travel.test_road_isochrones import manhattan
from transnet.base.errors import InputError
from transnet.base.units import UNREACHABLE_MS
from transnet.io.road_formats import write_roads
from transnet.roads.graph import RoadGraph
from transnet.roads.turns import expand_turns


def minutes(roads: RoadGraph, *points: tuple[float, float]) -> float:
    start, end = (places(each, ids="p") for each in points)
    return float(roads.travel_times(start, end)["travel_min"][0])


def test_places_whose_column_is_there_twice_are_refused() -> None:
    here = places((112.5, 37.8), ids="p")
    with pytest.raises(InputError, match="twice"):
        small_graph().travel_times(pd.concat([here, here[["lon"]]], axis=1), here)
    with pytest.raises(InputError, match="no such column"):
        small_graph().travel_times(here.set_index(["lon", "lat"]), here)


def test_roads_are_chosen_by_name_class_way_and_place() -> None:
    roads = small_graph()
    by = {"name": "yingze", "road_class": "primary", "ways": [7]}
    for key, value in by.items():
        chosen = np.flatnonzero(roads.select(**{key: value}))  # type: ignore[arg-type]
        assert roads.way_ids[chosen].tolist() == [7]
    river = shapely.LineString([(112.503, 37.7), (112.503, 37.9)])
    assert sorted(roads.way_ids[roads.select(crossing=river)].tolist()) == [1, 1]
    with pytest.raises(InputError, match="no road is such"):
        roads.select(crossing=river, ways=[7])
    with pytest.raises(InputError, match="say which"):
        roads.select()


def test_a_closed_bridge_is_driven_around_and_what_it_alone_leads_to_is_cut_off() -> None:
    grid = manhattan(2, 1.0)
    street = shapely.LineString([(0.5 * DEGREE, -0.1 * DEGREE), (0.5 * DEGREE, 0.1 * DEGREE)])
    closed = grid.close(grid.select(crossing=street))
    assert minutes(grid, (-0.5, 0.0), (1.5, 0.0)) == pytest.approx(4.0)
    assert minutes(closed, (-0.5, 0.0), (1.5, 0.0)) == pytest.approx(8.0)
    roads = corner()
    cut = roads.close(roads.select(ways=[2]))
    assert minutes(cut, (0.5, 0.0), (1.0, -0.5)) == pytest.approx(2.0)
    assert minutes(cut, (1.4, 0.0), (1.0, -0.5)) < np.inf  # on a closed road: tied to another
    assert (roads.time_ms == 120_000).all()
    reach = cut.isochrones((0.5 * DEGREE, 0.0), [60], shape="roads")
    assert reach["road_km"][0] == pytest.approx(2.0)
    assert cut.close(np.flatnonzero(cut.way_ids == 3)).travel_times(places((0.5, 0.0))).size


def test_a_part_behind_a_closed_bridge_keeps_its_places() -> None:
    grid = manhattan(2, 1.0)
    river = shapely.LineString([(0.5 * DEGREE, -9 * DEGREE), (0.5 * DEGREE, 9 * DEGREE)])
    cut = grid.close(grid.select(crossing=river))
    assert minutes(cut, (-0.5, 0.0), (1.5, 0.0)) == np.inf
    assert minutes(cut, (1.5, 0.0), (1.5, 1.0)) == minutes(grid, (1.5, 0.0), (1.5, 1.0)) < np.inf


def test_speeds_change_what_is_driven_and_not_what_turns_cost() -> None:
    roads = expand_turns(corner(), [], lambda one, _: np.full(len(one), 30_000))
    ends = ((1.0, -0.5), (1.25, 0.0))  # half of DB, the turn, a quarter of BC: 1 + 0.5 + 0.5 min
    assert minutes(roads, *ends) == pytest.approx(2.0)
    chosen = roads.select(ways=[2])
    assert minutes(roads.set_speed(chosen, kmh=15.0), *ends) == pytest.approx(2.5)
    assert minutes(roads.set_speed(chosen, factor=0.25), *ends) == pytest.approx(3.5)
    closed = roads.close(chosen)
    assert closed.set_speed(chosen, kmh=15.0) == closed
    for wrong in ({}, {"kmh": 1.0, "factor": 1.0}, {"kmh": 0.0}, {"factor": float("nan")}):
        with pytest.raises(InputError):
            roads.set_speed(chosen, **wrong)
    bare = replace(roads, length_km=np.full(roads.arc_count, np.nan))
    with pytest.raises(InputError, match="no length"):
        bare.set_speed(chosen, kmh=15.0)


def test_a_new_road_is_driven_both_ways_and_from_copies_of_its_ends() -> None:
    roads = corner()
    banned = (arc_between(roads, "DB"), arc_between(roads, "BC"))
    roads = expand_turns(roads, [banned])
    line = [(1.0 * DEGREE, 0.0), (1.0 * DEGREE, 0.5 * DEGREE), (2.0 * DEGREE, 0.0)]
    km = 0.5 + np.hypot(1.0, 0.5)
    longer = roads.add_road(line, 60.0, name="New Street")
    assert longer.node_count == roads.node_count
    assert minutes(longer, (1.0, -0.5), (1.9, 0.0)) == pytest.approx(1.0 + km + 0.2, abs=1e-3)
    assert longer.length_km[longer.select(name="new str")] == pytest.approx([km] * 3, rel=1e-4)
    single = roads.add_road(line, 60.0, oneway=True, road_class="primary")
    assert single.select(road_class="primary").sum() == 2
    for wrong in ([(0, 0)], 5, [(0, 0), (0, 1000)], [(5, 5), (5, 6)], [(0, 0), (0, 0)], ["ab", 1]):
        with pytest.raises(InputError):
            roads.add_road(wrong, 60.0)  # type: ignore[arg-type]


def test_closed_roads_are_refused_where_files_hold_open_ones_alone(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="1 arcs are closed"):
        write_roads(corner().close([0]), tmp_path / "roads")
    assert list(tmp_path.iterdir()) == []


def test_arcs_that_are_none_are_refused() -> None:
    roads = corner()
    for wrong in (np.array([True]), [99], [0.5], None, "x"):
        with pytest.raises(InputError):
            roads.close(wrong)  # type: ignore[arg-type]
    assert (roads.close([0]).time_ms == UNREACHABLE_MS).tolist() == [True, *[False] * 5]
