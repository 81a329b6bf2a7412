"""The weekday peak: which stretch of a way lies in which city, and what that makes of its time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.worlds import line_world
from transnet.base.errors import InputError
from transnet.base.sphere import EARTH_RADIUS_KM, great_circle_km
from transnet.model.network import Network
from transnet.supply.city_discs import Ways
from transnet.supply.congestion import congestion_of, slower_towns
from transnet.supply.kinds import ArcKind
from transnet.supply.lookup import Classes
from transnet.supply.slower_arcs import slower_arcs
from transnet.supply.topology import compile_topology
from transnet.supply.weights import arc_times

WORLD = line_world()
TOPOLOGY = compile_topology(WORLD)
RADIUS_KM = np.sqrt(50.0 / np.pi)
NORTH_KM = np.radians(0.25) * EARTH_RADIUS_KM


def _slower(start: tuple[str, str], end: tuple[str, str], network: Network = WORLD) -> float:
    tail, head = TOPOLOGY.node(*start), TOPOLOGY.node(*end)
    (arc,) = np.flatnonzero((TOPOLOGY.tails == tail) & (TOPOLOGY.heads == head))
    return float(slower_arcs(network, TOPOLOGY)[arc])


def _with(network: Network, table: str, row: int, **cells: Any) -> Network:
    frame = network[table].copy()
    for column, value in cells.items():
        frame.loc[row, column] = value
    return network.replace_table(table, frame)


def _way(network: Network, tail: tuple[float, float], head: tuple[float, float]) -> float:
    lon, lat = zip(tail, head, strict=True)
    ends = [np.array([each]) for each in (lon[0], lat[0], lon[1], lat[1])]
    ways = Ways(Classes.of(np.array(["urban"], object)), *ends)
    return float(congestion_of(network).slower(ways)[0])


def test_a_road_inside_a_city_takes_its_factor_by_direction() -> None:
    seat, junction = ("access_road", "N1"), ("access_road", "J1")
    assert _slower(junction, seat) == pytest.approx(2.0)
    assert _slower(seat, junction) == pytest.approx(1.5)
    assert _slower(("egress_road", "J1"), ("egress_road", "N1")) == pytest.approx(2.0)


def test_a_long_road_counts_stretch_by_stretch() -> None:
    inside = RADIUS_KM / NORTH_KM
    into, out = (
        (("access_road", "N2"), ("access_road", "N1")),
        (("access_road", "N1"), ("access_road", "N2")),
    )
    assert _slower(*into) == pytest.approx(1.1 + inside * 0.5, rel=1e-6)
    assert _slower(*out) == pytest.approx(1.1)


def test_ways_to_stops_have_classes_of_their_own_and_walks_none() -> None:
    assert _slower(("access_road", "N1"), ("in", "S1")) == 1.25
    assert _slower(("out", "S1"), ("egress_road", "N1")) == 1.25
    assert _slower(("access_road", "N1"), ("in", "M1")) == 1.0
    assert _slower(("access_road", "N2"), ("in", "S2")) == 1.0


def test_only_roads_and_ways_to_stops_are_slower() -> None:
    slower = slower_arcs(WORLD, TOPOLOGY)
    kinds = {ArcKind(int(kind)) for kind in TOPOLOGY.arc_kind[slower > 1.0]}
    assert kinds == {ArcKind.DRIVE, ArcKind.TAXI, ArcKind.ACCESS, ArcKind.EGRESS}
    assert slower.min() == 1.0


def test_times_at_the_peak_are_times_off_it_times_the_factor() -> None:
    usual = arc_times(WORLD, TOPOLOGY).total
    peak = arc_times(WORLD, TOPOLOGY, traffic="peak").total
    open_arcs = usual < usual.max()
    slower = slower_arcs(WORLD, TOPOLOGY)[open_arcs]
    assert np.abs(peak[open_arcs] - usual[open_arcs] * slower).max() <= 1
    assert (peak[~open_arcs] == usual[~open_arcs]).all()


def test_a_direction_counts_before_both_and_a_city_before_any() -> None:
    congestion = congestion_of(WORLD)
    assert congestion.factor("C1", "urban", "in") == 2.0
    assert congestion.factor("C1", "urban", "out") == 1.5
    assert congestion.factor("C2", "trunk", "in") == 1.1
    assert congestion.factor("C1", "motorway", "in") == 1.0
    assert congestion.factor("", "trunk", "both") == 1.1


def test_a_way_past_the_city_counts_the_chord() -> None:
    """At 2 km from the centre of a disc of 3.99 km, the chord is twice the root of 3.99^2 - 2^2."""
    east = 2.0 / (np.cos(np.radians(38.0)) * np.radians(1.0) * EARTH_RADIUS_KM)
    tail, head = (112.5 + east, 37.8), (112.5 + east, 38.1)
    length = float(great_circle_km(*tail, *head))
    chord = 2.0 * np.sqrt(RADIUS_KM**2 - 4.0)
    # The end of the way lies nearer the seat than its start, so all of it leads into the city.
    assert _way(WORLD, tail, head) == pytest.approx(1.0 + chord / length, rel=2e-3)
    assert _way(WORLD, head, tail) == pytest.approx(1.0 + 0.5 * chord / length, rel=2e-3)


def test_where_discs_meet_the_nearer_centre_counts() -> None:
    """P3 moved to 3 km north of P1: C2's ends where C1's centre is nearer."""
    north = 38.0 + np.degrees(3.0 / EARTH_RADIUS_KM)
    moved = _with(WORLD, "places", 2, lat=north, population_urban=500_000.0)
    city = congestion_of(moved).city_at(
        np.full(4, 112.5), 38.0 + np.degrees(np.array([-3.9, 1.4, 1.6, 8.0]) / EARTH_RADIUS_KM)
    )
    assert city.tolist() == [0, 0, 1, 2]


def test_points_nowhere_lie_in_no_city() -> None:
    assert _way(WORLD, (np.nan, np.nan), (112.5, 38.0)) == 1.0


def test_a_city_across_the_date_line() -> None:
    far = WORLD
    for row, lon in ((0, 179.99), (1, 179.99)):
        far = _with(far, "places", row, lon=lon)
    assert _way(far, (-179.99, 38.0), (179.99, 38.0)) == pytest.approx(2.0)


def test_towns_are_slower_within() -> None:
    rows = WORLD["congestion"]
    own = rows.assign(city_id="C1").iloc[[3]].assign(congestion_id="k8", time_factor=1.4)
    network = WORLD.replace_table("congestion", own)
    assert slower_towns(network).tolist() == [1.4, 1.0, 1.0, 1.0]
    assert slower_towns(WORLD).tolist() == [1.25] * 4


def test_no_rows_no_peak() -> None:
    bare = WORLD.replace_table("congestion", WORLD["congestion"].iloc[:0])
    with pytest.raises(InputError, match="no rows in congestion"):
        arc_times(bare, TOPOLOGY, traffic="peak")
    tables = {name: table for name, table in WORLD.tables.items() if name != "congestion"}
    with pytest.raises(InputError, match="no rows in congestion"):
        congestion_of(Network(WORLD.info, tables, WORLD.when))


@pytest.mark.parametrize("empty", ["access", "roads"])
def test_a_network_may_have_no_ways_of_a_kind(empty: str) -> None:
    bare = WORLD.replace_table(empty, WORLD[empty].iloc[:0])
    slower = slower_arcs(bare, compile_topology(bare))
    assert np.isfinite(slower).all()
    assert (slower >= 1.0).all()
