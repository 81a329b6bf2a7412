"""The Shanxi network has no holes but named exceptions, and no exception that has become stale."""

from __future__ import annotations

import pandas as pd
import pytest

import transnet
from transnet.model.network import Network
from transnet.travel.model import TravelModel
from transnet.travel.validation.holes import find_holes, stale_exceptions
from transnet.travel.validation.published import compare_published, published_holes
from transnet.travel.validation.road_holes import road_holes
from transnet.travel.validation.trip_holes import trip_holes


@pytest.fixture(scope="module")
def model() -> TravelModel:
    return TravelModel(transnet.load_network("shanxi-central"))


@pytest.fixture(scope="module")
def holes(model: TravelModel) -> pd.DataFrame:
    return find_holes(model)


def test_every_hole_is_a_named_exception(model: TravelModel, holes: pd.DataFrame) -> None:
    exceptions = model.network["exceptions"]
    named = set(zip(exceptions["rule"], exceptions["from_id"], exceptions["to_id"], strict=True))
    found = set(zip(holes["rule"], holes["from_id"], holes["to_id"], strict=True))
    assert found <= named


def test_no_exception_is_stale(model: TravelModel, holes: pd.DataFrame) -> None:
    assert stale_exceptions(model.network, holes).empty


def test_the_rules_find_the_holes_that_were_mended(model: TravelModel) -> None:
    network = model.network
    roads = network["roads"]
    without = network.replace_table("roads", roads[~roads["road_id"].isin(["RA11", "RA17"])])
    assert {"broken_road", "loose_end"} <= set(road_holes(without)["rule"])
    services = network["services"]
    own = services[~services["service_id"].str.startswith("BG-JINGYU")]
    stops = network["stops"][network["stops"]["service_id"].isin(own["service_id"])]
    slow = network.replace_table("services", own).replace_table("stops", stops)
    assert "R325" in set(published_holes(TravelModel(slow))["to_id"])


def test_without_the_motorways_outside_trips_go_round(model: TravelModel) -> None:
    network = model.network
    roads, outside = network["roads"], set(_named(network, "kind", "external"))
    at_outside = network["nodes"].set_index("node_id")["place_id"].isin(outside)
    own = roads["road_id"].str.match(r"RA(2[6-9]|[3-9]\d|1\d\d)$")
    joins = roads[["from_node", "to_node"]].isin(set(at_outside.index[at_outside])).any(axis=1)
    without = network.replace_table("roads", roads[~(own & joins)])
    before, now = (
        {frozenset(pair) for pair in zip(found["from_zh"], found["to_zh"], strict=True)}
        for found in (trip_holes(TravelModel(without)), trip_holes(model))
    )
    for pair in (
        "晋城市 临汾市", "晋城市 运城市", "长治市 安阳市", "洛阳市 晋城市", "涉县 安阳市",
        "鄂尔多斯市(东胜) 府谷县",
    ):  # fmt: skip
        assert frozenset(pair.split()) in before - now, pair


def test_without_the_trains_between_main_cities_trips_go_round(model: TravelModel) -> None:
    network = model.network
    services, stops = network["services"], network["stops"]
    kept = services[~services["service_id"].str.match("BG-(XIHU|ZHENGHU|ZHENGNING|JIZHENG|JIXU)")]
    stops = stops[stops["service_id"].isin(kept["service_id"])]
    without = network.replace_table("services", kept).replace_table("stops", stops)
    found = trip_holes(TravelModel(without))
    pairs = {frozenset(pair) for pair in zip(found["from_zh"], found["to_zh"], strict=True)}
    for pair in ("南京市 郑州市", "郑州市 上海市", "郑州市 济南市", "西安市 上海市"):
        assert frozenset(pair.split()) in pairs, pair


def _named(network: Network, column: str, value: str) -> list[str]:
    places = network["places"]
    return list(places.loc[places[column] == value, "place_id"])


def test_trains_of_the_gateways_are_known_for_the_corridors(model: TravelModel) -> None:
    known = compare_published(model)
    pairs = {frozenset(pair) for pair in zip(known["from_zh"], known["to_zh"], strict=True)}
    for pair in (
        "北京西 石家庄", "北京西 武汉", "北京西 西安北", "北京西 雄安", "北京丰台 太原南",
        "大同南 清河", "呼和浩特东 清河", "大同南 太原", "太原南 郑州", "太原南 西安北",
        "石家庄 济南西", "呼和浩特东 银川",
    ):  # fmt: skip
        assert frozenset(pair.split()) in pairs, pair
    within = known["error_pct"].abs() <= 10
    assert within.sum() >= len(known) - 1
