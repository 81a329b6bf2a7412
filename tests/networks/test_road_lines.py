"""Buses and coaches of today run over the roads of their day."""

from __future__ import annotations

import pandas as pd
import pytest

import transnet
from networks.build.road_lines import _times
from transnet.model.network import Network

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
