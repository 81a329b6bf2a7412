"""Times between points of a road graph: by hand, with turns, far from roads, and in parts."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

from tests.travel.test_drive_areas import KM_PER_DEGREE
from tests.travel.test_road_isochrones import KMH, manhattan
from transnet.base.errors import InputError, UnknownNameError
from transnet.roads.graph import Arcs, RoadGraph, build_road_graph
from transnet.roads.turns import expand_turns

DEGREE = 1.0 / KM_PER_DEGREE
MIN_PER_KM = 60.0 / KMH


def places(*points: tuple[float, float], ids: str = "") -> pd.DataFrame:
    """Return points given by km east and north of the origin."""
    lon, lat = (np.array(each) * DEGREE for each in zip(*points, strict=True))
    table = pd.DataFrame({"lon": lon, "lat": lat})
    return table.assign(id=list(ids)) if ids else table


def corner() -> RoadGraph:
    """Return A - B - C eastwards and D - B from the south, 1 km each, both ways, 2 min a km."""
    pairs = [(0, 1), (1, 2), (3, 1)]
    both = [*pairs, *((b, a) for a, b in pairs)]
    arcs = Arcs(
        tails=[a for a, _ in both],
        heads=[b for _, b in both],
        time_ms=[120_000] * 6,
        length_km=[1.0] * 6,
        way_ids=[1, 2, 3] * 2,
        oneway=[False] * 6,
    )
    lon, lat = np.array([0.0, 1.0, 2.0, 1.0]) * DEGREE, np.array([0.0, 0.0, 0.0, -1.0]) * DEGREE
    return build_road_graph(list("ABCD"), lon, lat, arcs)


def arc_between(graph: RoadGraph, ends: str) -> int:
    tail, head = (list(graph.node_ids).index(each) for each in ends)
    return int(np.flatnonzero((graph.tails == tail) & (graph.heads == head))[0])


def test_a_grid_takes_the_way_along_its_streets() -> None:
    points = [(0.25, 0.0), (1.0, 0.5), (-2.0, 1.75), (0.75, 0.0), (0.25, 0.0)]
    table = manhattan(3, 1.0).travel_times(places(*points))
    assert list(table.columns) == ["from_id", "to_id", "travel_min"]
    assert table["from_id"].tolist() == np.repeat(range(5), 5).tolist()
    found = table["travel_min"].to_numpy().reshape(5, 5)
    # By hand: from (0.25, 0) to (1, 0.5) 0.75 km and 0.5; to (-2, 1.75) 2.25 and 1.75.
    km = [[0.0, 1.25, 4.0, 0.5, 0.0], [1.25, 0.0, 4.25, 0.75, 1.25], [4.0, 4.25, 0.0, 4.5, 4.0]]
    assert found[:3] == pytest.approx(np.array(km) * MIN_PER_KM, abs=1e-3)


def test_banned_turns_hold_between_points_and_copies_are_never_seen() -> None:
    roads = corner()
    ban = (arc_between(roads, "DB"), arc_between(roads, "BC"))
    turned = expand_turns(roads, [ban])
    ends = (places((1.0, -0.5), ids="s"), places((1.5, 0.0), (0.5, 0.0), ids="ew"))
    assert roads.travel_times(*ends)["travel_min"].tolist() == pytest.approx([2.0, 2.0])
    around = turned.travel_times(*ends)  # to the west, back from A, and straight on
    assert around["travel_min"].tolist() == pytest.approx([6.0, 2.0])
    assert around[["from_id", "to_id"]].to_numpy().tolist() == [["s", "e"], ["s", "w"]]
    assert turned.snap(ends[0])["way_id"].tolist() == [3]


def test_a_turn_costs_the_same_wherever_one_stops_on_the_road_after_it() -> None:
    roads = expand_turns(corner(), [], lambda one, _: np.full(len(one), 30_000))
    ends = (places((1.0, -0.5), ids="s"), places((1.25, 0.0), (1.75, 0.0), ids="ab"))
    found = roads.travel_times(*ends)["travel_min"].tolist()
    assert found == pytest.approx([0.5 + 1.0 + 0.5, 0.5 + 1.0 + 1.5])


def test_far_places_are_unreachable_and_named_and_the_way_to_the_road_counts_if_asked() -> None:
    roads = corner()
    ends = places((0.5, 0.3), (0.5, 5.0), ids="af")
    table = roads.travel_times(ends, places((1.5, 0.0), ids="b"), snap_m=500)
    assert table["travel_min"].tolist() == pytest.approx([2.0, np.inf])
    (told,) = table.attrs["notices"]
    assert told["code"] == "far_from_road"
    assert "(f)" in told["hint"]
    walked = roads.travel_times(ends, places((1.5, 0.0), ids="b"), snap_m=500, beside_kmh=3.6)
    assert walked["travel_min"][0] == pytest.approx(2.0 + 0.3 / 3.6 * 60, abs=1e-3)
    met = roads.snap(ends, snap_m=500)
    assert met["distance_m"].to_numpy() == pytest.approx([300.0, 5000.0], rel=1e-3)
    assert met["is_tied"].tolist() == [True, False]
    assert met["way_id"].tolist() == [1, pd.NA]


def test_what_is_nearest_and_within_reach_is_that_of_the_table() -> None:
    rng = np.random.default_rng(7)
    roads = manhattan(3, 1.0)
    homes, jobs = (places(*rng.uniform(-3, 3, (20, 2)).tolist()) for _ in range(2))
    jobs = jobs.assign(id=[f"j{row}" for row in range(20)], jobs=rng.integers(0, 9, 20))
    times = roads.travel_times(homes, jobs)
    wide = times.pivot_table("travel_min", "from_id", "to_id")[list(jobs["id"])]
    sums = roads.accumulate(homes, (jobs, "jobs"), [4, 9.5])
    assert list(sums.columns) == ["jobs_within_4_min", "jobs_within_9.5_min"]
    for column, limit in zip(sums.columns, (4, 9.5), strict=True):
        assert sums[column].tolist() == ((wide <= limit) @ jobs["jobs"].to_numpy()).tolist()
    nearest = roads.nearest(homes, jobs, 3)
    assert nearest["rank"].tolist() == [1, 2, 3] * 20
    assert nearest["travel_min"].tolist() == np.sort(wide.to_numpy())[:, :3].ravel().tolist()
    assert nearest["to_id"].tolist()[::3] == wide.idxmin(axis=1).tolist()


def test_many_places_in_parts_are_answered_as_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(8)
    roads = manhattan(3, 1.0)
    some = places(*rng.uniform(-3, 3, (30, 2)).tolist())
    whole = roads.travel_times(some)
    monkeypatch.setattr("transnet.travel.point_times._MOST_CELLS", 1_000)
    told: list[int] = []
    parts = roads.travel_times(some, progress=lambda _, done, __: told.append(done))
    assert len(told) > 3
    assert parts.equals(whole)


def test_what_was_made_ready_goes_into_no_pickle() -> None:
    roads = corner()
    bare = pickle.dumps(roads)
    roads.travel_times(places((0.5, 0.0)))
    assert pickle.dumps(roads) == bare
    assert pickle.loads(bare) == roads  # noqa: S301, our own bytes


def test_what_cannot_be_meant_is_refused() -> None:
    roads, some = corner(), places((0.5, 0.0))
    for how in ({"snap_m": 0}, {"snap_m": float("nan")}, {"beside_kmh": -1}, {"progress": 3}):
        with pytest.raises(InputError):
            roads.travel_times(some, **how)  # type: ignore[arg-type]
    with pytest.raises(InputError):
        roads.nearest(some, some, 0)
    with pytest.raises(UnknownNameError):
        roads.accumulate(some, (some, "jobs"))
    with pytest.raises(InputError, match="0 or more"):
        roads.accumulate(some, (some.assign(jobs=-1), "jobs"))
    assert roads.nearest(places((9.0, 9.0)), some).empty
