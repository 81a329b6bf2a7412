"""Buses and coaches of today run over the roads of their day."""

from __future__ import annotations

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

import transnet
from networks.build.road_lines import _times
from transnet.model.network import Network
from transnet.travel.model import TravelModel

LINE = {"line": "L", "status": "open", "opened": "2020-01-01", "cap_kmh": "80"}


def _road(start: str, end: str, length_km: str, opened: str) -> dict[str, object]:
    return {
        "from_node": start, "to_node": end, "length_km": length_km, "opened": opened,
        "road_class": "motorway", "terrain": "level", "design_speed_kmh": "120",
    }  # fmt: skip


ROADS = [
    _road("A", "B", "80", "2010-01-01"),
    _road("A", "C", "20", "2021-05-01"),
    _road("C", "B", "20", "2022-06-01"),
    _road("A", "B", "39.9", "2023-07-01"),  # no half minute shorter
]


def test_a_line_is_a_service_for_each_time_between_openings() -> None:
    found = list(_times(LINE, ROADS, ["A", "B"]))
    lines = [(row["line"], row["opened"], row["closed"]) for row, _ in found]
    assert lines == [("L", "2020-01-01", "2022-06-01"), ("L-2022-06-01", "2022-06-01", "")]
    assert [runs for _, runs in found] == [[60.0], [30.0]]


def test_a_planned_line_has_the_roads_of_today() -> None:
    ((row, runs),) = _times({**LINE, "status": "planned"}, ROADS, ["A", "B"])
    assert (row["closed"], runs) == ("", [29.9])


@pytest.fixture(scope="module")
def network() -> Network:
    return transnet.load_network("shanxi-central")


@pytest.mark.parametrize("day", ["2022-10-31", "2024-12-24", "2024-12-25", "2026-02-11"])
def test_each_coach_runs_once_a_day(network: Network, day: str) -> None:
    services = network.at(day)["services"]
    here = services[network.at(day).open_rows("services")]
    coaches = here[here["service_id"].str.startswith("CO-")]
    assert coaches["name_en"].is_unique
    (to_shilou,) = coaches.loc[coaches["name_en"] == "Coach Shilou–Taiyuan", "service_id"]
    run = pd.to_numeric(network["stops"].set_index("service_id").loc[to_shilou, "run_min"]).sum()
    assert (run < 185) == (day >= "2024-12-25")  # by the motorway to Fenyang, opened that day


def _road_km(network: Network, places: list[str]) -> npt.NDArray[np.float64]:
    """Kilometres of the shortest way by open road between places, f64[places, places]."""
    roads = network["roads"][network.open_rows("roads")].sort_values("length_km", ascending=False)
    graph = nx.from_pandas_edgelist(roads, "from_node", "to_node", "length_km")
    nodes = network["nodes"].set_index("place_id")["node_id"]
    ways = {
        place: nx.single_source_dijkstra_path_length(graph, nodes[place], weight="length_km")
        for place in places
    }
    return np.array([[ways[start][nodes[end]] for end in places] for start in places])


def test_neighbouring_counties_can_be_reached_without_a_car(network: Network) -> None:
    """Within twice the drive and an hour, where no third seat lies on the way between two."""
    today = network.at(network.info.known_until)
    places = today["places"]
    counties = places.loc[places["city_id"] != "", "place_id"].tolist()
    model = TravelModel(today)
    drive, carfree = (
        model.travel_times(counties, counties, using=using)["travel_min"]
        .to_numpy()
        .reshape(len(counties), len(counties))
        for using in ("drive", "carfree")
    )
    km = _road_km(today, counties)
    legs = np.where(km > 3, km, np.inf)
    by_third = (legs[:, :, np.newaxis] + legs[np.newaxis, :, :]).min(axis=1)
    neighbours = (km > 0) & (km <= 100) & (by_third >= 1.12 * km)
    assert neighbours.sum() > 180
    late = neighbours & (carfree > 2 * drive + 60)
    assert [(counties[i], counties[j]) for i, j in np.argwhere(late)] == []
