"""Worlds of trains between three stations, for tests of trips."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from tests.worlds import line_world, world_table
from transnet.kernels.strategies.departures import all_trips
from transnet.model.network import Network
from transnet.supply.kinds import ModeSet
from transnet.travel.model import TravelModel

SOUND = {"source": "drawn", "basis": "found", "confidence": "high"}
OPEN = {"status": "open", "opened": "2010-01-01", "opened_basis": "found"}
STATIONS = ("S1", "S2", "S3")
NODES = ("N1", "N2", "N3", "NX")
DAY_MS = 1440 * 60_000
FARTHEST_MS = 480 * 60_000
UNIT = 10_000

Service = tuple[str, float, tuple[str, ...], tuple[int, ...]]
Way = tuple[str, str, int]

train_services = st.tuples(
    st.sampled_from(["emu", "conventional"]),
    st.integers(1, 60) | st.sampled_from([0.125, 0.5]),
    st.permutations(STATIONS).flatmap(lambda order: st.sampled_from([order, order[:2]])).map(tuple),
    st.tuples(st.integers(1, 90), st.integers(1, 90)),
)
road_ways = st.tuples(st.sampled_from(NODES), st.sampled_from(STATIONS), st.integers(1, 40))


def trains_world(lines: list[Service], access: list[Way]) -> Network:
    network = line_world()
    table = [
        {
            "service_id": f"V{number}", "name_zh": f"V{number}", "name_en": f"V{number}",
            "mode": mode, "kind": "D", "trains_per_day": str(trains), **SOUND, **OPEN,
        }
        for number, (mode, trains, _, _) in enumerate(lines)
    ]  # fmt: skip
    stops = [
        {
            "service_id": f"V{number}", "seq": str(seq + 1), "station_id": station,
            "run_min": str(runs[seq - 1]) if seq else "", "dwell_min": "1", **SOUND,
        }
        for number, (_, _, order, runs) in enumerate(lines)
        for seq, station in enumerate(order)
    ]  # fmt: skip
    roads = [
        {
            "access_id": f"w{number}", "node_id": node, "stop_id": stop, "mode": "road",
            "road_class": "urban", "length_km": str(km), **SOUND,
        }
        for number, (node, stop, km) in enumerate(access)
    ]  # fmt: skip
    network = network.replace_table("services", world_table("services", table))
    network = network.replace_table("stops", world_table("stops", stops))
    network = network.replace_table("flights", network["flights"].iloc[:0])
    return network.replace_table("access", world_table("access", roads))


def trip_costs(model: TravelModel, using: ModeSet = "public") -> np.ndarray:
    """What trips cost those who choose: displacement or wait counted."""
    search = model._search("time")
    return all_trips(search.ready(using)).cost


def limited(**values: float) -> Network:
    lines: list[Service] = [("emu", 24, ("S1", "S3"), (36, 1))]
    return bounded(
        trains_world(lines, [("N1", "S1", 3), ("N3", "S3", 2), ("N2", "S3", 20)]), **values
    )


def bounded(network: Network, **values: float) -> Network:
    """Bound the ways by road to the rides of a network."""
    rows = [
        {
            "parameter": name, "mode": mode, "value": str(value), "low": str(value),
            "high": str(value), "unit": unit, **SOUND,
        }
        for (name, mode, unit), value in {
            ("road_leg_max_km", "emu", "km"): values.get("km", 30.0),
            ("road_leg_max_share", "all", "1"): values.get("share", 1.0),
            **({("own_leg_max_km", "all", "km"): values["own_km"]} if "own_km" in values else {}),
        }.items()
    ]  # fmt: skip
    both = pd.concat([network["parameters"], world_table("parameters", rows)], ignore_index=True)
    return network.replace_table("parameters", both)
