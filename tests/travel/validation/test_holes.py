"""All holes together, the exceptions that excuse them, and published times."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.supply.helpers import edit
from tests.worlds import line_world, world_table
from transnet.model.network import Network
from transnet.travel.model import TravelModel
from transnet.travel.validation.hole_rows import HOLE_COLUMNS, LIMITS
from transnet.travel.validation.holes import find_holes, stale_exceptions
from transnet.travel.validation.published import compare_published, published_holes
from transnet.travel.validation.validate import validate

WORLD = line_world("2024-12-31")


def without_trains(network: Network) -> Network:
    """The world with tracks and no trains."""
    for table in ("services", "stops"):
        network = network.replace_table(table, network[table].iloc[:0])
    return network


def excused(network: Network, *rows: tuple[str, str, str]) -> Network:
    cells = {"source": "drawn", "basis": "found", "confidence": "high", "note": ""}
    records = [
        {"rule": rule, "from_id": a, "to_id": b, "reason_zh": "无", "reason_en": f"No {a}", **cells}
        for rule, a, b in rows
    ]
    return network.replace_table("exceptions", world_table("exceptions", records))


def with_published(minutes: float, **cells: object) -> Network:
    """The world with a published time from S1 to S3, where the express takes 30; S3 is outside."""
    table = WORLD["observed_rail"]
    row = table[table["to_station"] == "S3"].assign(
        fastest_min=minutes, median_min=np.nan, slowest_min=np.nan, observed="2024-07", kind="G"
    )
    both = pd.concat([table, row.assign(**cells)], ignore_index=True)
    network = WORLD.replace_table("observed_rail", both)
    return edit(network, "stations", {"station_id": "S3"}, city_id="")


def test_holes_of_all_rules_stand_together() -> None:
    network = without_trains(
        edit(with_published(30.0), "roads", {"road_id": "R2"}, length_km=145.0)
    )
    found = find_holes(TravelModel(network))
    assert tuple(found.columns) == (*HOLE_COLUMNS, "reason_zh", "reason_en")
    assert found["rule"].tolist() == ["missing_ride", "detour", "published"]
    assert set(found["reason_en"]) == {""}
    assert found["why_en"].iloc[2] == "Jia–Yi: 30 min published (2024-07), inf min modelled"
    assert find_holes(TravelModel(WORLD)).empty


@pytest.mark.parametrize("ends", [("P1", "P3"), ("P3", "P1"), ("P1", ""), ("P3", "")])
def test_exceptions_excuse_holes_in_either_order_of_the_ends(ends: tuple[str, str]) -> None:
    network = excused(without_trains(WORLD), ("missing_ride", *ends))
    found = find_holes(TravelModel(network))
    assert found["reason_zh"].tolist() == ["无"]
    assert found["reason_en"].tolist() == [f"No {ends[0]}"]
    assert stale_exceptions(network, found).empty


@pytest.mark.parametrize(
    "row", [("slow_ride", "P1", "P3"), ("missing_ride", "P1", "P2"), ("missing_ride", "X1", "")]
)
def test_exceptions_for_other_holes_are_stale(row: tuple[str, str, str]) -> None:
    network = excused(without_trains(WORLD), ("missing_ride", "P1", "P3"), row)
    found = find_holes(TravelModel(network))
    stale = stale_exceptions(network, found)
    assert stale[["rule", "from_id", "to_id"]].to_numpy().tolist() == [list(row)]
    assert stale["from_zh"].iloc[0] == {"P1": "甲区", "X1": "远市"}[row[1]]
    assert stale["to_en"].iloc[0] == {"P3": "Yi", "P2": "Bing", "": ""}[row[2]]


def test_published_times_are_held_against_the_fastest_train() -> None:
    table = compare_published(TravelModel(with_published(29.0)))
    assert table[["from_id", "to_id", "published_min", "modelled_min"]].to_numpy().tolist() == [
        ["S1", "S3", 29, 30]
    ]
    assert table["error_pct"].tolist() == [pytest.approx(100 / 29)]
    assert published_holes(TravelModel(with_published(29.0))).empty
    assert published_holes(TravelModel(with_published(33.0))).empty
    for minutes in (27.0, 34.0):
        (hole,) = published_holes(TravelModel(with_published(minutes))).to_dict("records")
        assert hole["value"] == pytest.approx(30 / minutes - 1)
        assert hole["why_zh"] == f"甲站—乙站:公布最快{minutes:.0f} min(2024-07),推算30 min"
    tight = replace(LIMITS, published_ratio=0.01)
    assert len(published_holes(TravelModel(with_published(29.0)), tight)) == 1


def test_only_published_times_of_the_day_between_gateways_count() -> None:
    def pairs(network: Network) -> int:
        return len(compare_published(TravelModel(network)))

    assert pairs(WORLD) == 0
    assert pairs(with_published(29.0)) == 1
    assert pairs(with_published(29.0, observed="2025-01-01")) == 0
    assert pairs(with_published(29.0, observed="after opening")) == 0
    assert pairs(with_published(29.0, basis="recalled")) == 0
    assert pairs(with_published(29.0, median_min=30.0)) == 0
    assert pairs(edit(with_published(29.0), "stations", {"station_id": "S3"}, city_id="C2")) == 0


def test_the_newest_published_time_of_a_pair_counts() -> None:
    network = with_published(29.0)
    table = network["observed_rail"]
    newer = table.iloc[[-1]].assign(observed="2024-08-01", fastest_min=31.0)
    older = table.iloc[[-1]].assign(observed="2023", fastest_min=90.0)
    network = network.replace_table("observed_rail", pd.concat([newer, table, older]))
    assert compare_published(TravelModel(network))["published_min"].tolist() == [31]


def test_validation_holds_them_all() -> None:
    network = excused(with_published(20.0), ("published", "S1", "S3"), ("detour", "P1", ""))
    validation = validate(network)
    assert validation.published["modelled_min"].tolist() == [30]
    assert validation.holes["reason_en"].tolist() == ["No S1"]
    assert validation.stale["rule"].tolist() == ["detour"]
    assert validation.as_dict()["holes"][0]["rule"] == "published"
