"""Streets under a network: times by hand, edits of replaced roads, and what stays a row."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pandas as pd
import pytest

from tests.scenario.helpers import applied, edits
from tests.street_worlds import (
    far_stops_world,
    layer_of_graph,
    same_streets,
    street_world,
    with_limit,
)
from tests.travel.trucks import truck_minutes
from tests.worlds import line_world
from transnet.base.errors import ScenarioError
from transnet.model.network import Network
from transnet.model.road_join import join_layer, part_layer, replaced_roads
from transnet.report.maps.basemap import street_lines
from transnet.roads.graph import Arcs, RoadGraph, build_road_graph
from transnet.scenario.edits import apply_edits
from transnet.scenario.file import Scenario
from transnet.study.layer_guards import lost_roads
from transnet.study.run import run
from transnet.supply import streets
from transnet.supply.congestion import Traffic
from transnet.supply.kinds import STREET_KINDS
from transnet.supply.topology import compile_topology
from transnet.supply.weights import arc_times
from transnet.travel.model import TravelModel
from transnet.travel.people import People
from transnet.travel.reach_points import reach_points

ALL_USING = ("best", "drive", "public", "rail", "carfree")
MERIDIAN_KM = 111.19508  # of a degree on a sphere of 6371.0088 km


def drive(network: Network, origin: str, destination: str) -> float:
    table = TravelModel(network).travel_times([origin], [destination], using="drive")
    return float(table["travel_min"].iloc[0])


@pytest.mark.parametrize("when", ["2022-10-31", "2024-12-31", "2027-12-31"])
@pytest.mark.parametrize("using", ALL_USING)
def test_streets_that_are_the_strategic_roads_change_nothing(when: str, using: str) -> None:
    ours = TravelModel(line_world(when)).leg_minutes(using=using)  # type: ignore[arg-type]
    streets = TravelModel(far_stops_world(when)).leg_minutes(using=using)  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(streets, ours)


def test_verdicts_and_people_are_the_same_too() -> None:
    scenario = Scenario.from_dict({"id": "s", "edit": [{"action": "open", "line": "L2"}]})
    ours, streets = (run(scenario, network=each) for each in (line_world(), far_stops_world()))
    assert [str(each) for each in streets.after.verdicts] == [
        str(each) for each in ours.after.verdicts
    ]
    assert streets.manifest["network_sha256"] != ours.manifest["network_sha256"]
    assert streets.manifest["road_layer"] == "streets"


def test_roads_open_at_the_layers_day_are_replaced_and_planned_ones_stay() -> None:
    network = street_world(same_streets())
    assert network.road_layer is not None
    assert set(network.road_layer.replaced) == {"R1", "R2", "R4", "R5"}
    # R3 opens in 2026, from J1 to N3 in 45 minutes; N1-J1 8, parking 5.
    assert drive(network, "P1", "P3") == pytest.approx(95.0)
    assert drive(network.at("2026-01-01"), "P1", "P3") == pytest.approx(58.0)


def test_a_station_meets_the_street_where_it_stands() -> None:
    # S1 stands on N1-N2 at 38.02, 8 % of its length: 30 min x 0.08 from N1; no stretch.
    legs = TravelModel(street_world(same_streets())).path("P1", "P3", using="rail").legs
    access = legs.set_index("leg").loc["access"]
    assert access["minutes"] == pytest.approx(2.4, abs=0.01)
    assert access["length_km"] == pytest.approx(2.4, abs=0.01)
    assert access["via_en"] == "trunk"
    assert access["links"] == "road_layer/N1/road@S1;access/a1"


def test_the_stretch_to_the_road_is_driven_at_access_speed() -> None:
    graph = same_streets()
    near = build_road_graph(  # the same roads, a hundredth of a degree north of N1 and J1
        graph.node_ids,
        graph.lon,
        graph.lat + np.where(np.isin(graph.node_ids, ["N1", "J1"]), -0.01, 0.0),
        Arcs(graph.tails, graph.heads, graph.time_ms, graph.length_km, graph.road_class),
    )
    there = drive(street_world(near), "P2", "P1")
    # P1's node now lies on N1-N2, 0.01 of 0.26 degrees along: 30 min x 25/26, parking 5.
    assert there == pytest.approx(30 * 25 / 26 + 5, abs=0.01)
    beside = build_road_graph(
        graph.node_ids,
        graph.lon + 0.01,
        graph.lat,
        Arcs(graph.tails, graph.heads, graph.time_ms, graph.length_km, graph.road_class),
    )
    off_km = 0.01 * MERIDIAN_KM * np.cos(np.radians(38.25))
    # N1 now lies on N1-J1, 1 of 4 km along, 2 min; N2 is off the road, at 30 km/h.
    assert drive(street_world(beside), "P2", "P1") == pytest.approx(
        30 + 2 + 5 + 2 * off_km, abs=1e-3
    )


def test_closing_a_replaced_road_closes_its_streets() -> None:
    network = street_world(same_streets(), "2024-12-31")
    edited = applied({"action": "close", "id": "R2"}, network=network)
    assert drive(edited.before, "P1", "P3") == pytest.approx(95.0)
    assert drive(edited.after, "P1", "P3") == np.inf
    assert drive(edited.after, "P1", "P2") == pytest.approx(35.0)


def test_streets_mended_from_another_state_are_those_weighed_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(streets, "_FEW", 2.0)
    network = street_world(same_streets(), "2024-12-31")
    closed = applied({"action": "close", "id": "R2"}, network=network).after
    topology = compile_topology(network)
    for state in (network, closed, network.at("2026-12-31"), network):
        for traffic in get_args(Traffic):
            found = arc_times(state, topology, traffic=traffic)
            alone = arc_times(state, compile_topology(state), traffic=traffic)
            assert found.total.tobytes() == alone.total.tobytes()


def test_a_faster_replaced_road_makes_its_streets_faster() -> None:
    network = street_world(same_streets(), "2024-12-31")
    edit = {"action": "set_speed", "id": "R2", "speed_kmh": 100}
    edited = applied(edit, network=network)
    assert drive(edited.after, "P1", "P3") == pytest.approx(30 + 45 + 5)


def test_an_added_road_begins_and_ends_at_tied_nodes() -> None:
    network = street_world(same_streets(), "2024-12-31")
    link = {
        "action": "add_link",
        "id": "RX",
        "from_node": "N1",
        "to_node": "N3",
        "length_km": 90,
        "road_class": "motorway",
        "design_speed_kmh": 120,
    }
    assert drive(applied(link, network=network).after, "P1", "P3") == pytest.approx(50.0)


def test_a_day_before_a_road_opened_closes_its_streets() -> None:
    network = line_world("2024-12-31")
    layer = replace(layer_of_graph(same_streets()), when=network.when)
    roads = network["roads"].copy()
    roads.loc[roads["road_id"] == "R2", "opened"] = pd.Timestamp("2023-06-01")
    joined = join_layer(network.replace_table("roads", roads), layer)
    assert drive(joined, "P1", "P3") == pytest.approx(95.0)
    assert drive(joined.at("2022-10-31"), "P1", "P3") == np.inf


def test_speed_factors_hold_for_streets_and_ferries_keep_their_time() -> None:
    network = street_world(same_streets(), "2024-12-31")
    faster = TravelModel(network, parameters={("speed_factor", "trunk"): 1.0})
    table = faster.travel_times(["P1"], ["P2"], using="drive")
    assert table["travel_min"].iloc[0] == pytest.approx(24 + 5)
    graph = same_streets()
    ferries = build_road_graph(
        graph.node_ids,
        graph.lon,
        graph.lat,
        Arcs(
            graph.tails,
            graph.heads,
            graph.time_ms,
            graph.length_km,
            np.where(graph.way_ids == 2, "ferry", graph.road_class).astype(object),
        ),
    )
    assert drive(street_world(ferries), "P2", "P3") == pytest.approx(48 + 5)


def test_a_speed_limit_holds_on_streets() -> None:
    network = street_world(same_streets(), "2024-12-31")
    row = (
        network["parameters"]
        .iloc[[0]]
        .assign(
            parameter="speed_limit_kmh", mode="trunk", value=40.0, low=40.0, high=40.0, unit="km/h"
        )
    )
    table = pd.concat([network["parameters"], row], ignore_index=True)
    limited = network.replace_table("parameters", table)
    assert drive(network, "P1", "P2") == pytest.approx(30 + 5)
    assert drive(limited, "P1", "P2") == pytest.approx(60 * 30 / 40 + 5)


def test_trucks_keep_to_their_speed_on_streets() -> None:
    def hours(network: Network) -> float:
        truck = {"parameter": "freight_truck_speed_kmh", "mode": "all"}
        rows = [
            network["parameters"].iloc[[0]].assign(**each, value=value, low=value, high=value)
            for each, value in (
                (truck, 50.0),
                ({"parameter": "freight_handling_h", "mode": "all"}, 0.0),
            )
        ]
        table = pd.concat([network["parameters"], *rows], ignore_index=True)
        model = TravelModel(network.replace_table("parameters", table))
        return float(truck_minutes(model, ["P1"], ["P3"])["truck_min"].iloc[0])

    # 90 km at 50 km/h, on rows or on streets.
    assert hours(line_world()) == pytest.approx(108.0)
    assert hours(far_stops_world()) == pytest.approx(108.0)


def _detour(extra_km: float) -> RoadGraph:
    """Streets in which R2's way is longer than R2."""
    graph = same_streets()
    length = graph.length_km + np.where(graph.way_ids == 2, extra_km, 0.0)
    return build_road_graph(
        graph.node_ids,
        graph.lon,
        graph.lat,
        Arcs(
            graph.tails, graph.heads, graph.time_ms, length, graph.road_class, way_ids=graph.way_ids
        ),
    )


