from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.supply.helpers import door_to_door, edit
from tests.worlds import line_world
from transnet.base.errors import InputError, UnknownNameError
from transnet.model.network import Network
from transnet.supply.arc_records import ARCS
from transnet.supply.kinds import STREET_KINDS, ArcKind, Mode, NodeKind
from transnet.supply.topology import Topology, compile_topology


@pytest.fixture(scope="module")
def world() -> Network:
    return line_world()


@pytest.fixture(scope="module")
def topology(world: Network) -> Topology:
    return compile_topology(world)


def _without(network: Network, table: str, column: str, value: str) -> Network:
    frame = network[table]
    return network.replace_table(table, frame[frame[column] != value].reset_index(drop=True))


def _twice(network: Network, table: str, row: int) -> Network:
    frame = network[table]
    return network.replace_table(table, pd.concat([frame, frame.iloc[[row]]], ignore_index=True))


def test_every_row_has_its_nodes_and_arcs(world: Network, topology: Topology) -> None:
    kinds = np.bincount(topology.node_kind, minlength=len(NodeKind)).tolist()
    # 4 places, 5 road nodes, 5 stations and 2 airports; platforms: 3 emu, 2 metro, 2 air.
    assert kinds == [4, 4, 5, 5, 7, 7, 7, 7]
    arcs = {kind: len(found) for kind, found in topology.arcs_of.items()}
    assert arcs == {
        ArcKind.DEPART: 4,
        ArcKind.DRIVE: 10,
        ArcKind.PARK: 4,
        ArcKind.ACCESS: 6,
        ArcKind.BOARD: 7,
        ArcKind.RIDE: 10,  # 6 emu, 2 metro, 2 air
        ArcKind.TRANSFER_AT_STOP: 7,
        ArcKind.ALIGHT: 7,
        ArcKind.TRANSFER_WALK: 2,
        ArcKind.EGRESS: 6,
        ArcKind.TAXI: 10,
        ArcKind.ARRIVE: 4,
        ArcKind.STREET: 0,
        ArcKind.STREET_TAXI: 0,
    }
    assert set(ARCS) == set(ArcKind)
    assert repr(topology) == "<Topology: 46 nodes, 77 arcs, 10 ride pairs>"


def test_arcs_join_the_layers_they_should(topology: Topology) -> None:
    layers = {
        ArcKind.DEPART: (NodeKind.DOOR_OUT, NodeKind.ACCESS_ROAD),
        ArcKind.DRIVE: (NodeKind.ACCESS_ROAD, NodeKind.ACCESS_ROAD),
        ArcKind.PARK: (NodeKind.ACCESS_ROAD, NodeKind.DOOR_IN),
        ArcKind.ACCESS: (NodeKind.ACCESS_ROAD, NodeKind.STOP_IN),
        ArcKind.BOARD: (NodeKind.STOP_IN, NodeKind.DEP),
        ArcKind.RIDE: (NodeKind.DEP, NodeKind.ARR),
        ArcKind.TRANSFER_AT_STOP: (NodeKind.ARR, NodeKind.DEP),
        ArcKind.ALIGHT: (NodeKind.ARR, NodeKind.STOP_OUT),
        ArcKind.TRANSFER_WALK: (NodeKind.STOP_OUT, NodeKind.STOP_IN),
        ArcKind.EGRESS: (NodeKind.STOP_OUT, NodeKind.EGRESS_ROAD),
        ArcKind.TAXI: (NodeKind.EGRESS_ROAD, NodeKind.EGRESS_ROAD),
        ArcKind.ARRIVE: (NodeKind.EGRESS_ROAD, NodeKind.DOOR_IN),
    }
    for kind, arcs in topology.arcs_of.items():
        if kind in STREET_KINDS:  # none without a road layer
            continue
        ends = zip(
            topology.node_kind[topology.tails[arcs]].tolist(),
            topology.node_kind[topology.heads[arcs]].tolist(),
            strict=True,
        )
        assert set(ends) == {layers[kind]}
        assert (ARCS[kind].tail, ARCS[kind].head) == layers[kind]


def test_arcs_stand_for_rows_of_the_tables_that_their_records_name(topology: Topology) -> None:
    network = line_world()
    for kind, arcs in topology.arcs_of.items():
        record, rows = ARCS[kind], topology.arc_row[arcs]
        if record.table:
            assert network[record.table][record.key].is_unique
            assert rows.max(initial=-1) < len(network[record.table])
        if record.table == "roads":
            assert set(rows.tolist()) == set(range(len(network["roads"])))


def test_nodes_are_found_by_kind_and_id(world: Network, topology: Topology) -> None:
    node = topology.node("dep", "S1", "emu")
    assert topology.node_keys[node] == "dep:S1:emu"
    assert topology.node_mode[node] == Mode.EMU
    assert topology.name(node) == "S1"
    door = topology.node("place_in", "P2")
    assert topology.node_keys[door] == "place_in:P2"
    assert topology.name(door) == "P2"
    assert world["places"]["place_id"][topology.node_row[door]] == "P2"
    assert (topology.node_lon[door], topology.node_lat[door]) == (112.5, 38.25)
    assert topology.nodes("access_road", ["N1", "J1"]).tolist() == [
        topology.node_index["access_road:N1"],
        topology.node_index["access_road:J1"],
    ]
    assert topology.platforms("dep", "M1").tolist() == [topology.node("dep", "M1", "metro")]
    assert topology.platforms("dep", "M1", [Mode.EMU]).tolist() == []
    with pytest.raises(UnknownNameError, match="place_in:P2"):
        topology.node("place_in", "P22")


