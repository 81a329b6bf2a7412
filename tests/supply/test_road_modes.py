"""Coaches and buses as modes, extra minutes at a stop, and travel without a car."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.supply.helpers import door_to_door
from tests.worlds import line_world, world_table
from transnet.base.units import UNREACHABLE_MS
from transnet.model.network import Network
from transnet.supply.topology import compile_topology
from transnet.supply.weights import arc_times, restrict
from transnet.travel.model import TravelModel

SOUND = {"source": "drawn", "basis": "found", "confidence": "high"}
OPEN = {"status": "open", "opened": "2010-01-01", "opened_basis": "found"}
TIMES = {"entry_min": 3, "exit_min": 2, "transfer_min": 4, "service_span_min": 960}


def _more(network: Network, table: str, rows: list[dict[str, str]]) -> Network:
    added = world_table(table, [{**SOUND, **row} for row in rows])
    both = pd.concat([network[table], added], ignore_index=True)
    return network.replace_table(table, both)


def _with_bus(mode: str) -> Network:
    """The line world with a bus between the seats of P1 and P2: 35 min, every 20 min."""
    network = line_world()
    ends = {"KA": ("P1", "112.5", "38"), "KB": ("P2", "112.5", "38.25")}
    stations = [
        {
            "station_id": name, "name_zh": name, "name_en": name, "kind": "bus",
            "place_id": place, "lon": lon, "lat": lat, **OPEN,
        }
        for name, (place, lon, lat) in ends.items()
    ]  # fmt: skip
    network = _more(network, "stations", stations)
    service = {
        "service_id": "B1", "name_zh": "B1", "name_en": "B1", "mode": mode, "kind": mode,
        "trains_per_day": "48", **OPEN,
    }  # fmt: skip
    network = _more(network, "services", [service])
    stops = [
        {"service_id": "B1", "seq": "1", "station_id": "KA"},
        {"service_id": "B1", "seq": "2", "station_id": "KB", "run_min": "35"},
    ]
    network = _more(network, "stops", stops)
    ways = [
        {
            "access_id": f"a{name}", "node_id": node, "stop_id": name, "mode": "road",
            "road_class": "urban", "length_km": "1",
        }
        for name, node in (("KA", "N1"), ("KB", "N2"))
    ]  # fmt: skip
    network = _more(network, "access", ways)
    parameters = [
        {
            "parameter": name, "mode": mode, "value": str(value), "low": str(value),
            "high": str(value), "unit": "min",
        }
        for name, value in TIMES.items()
    ]  # fmt: skip
    return _more(network, "parameters", parameters)


@pytest.mark.parametrize("mode", ["coach", "bus"])
def test_a_bus_takes_its_given_time(mode: str) -> None:
    network = _with_bus(mode)
    topology = compile_topology(network)
    # 1 km at 30 km/h to the stop, entry, half of 20 min, the ride, exit, 1 km to the seat.
    assert door_to_door(network, topology, "public")["P1", "P2"] == 2 + 3 + 10 + 35 + 2 + 2
    assert door_to_door(network, topology, "rail")["P1", "P2"] == 59
    # Who knows the timetable counts the 24 trains of S1 with the 48 buses, and no plane.
    model = TravelModel(network, topology)
    path = model.path("P1", "P2", using="public")
    ends = path.alternatives.set_index("from_id")
    assert ends["share"].to_dict() == pytest.approx({"KA": 2 / 3, "S1": 1 / 3})
    assert path.displacement_min == pytest.approx(960 / 72 / 4)
    (rides,) = path.legs.loc[path.legs["leg"] == "ride", "minutes"]
    assert rides == pytest.approx((2 * 35 + 12) / 3)
    assert path.mode == "bus"
    # Who waits for what comes first waits at one stop, and it is that of the bus.
    waited = model.with_waits("first_come").path("P1", "P2", using="public")
    assert waited.alternatives["from_id"].tolist() == ["KA"]
    assert waited.travel_min == pytest.approx(54.0)


def test_without_a_car_only_ways_from_the_own_seat_count() -> None:
    network = _with_bus("bus")
    topology = compile_topology(network)
    carfree = door_to_door(network, topology, "carfree")
    assert carfree["P1", "P2"] == 54
    # S2 has a way of its own from the seat of P2, so the train home is there without a road.
    assert np.isfinite(carfree["P2", "P1"])
    bare = door_to_door(line_world(), compile_topology(line_world()), "carfree")
    assert bare["P1", "P3"] == door_to_door(network, topology, "rail")["P1", "P3"]


def test_a_stop_can_be_quicker_or_slower_than_its_mode() -> None:
    network = line_world()
    topology = compile_topology(network)
    usual = door_to_door(network, topology, "rail")["P1", "P3"]
    stations = network["stations"]
    for column, at in (("entry_extra_min", "S1"), ("exit_extra_min", "S3")):
        for extra, gained in ((-4.0, -4.0), (6.0, 6.0)):
            cells = stations[column].where(stations["station_id"] != at, extra)
            changed = network.replace_table("stations", stations.assign(**{column: cells}))
            found = door_to_door(changed, topology, "rail")["P1", "P3"]
            assert found == usual + gained


def test_no_stop_is_quicker_than_no_time() -> None:
    network = line_world()
    topology = compile_topology(network)
    stations = network["stations"].assign(entry_extra_min=-99.0, transfer_extra_min=-99.0)
    times = arc_times(network.replace_table("stations", stations), topology)
    assert times.total.min() == 0
    assert (restrict(times, topology, "in_train") >= 0).all()
    assert (times.total <= UNREACHABLE_MS).all()