def test_an_edit_that_streets_cannot_carry_is_refused() -> None:
    close = Scenario.from_dict({"id": "s", "edit": [{"action": "close", "id": "R2"}]})
    run(close, network=street_world(_detour(19.0)))
    with pytest.raises(ScenarioError) as caught:
        run(close, network=street_world(_detour(21.0)))
    assert [notice.code for notice in caught.value.notices] == ["lost_edit"]
    assert "81.0 km, the road 60.0 km" in caught.value.notices[0].hint


def test_roads_that_are_not_found_among_the_streets_are_named() -> None:
    assert lost_roads(line_world()) == []
    assert lost_roads(street_world(_detour(19.0))) == []
    found = lost_roads(street_world(_detour(21.0)))
    row = line_world()["roads"]["road_id"].tolist().index("R2") + 2
    assert [(each.code, each.severity, each.row) for each in found] == [
        ("lost_road", "warning", row)
    ]
    assert "the streets' way is 81.0 km, the road 60.0 km long" in found[0].hint


def test_a_new_station_meets_the_streets() -> None:
    network = street_world(same_streets(), "2024-12-31")
    line = {
        "action": "add_line",
        "id": "L9",
        "name_zh": "九线",
        "name_en": "Ninth",
        "mode": "emu",
        "speed_kmh": 200,
        "headway_min": 30,
        "stops": ["S1", {"id": "SX", "name_zh": "新站", "lon": 112.51, "lat": 38.4}, "S3"],
    }
    after = apply_edits(network, edits(line)).after
    own = after["access"][after["access"]["stop_id"] == "SX"]
    assert set(own.loc[own["mode"] == "road", "node_id"]) == {"road@SX"}
    away = 0.01 * MERIDIAN_KM * np.cos(np.radians(38.4))
    assert own["length_km"].iloc[0] == pytest.approx(away, rel=1e-3)


