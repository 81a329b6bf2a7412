"""Why there is no way: roads that aren't modelled, roads that aren't open, rides out of reach."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.worlds import line_world
from transnet.base.language import speaking
from transnet.model.network import Network
from transnet.travel.model import TravelModel
from transnet.travel.no_way import no_way_notices


def _told(network: Network, end: str, using: str) -> list[str]:
    model = TravelModel(network)
    return [str(each) for each in no_way_notices(network, model.path("P1", end, using=using))]  # type: ignore[arg-type]


def _without_roads_to(node: str) -> Network:
    network = line_world()
    roads = network["roads"]
    kept = (roads["from_node"] != node) & (roads["to_node"] != node)
    return network.replace_table("roads", roads[kept])


def test_nothing_is_said_where_there_is_a_way() -> None:
    assert _told(line_world(), "P3", "best") == []


def test_a_place_whose_roads_are_not_modelled() -> None:
    (said,) = _told(_without_roads_to("N3"), "P3", "drive")
    assert "Yi has no road" in said
    assert "roads beyond the region and its gateways aren't modelled" in said
    assert "--using best" in said


def test_roads_that_are_not_open() -> None:
    network = line_world()
    roads = network["roads"]
    closed = roads["closed"].mask(roads["road_id"] == "R1", pd.Timestamp("2011-01-01"))
    (said,) = _told(network.replace_table("roads", roads.assign(closed=closed)), "P3", "drive")
    assert "no roads open on this day join them" in said


@pytest.mark.parametrize(
    ("using", "said"),
    [
        ("rail", "road_leg_max_km"),
        ("best", "neither"),
        ("carfree", "long-distance coaches that the tables don't list may run"),
    ],
)
def test_nothing_rides(using: str, said: str) -> None:
    network = _without_roads_to("N3")
    services = network["services"].assign(closed=pd.Timestamp("2011-01-01"))
    (told,) = _told(network.replace_table("services", services), "P3", using)
    assert said in told


def test_the_reason_is_said_in_chinese_alone() -> None:
    with speaking("zh"):
        (told,) = _told(_without_roads_to("N3"), "P3", "drive")
    assert "模型不含此地的公路" in told
    assert "modelled" not in told


def test_two_stations_without_a_train() -> None:
    network = line_world()
    services = network["services"].assign(closed=pd.Timestamp("2011-01-01"))
    model = TravelModel(network.replace_table("services", services))
    first, *_, last = network["stations"]["station_id"]
    (told,) = no_way_notices(model.network, model.in_train([first], [last]))
    assert "no trains that run on this day join the two stations" in str(told)
