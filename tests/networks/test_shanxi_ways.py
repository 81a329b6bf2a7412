"""Ways in Shanxi that were wrong once: shared tracks, roads over borders, the way to a station."""

from __future__ import annotations

import pandas as pd
import pytest

import transnet
from transnet.model.network import Network
from transnet.scenario.edits import apply_edits
from transnet.scenario.openings import Close
from transnet.scenario.select import services_over, split_ids
from transnet.travel.model import TravelModel


@pytest.fixture(scope="module")
def network() -> Network:
    return transnet.load_network("shanxi-central")


@pytest.fixture(scope="module")
def model(network: Network) -> TravelModel:
    return TravelModel(network)


def _lines(network: Network, services: pd.Series) -> set[str]:
    """Lines that some services run over."""
    stops = network["stops"]
    cells = stops.loc[stops["service_id"].isin(services), "tracks"]
    used = {track for cell in cells for track in split_ids(cell)}
    tracks = network["tracks"]
    return set(tracks.loc[tracks["track_id"].isin(used), "line_id"])


def test_trains_of_the_datong_line_run_on_its_own_tracks_at_taiyuan(network: Network) -> None:
    services = network["services"]["service_id"]
    own = services[services.str.match(r"E-R006-R(041|124|139)-|E-R(041|139)-R006-")]
    assert len(own) > 4
    assert {"H02", "H03"} <= _lines(network, own)
    assert "H01" not in _lines(network, own)


def test_closing_the_shijiazhuang_line_leaves_the_trains_to_xinzhou(
    network: Network, model: TravelModel
) -> None:
    edited = apply_edits(network, [Close(line=("石太客运专线",))])
    closed = set(edited.effects["row_id"])
    assert {"H01-01", "H01-02", "H01-05"} <= closed
    assert not {"H01-03", "H01-04"} & closed  # shared with the Datong–Xi'an line
    ends = (["140107"], ["140902"])
    before, after = (
        each.travel_times(*ends, using="rail")["travel_min"].iloc[0]
        for each in (model, TravelModel(edited.after))
    )
    assert after == before
    out = TravelModel(edited.after).travel_times(["140107"], ["130100"], using="rail")
    assert out["travel_min"].iloc[0] > 150


def test_closing_the_old_shijiazhuang_line_leaves_the_trains_of_others_at_taiyuan(
    network: Network,
) -> None:
    today = network.at(network.info.known_until)
    edited = apply_edits(today, [Close(line=("石太线",))])
    closed = today.open_rows("tracks") & ~edited.after.open_rows("tracks")
    # From Taiyuan to Yuci the rails are those of the South Tongpu line too.
    assert set(today["tracks"].loc[closed, "track_id"]) == {f"C01-{at:02d}" for at in range(1, 15)}
    running = today["services"]["service_id"][today.open_rows("services")]
    stopped = running[services_over(today, closed)[running.index]]
    assert len(stopped) > 4
    # Each of them ran over the mountains to the east.
    stops = today["stops"]
    east = {"R074", "R075", "R077", "R020", "R097"}  # Yangquan to Shouyang and beyond
    calls = stops[stops["service_id"].isin(stopped)].groupby("service_id")["tracks"]
    ridden = calls.agg(lambda cells: {track for cell in cells for track in split_ids(cell)})
    over = set(today["tracks"].loc[today["tracks"]["to_station"].isin(east), "track_id"])
    assert all(over & each for each in ridden)


@pytest.mark.parametrize(
    ("start", "end", "least", "most"),
    [
        ("140321", "130121", 45, 75),  # Pingding–Jingxing: about an hour (m.gzjll.com)
        ("140722", "130426", 80, 125),  # Zuoquan–Shexian: 81 km of first-class road
        ("141125", "610829", 15, 45),  # Liulin–Wubu, over the Yellow River
        ("140302", "140311", 15, 27),  # Yangquan–Yinying, 12 km within one built-up valley
        ("140728", "141121", 45, 75),  # Pingyao–Wenshui over the Fen
        ("140400", "410500", 85, 120),  # Changzhi–Anyang: an hour and a half (huigongju.com)
        (
            "140400",
            "141000",
            90,
            165,
        ),  # Changzhi–Linfen: 90 min on the motorway (m.shzx.org)
        ("120000", "130100", 135, 190),  # Tianjin–Shijiazhuang: three hours (takefoto.cn)
    ],
)
def test_neighbours_across_borders_and_rivers_are_an_hour_apart(
    model: TravelModel, start: str, end: str, least: float, most: float
) -> None:
    minutes = model.travel_times([start], [end], using="drive")["travel_min"].iloc[0]
    assert least < minutes < most


def test_yangquan_north_is_45_km_from_the_town(network: Network, model: TravelModel) -> None:
    """The bus takes 60 to 75 min over 45 km (pediainside.com); a car is quicker."""
    access = model.nearest(["R079"], origins=["140302"])
    assert 48 < access["travel_min"].iloc[0] < 66


def test_nobody_parks_a_car_for_ten_minutes_on_foot(network: Network) -> None:
    access = network["access"]
    seats = network["nodes"].set_index("node_id")["place_id"]
    short = access["mode"].eq("road") & (access["length_km"] <= 0.8)
    assert (seats[access.loc[short, "node_id"]] == "").all()


@pytest.mark.parametrize(
    ("ends", "least", "most"),
    [
        (("140302", "140303"), 20, 35),  # two districts of Yangquan, 5.5 km apart
    ],
)
def test_neighbours_without_a_car_go_all_the_way(
    model: TravelModel, ends: tuple[str, str], least: float, most: float
) -> None:
    path = model.path(*ends, using="carfree")
    assert least < path.travel_min < most
    assert path.legs[["leg", "mode"]].to_numpy().tolist() == [["drive", "bus/cycle"]]
    assert path.displacement_min == 0


def test_districts_far_apart_are_joined_by_city_bus(model: TravelModel) -> None:
    path = model.path("140108", "140106", using="carfree")  # Jiancaoping–Yingze, 14.5 km
    assert 60 < path.travel_min < 75
    assert path.mode == "bus"


def test_no_neighbour_without_a_car_is_sooner_there_than_the_fastest(model: TravelModel) -> None:
    trips, best = model.trips("carfree"), model.trips("best")
    assert trips.drives.sum() >= 10
    assert (trips.choice >= best.choice)[trips.drives].all()


@pytest.mark.parametrize("city", ["西安市", "武汉市", "广州市"])
def test_cities_far_from_their_station_are_reached_without_a_car(
    model: TravelModel, city: str
) -> None:
    egress = model.path("140106", city, using="carfree").legs.iloc[-1]
    assert (egress["leg"], egress["mode"]) == ("egress", "bus/cycle")
    assert 16 < egress["length_km"] < 20