def test_what_lies_too_far_is_named_with_its_distance() -> None:
    network = street_world(same_streets())
    assert network.road_layer is not None
    far = {each.value: each for each in network.road_layer.notices if each.code == "far_from_road"}
    assert set(far) == {
        "S2 丙站 Bing", "A1 甲机场 Jia Airport", "AX 远机场 Yuan Airport"
    }  # fmt: skip
    assert far["S2 丙站 Bing"].hint.startswith("2.6 km from the nearest street (at most 2;")
    assert (far["S2 丙站 Bing"].table, far["S2 丙站 Bing"].row) == ("stations", 3)
    access = network["access"].set_index("access_id")
    assert access.loc["a2", ["node_id", "length_km"]].tolist() == ["N2", 4.0]


def test_an_untied_node_keeps_its_roads() -> None:
    network = line_world()
    nodes = network["nodes"].copy()
    nodes.loc[nodes["node_id"] == "NX", "lon"] = 113.0
    joined = join_layer(network.replace_table("nodes", nodes), layer_of_graph(same_streets()))
    assert joined.road_layer is not None
    assert "R4" not in joined.road_layer.replaced
    assert drive(joined, "P3", "X1") == pytest.approx(95.0)


def test_joining_and_parting_give_the_tables_back() -> None:
    assert part_layer(street_world(same_streets(), "2024-12-31")) == line_world("2024-12-31")
    assert part_layer(far_stops_world()) == with_limit(line_world(), "stop", 0.01)


def test_without_a_layer_there_are_no_street_arcs() -> None:
    topology = TravelModel(line_world()).topology
    assert topology.streets is None
    assert all(len(topology.arcs_of[kind]) == 0 for kind in STREET_KINDS)


