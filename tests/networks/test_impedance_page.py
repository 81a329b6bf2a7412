"""The page of impedances: as the network and its fares are, and near what tickets say."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from networks.build.common import read_data, read_page
from networks.build.impedance import fares_table, parameters_table
from transnet.io.network_folder import load_network
from transnet.model.network import Network
from transnet.study.run import evaluate_models
from transnet.travel.model import TravelModel

PAGE = (Path(__file__).parents[2] / "docs" / "impedance.md").read_text(encoding="utf-8")


@cache
def _network() -> Network:
    return load_network("shanxi-central")


@cache
def _model() -> TravelModel:
    return TravelModel(_network().at(_network().info.timetable_date))


def test_the_page_is_fresh() -> None:
    hint = "write it anew with: python -m networks.build.impedance"
    assert parameters_table(_network()) in PAGE, hint
    assert fares_table(_model()) in PAGE, hint
    assert read_page("impedance_head") in PAGE, hint
    assert read_page("impedance_roads") in PAGE, hint


def test_fast_trains_cost_what_tickets_say() -> None:
    ids = _network()["stations"].drop_duplicates("name_zh").set_index("name_zh")["station_id"]
    tickets = [row for row in read_data("observed_fares") if row["date"]]
    assert len(tickets) == 2
    for row in tickets:
        ours = _model().ride_fare(ids[row["from_zh"]], ids[row["to_zh"]], row["mode"])
        # Tickets are to Beijing West and ours to Fengtai, some 5 km less at 0.46 yuan.
        assert ours == pytest.approx(float(row["yuan"]), abs=4.0)
        assert ours < float(row["yuan"])


def test_without_tolls_drives_cost_less_money_and_no_minute() -> None:
    before, after = evaluate_models("themes/toll-free")
    fast = [model.path("140106", "140902", using="drive") for model in (before, after)]
    assert fast[0].travel_min == fast[1].travel_min
    assert fast[0].yuan > fast[1].yuan
    for model in (before, after):
        generalised = model.path("140106", "140902", using="drive", impedance="generalised_cost")
        by_time = model.path("140106", "140902", using="drive")
        assert generalised.generalised_yuan <= by_time.generalised_yuan