def test_row_order_changes_no_travel_time(world: Network, topology: Topology) -> None:
    shuffled = world
    for seed, (name, frame) in enumerate(world.tables.items()):
        mixed = frame.sample(frac=1, random_state=seed).reset_index(drop=True)
        shuffled = shuffled.replace_table(name, mixed)
    other = compile_topology(shuffled)
    assert other.structure != topology.structure
    assert other.node_keys == topology.node_keys
    for using in ("best", "public"):
        assert door_to_door(shuffled, other, using) == door_to_door(world, topology, using)


def test_oneway_roads_lead_one_way(world: Network) -> None:
    oneway = compile_topology(edit(world, "roads", {"road_id": "R1"}, oneway=True))
    assert len(oneway.arcs_of[ArcKind.DRIVE]) == len(oneway.arcs_of[ArcKind.TAXI]) == 9
    ends = {
        (oneway.node_keys[oneway.tails[arc]], oneway.node_keys[oneway.heads[arc]])
        for arc in oneway.arcs_of[ArcKind.DRIVE]
    }
    assert ("access_road:N1", "access_road:N2") in ends
    assert ("access_road:N2", "access_road:N1") not in ends


def test_a_network_without_services_is_a_road_graph(world: Network) -> None:
    bare = world
    for table in ("services", "stops", "flights"):
        bare = bare.replace_table(table, world[table].iloc[:0])
    topology = compile_topology(bare)
    assert len(topology.pairs) == len(topology.arcs_of[ArcKind.BOARD]) == 0
    assert door_to_door(bare, topology, "best")["P1", "P2"] == 35


@pytest.mark.parametrize(
    ("table", "row", "values", "code", "value"),
    [
        ("roads", {"road_id": "R1"}, {"to_node": "N9"}, "dangling_reference", "N9"),
        ("roads", {"road_id": "R1"}, {"from_node": ""}, "dangling_reference", ""),
        ("access", {"access_id": "a1"}, {"stop_id": "S9"}, "dangling_reference", "S9"),
        ("access", {"access_id": "a1"}, {"node_id": "N9"}, "dangling_reference", "N9"),
        ("transfers", {"transfer_id": "t1"}, {"to_stop": "S9"}, "dangling_reference", "S9"),
        ("flights", {"flight_id": "F1"}, {"to_airport": "A9"}, "dangling_reference", "A9"),
        (
            "stops",
            {"service_id": "E1", "station_id": "S2"},
            {"station_id": "S9"},
            "dangling_reference",
            "S9",
        ),
        (
            "stops",
            {"service_id": "E3", "station_id": "S3"},
            {"tracks": "T1;T9"},
            "dangling_reference",
            "T9",
        ),
        ("stops", {"service_id": "E3"}, {"service_id": "E9"}, "dangling_reference", "E9"),
        ("nodes", {"node_id": "N1"}, {"place_id": "P9"}, "dangling_reference", "P9"),
        ("nodes", {"node_id": "N1"}, {"place_id": ""}, "place_node", "Jia (P1)"),
        ("nodes", {"node_id": "N1"}, {"place_id": "P2"}, "place_node", "Bing (P2)"),
        ("services", {"service_id": "E1"}, {"mode": "tram"}, "unknown_mode", "tram"),
        (
            "airports",
            {"airport_id": "A1"},
            {"airport_id": "S1"},
            "duplicate_id",
            "Jia Airport (S1)",
        ),
    ],
)
def test_rows_that_cannot_be_placed_are_noticed(
    world: Network, table: str, row: dict[str, str], values: dict[str, str], code: str, value: str
) -> None:
    with pytest.raises(InputError) as caught:
        compile_topology(edit(world, table, row, **values))
    assert (code, value) in {(notice.code, notice.value) for notice in caught.value.notices}


@pytest.mark.parametrize(
    ("table", "value"),
    [
        ("nodes", "Jia (N1)"),
        ("places", "Jia (P1)"),
        ("services", "Local north (E1)"),
        ("tracks", "First (T1)"),
        ("stations", "Jia (S1)"),
    ],
)
def test_repeated_ids_are_noticed(world: Network, table: str, value: str) -> None:
    with pytest.raises(InputError) as caught:
        compile_topology(_twice(world, table, 0))
    assert ("duplicate_id", value) in {(n.code, n.value) for n in caught.value.notices}


def test_a_service_needs_two_stops(world: Network) -> None:
    stops = world["stops"]
    single = stops[(stops["service_id"] != "E3") | (stops["seq"] == 1)].reset_index(drop=True)
    with pytest.raises(InputError, match="service_without_stops"):
        compile_topology(world.replace_table("stops", single))


def test_all_notices_come_at_once_with_rows_and_the_nearest_id(world: Network) -> None:
    broken = edit(world, "roads", {"road_id": "R2"}, to_node="N33")
    broken = edit(broken, "transfers", {"transfer_id": "t1"}, to_stop="S11")
    with pytest.raises(InputError) as caught:
        compile_topology(broken)
    first, second = caught.value.notices
    assert (first.table, first.row, first.column) == ("roads", 3, "to_node")
    assert "did you mean 'N3'?" in first.hint
    assert (second.table, second.row, second.column) == ("transfers", 2, "to_stop")


def test_a_topology_is_for_the_rows_it_was_compiled_from(
    world: Network, topology: Topology
) -> None:
    topology.require(edit(world, "tracks", {"track_id": "T1"}, speed_kmh=120.0))
    topology.require(world.at("2030-01-01"))
    with pytest.raises(InputError, match="topology_mismatch"):
        topology.require(_without(world, "flights", "flight_id", "F1"))
    with pytest.raises(InputError, match="topology_mismatch"):
        topology.require(edit(world, "roads", {"road_id": "R1"}, to_node="N3"))
