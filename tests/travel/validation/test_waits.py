from __future__ import annotations

import pandas as pd
import pytest

from tests.worlds import line_world, world_table
from transnet.io.network_folder import load_network
from transnet.model.network import Network
from transnet.supply.topology import compile_topology
from transnet.travel.validation.waits import compare_waits, station_town, summarise_waits, towns

WORLD = line_world("2023-12-15")
_CALLS = (("甲站", 0, 0), ("丙站", 12, 14), ("乙站", 36, 36))
_BASE = {"train_no": "D1", "kind": "D", "source": "drawn", "basis": "found", "confidence": "high"}


def _timetabled(*departures: float) -> Network:
    """The line world whose timetable has a train at each departure from S1."""
    rows = []
    for number, at in enumerate(departures):
        for seq, (station, arrives, leaves) in enumerate(_CALLS, start=1):
            call = {
                **_BASE,
                "train_id": f"D{number}",
                "seq": str(seq),
                "station_zh": station,
                "arrival_min": str(at + arrives) if seq > 1 else "",
                "departure_min": str(at + leaves) if seq < 3 else "",
            }
            rows.append(call)
    return WORLD.replace_table("timetable", world_table("timetable", rows))


def _uneven(network: Network, value: float) -> Network:
    table = network["parameters"]
    row = table.iloc[:1].assign(
        parameter="departure_irregularity", mode="all", value=value, low=0.0, high=1.0
    )
    return network.replace_table("parameters", pd.concat([table, row], ignore_index=True))


def _row(network: Network, origin: str = "S1", destination: str = "S3") -> dict[str, float]:
    pairs = [(station_town(network, origin), station_town(network, destination))]
    (row,) = compare_waits(network, compile_topology(network), pairs).to_dict("records")
    return row


def test_even_trains_meet_their_headway() -> None:
    # Services run 24 times in 960 minutes, 12 + 2 + 22 minutes each.
    row = _row(_timetabled(*range(380, 1320, 40)))
    assert (row["from_zh"], row["to_en"], row["trains"]) == ("甲站", "Yi", 24)
    assert (row["timed_wait_min"], row["timed_ride_min"]) == pytest.approx((10, 36))
    assert (row["chance_wait_min"], row["chance_ride_min"]) == pytest.approx((20, 36))
    assert (row["timed_model_wait_min"], row["timed_model_ride_min"]) == pytest.approx((10, 36))
    assert (row["timed_error_pct"], row["chance_error_pct"]) == pytest.approx((0, 0), abs=1e-9)


def test_uneven_gaps_cost_as_the_parameter_says() -> None:
    row = _row(_uneven(_timetabled(*range(380, 1320, 40)), 0.5))
    assert row["timed_model_wait_min"] == pytest.approx(15)
    assert row["chance_model_wait_min"] == pytest.approx(30)


def test_a_train_is_taken_once_where_it_is_quickest() -> None:
    network = _timetabled(*range(380, 1320, 40))
    stations = network["stations"].copy()
    stations.loc[stations["station_id"] == "S2", "city_id"] = "C1"
    cities = network["cities"].copy()
    cities.loc[cities["city_id"] == "C1", "rail_stations"] = "S1;S2"
    network = network.replace_table("stations", stations).replace_table("cities", cities)
    table = compare_waits(network, compile_topology(network))
    assert table[["from_id", "to_id", "trains"]].to_numpy().tolist() == [["C1", "C2", 24]]
    assert table["timed_ride_min"].tolist() == pytest.approx([22])
    assert table["timed_model_ride_min"].tolist() == pytest.approx([22])


def test_ends_are_cities_and_places_outside_with_stations() -> None:
    assert {town.id: sorted(town.stations) for town in towns(WORLD)} == {
        "C1": ["S1"],
        "C2": ["S3"],
    }
    stations = WORLD["stations"].copy()
    stations.loc[stations["station_id"] == "S2", "place_id"] = "X1"
    found = {town.id: town.stations for town in towns(WORLD.replace_table("stations", stations))}
    assert found["X1"] == {"S2"}


def test_pairs_without_a_train_have_no_error() -> None:
    row = _row(_timetabled(480), "S3", "S1")
    assert row["trains"] == 0
    assert row["timed_wait_min"] == float("inf")
    summary = summarise_waits(pd.DataFrame([row, _row(_timetabled(*range(380, 1320, 40)))]))
    assert summary[["reading", "pairs", "within_10"]].to_numpy().tolist() == [
        ["timed", 1, 1],
        ["chance", 1, 1],
    ]
    assert compare_waits(WORLD, compile_topology(WORLD)).empty


def test_headways_of_the_shanxi_network_stand_for_its_timetable() -> None:
    network = load_network("shanxi-central")
    network = network.at(network.info.timetable_date)
    topology = compile_topology(network)
    table = compare_waits(network, topology)
    close = table["timed_error_pct"].abs() <= 10
    assert len(table) > 40
    assert set(zip(table.loc[~close, "from_en"], table.loc[~close, "to_en"], strict=True)) <= {
        ("Xinzhou", "Taiyuan"),  # its fast trains leave more evenly than most
        ("Jinzhong", "Taiyuan"),  # most of its trains come in bunches
        ("Huozhou City", "Taiyuan"),  # only one, at night, before nine in the morning
    }
    south, ends = station_town(network, "R006"), {town.id: town for town in towns(network)}
    named = [(south, ends["110000"]), (south, ends["141100"])]
    errors = compare_waits(network, topology, named)["timed_error_pct"]
    assert errors.abs().max() <= 10