def test_population_points_drive_to_the_seats_over_the_streets() -> None:
    network = street_world(same_streets(), "2024-12-31")
    points = pd.DataFrame(
        {
            "id": ["on", "off", "far"],
            "lon": [112.5, 112.51, 112.7],
            "lat": [38.1, 38.1, 38.1],
            "people": [100.0, 200.0, 300.0],
        }
    )
    people = People.from_points(network, points)
    # The first seat is P1's: 0.1 of 0.25 degrees of N1-N2, 30 min; the stretch at 30 km/h.
    off_km = 0.01 * MERIDIAN_KM * np.cos(np.radians(38.1))
    assert people.offsets_min[0, :2] == pytest.approx([12.0, 18.0], abs=1e-4)
    assert people.offsets_min[1, 0] == pytest.approx(12 + 2 * off_km, abs=1e-3)
    straight = People.from_points(line_world("2024-12-31"), points)
    assert people.offsets_min[2].tolist() == straight.offsets_min[2].tolist()
    far = [notice for notice in people.notices if notice.code == "far_from_road"]
    assert [(notice.row, notice.value) for notice in far] == [(4, "far")]
    assert far[0].hint.startswith("17.5 km from the nearest street (at most 5;")


def test_a_seat_on_the_points_own_street_is_driven_to_along_it() -> None:
    graph = same_streets()
    network = line_world("2024-12-31")
    nodes = network["nodes"].copy()
    nodes.loc[nodes["node_id"] == "N2", "lat"] = 38.2  # inside N1-N2 now
    joined = join_layer(network.replace_table("nodes", nodes), layer_of_graph(graph))
    point = pd.DataFrame({"id": ["a"], "lon": [112.5], "lat": [38.15], "people": [1.0]})
    offsets = People.from_points(joined, point).offsets_min[0]
    assert sorted(offsets)[:2] == pytest.approx([6.0, 18.0], abs=1e-4)


def test_points_of_the_reach_are_the_streets_junctions() -> None:
    network = street_world(same_streets(), "2024-12-31")
    found = reach_points(TravelModel(network), "P1")
    by_lat = found[found["lon"] == 112.5].set_index("lat")["travel_min"]
    assert by_lat[38.0] == pytest.approx(5.0)  # parking
    assert by_lat[38.25] == pytest.approx(35.0)


def test_the_reach_of_a_seat_off_the_street_begins_with_the_way_to_it() -> None:
    network = line_world("2024-12-31")
    nodes = network["nodes"].copy()
    nodes.loc[nodes["node_id"] == "N1", "lon"] = 112.52
    model = TravelModel(
        join_layer(network.replace_table("nodes", nodes), layer_of_graph(same_streets()))
    )
    drive = model.travel_times(["P1"], ["P2"], using="drive")["travel_min"].iloc[0]
    found = reach_points(model, "P1").set_index(["lon", "lat"])["travel_min"]
    assert drive > 36.0
    assert found[112.5, 38.25] == pytest.approx(drive)
    assert found[112.5, 38.0] == pytest.approx(drive - 30.0)


def test_streets_are_drawn_as_they_run_and_replaced_roads_are_not() -> None:
    network = far_stops_world()
    assert replaced_roads(network).tolist() == [True, True, False, True, True]
    trunk = street_lines(network, "trunk", 112.5)
    assert len(trunk) == 3
    assert np.array(trunk[0]) == pytest.approx(
        np.array([(112.5, 38.0), (112.4, 38.125), (112.5, 38.25)])
    )
    assert street_lines(line_world(), "trunk", 112.5) == []


def test_streets_are_slower_at_the_peak_by_class_city_and_direction() -> None:
    """A street counts with where it ends: R1's in the city into it, off it out of it."""
    usual = TravelModel(street_world(same_streets()))
    peak = usual.with_traffic("peak")

    def minutes(model: TravelModel, start: str, end: str) -> float:
        table = model.travel_times([start], [end], using="drive")
        return float(table["travel_min"].iloc[0]) - 5.0

    assert minutes(usual, "P2", "P1") == pytest.approx(30.0)
    assert minutes(peak, "P2", "P1") == pytest.approx(30.0 * 1.6)
    assert minutes(peak, "P1", "P2") == pytest.approx(30.0 * 1.1)
    assert minutes(peak, "P2", "P3") == pytest.approx(60.0 * 1.1)
    assert minutes(usual.with_traffic("off_peak"), "P2", "P1") == pytest.approx(30.0)
