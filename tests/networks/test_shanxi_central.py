"""The Shanxi network as a planner relies on it: whole, sourced, connected."""

from __future__ import annotations

import numpy as np
import pytest

import transnet
from transnet.io.catalog import network_folder
from transnet.io.network_folder import read_folder
from transnet.model.network import Network
from transnet.study.result import Result
from transnet.supply.congestion import Traffic
from transnet.supply.kinds import ModeSet
from transnet.travel.departure_rules import Waits


@pytest.fixture(scope="module")
def network() -> Network:
    return transnet.load_network("shanxi-central")


@pytest.fixture(scope="module")
def xiongxin() -> Result:
    return transnet.run("xiongxin-hsr")


def test_the_folder_has_no_error() -> None:
    _, notices = read_folder(network_folder("shanxi-central"))
    assert [str(notice) for notice in notices if notice.severity == "error"] == []


def test_every_row_says_where_it_comes_from(network: Network) -> None:
    for name, table in network.tables.items():
        for column in ("source", "basis", "confidence"):
            assert (table[column] != "").all(), f"{name}.{column}"


def test_the_cluster_is_whole(network: Network) -> None:
    counties = network["places"][network["places"]["kind"] != "external"]
    assert len(counties) == 53
    assert len(network["cities"]) == 5
    assert counties["population"].sum() == pytest.approx(16.09e6, rel=0.001)
    assert (counties["population_urban"] <= counties["population"]).all()
    assert network["timetable"]["train_id"].nunique() == 375
    named = set(network["services"]["trains"].str.split("[;/]").explode())
    # A train that changes its number on the way stands under one of them.
    numbers = network["timetable"].groupby("train_id")["train_no"]
    assert numbers.agg(lambda own: not named.isdisjoint(own)).all()


@pytest.mark.parametrize("day", ["2022-10-31", "2026-02-11", "2035-12-31"])
def test_all_seats_reach_each_other_and_every_open_station(network: Network, day: str) -> None:
    model = transnet.TravelModel(network.at(day))
    places = network["places"]
    counties = places.loc[places["kind"] != "external", "place_id"].tolist()
    times = model.travel_times(counties, counties, using="drive")
    assert np.isfinite(times["travel_min"]).all()
    stations = network.at(day)["stations"]
    served = network.at(day).open_rows("stations") & (stations["city_id"] != "").to_numpy()
    served &= (stations["kind"] != "freight").to_numpy()
    for station in stations.loc[served, "station_id"]:
        assert np.isfinite(model.nearest([station], origins=counties)["travel_min"]).all(), station


@pytest.mark.parametrize("using", ["best", "public", "rail"])
def test_one_plans_for_what_is_rare_and_waits_for_what_is_frequent(
    network: Network, using: ModeSet
) -> None:
    # A train of three a day to Wuhan is no less rare where a few minutes of metro lead to it.
    path = transnet.TravelModel(network.at("2026-02-11")).path("140106", "420100", using=using)
    rides = path.legs[path.legs["leg"] == "ride"]
    planned = rides["displacement_min"] > 0
    assert planned.sum() == 1
    rare = rides.loc[planned, "trains_per_day"].item()
    assert (rides.loc[~planned, "trains_per_day"] > rare).all()
    # At even gaps at least: a quarter of the day over which trains run, over their number.
    assert path.displacement_min >= 960.0 / 4 / rare


@pytest.mark.parametrize("traffic", ["off_peak", "peak"])
@pytest.mark.parametrize("waits", ["timetable", "first_come"])
def test_those_who_must_ride_are_never_worse_off_than_those_without_a_car(
    network: Network, traffic: Traffic, waits: Waits
) -> None:
    model = transnet.TravelModel(network.at("2026-02-11"), traffic=traffic).with_waits(waits)
    counties = (network["places"]["kind"] != "external").to_numpy()
    chosen = np.ix_(counties, counties)
    public, carfree = (model.trips(using).choice_min[chosen] for using in ("public", "carfree"))
    assert (public > carfree).sum() == 0
    # Where a car at the station helps they are better off.
    assert (public < carfree - 10.0).any()


def test_who_must_ride_from_jiaokou_to_lingshi_leaves_the_car_at_home(network: Network) -> None:
    model = transnet.TravelModel(network.at("2026-02-11"))
    ends = model.place_ids.index("141130"), model.place_ids.index("140729")
    with_car = model._search("time", "public").table("public").choice_min[ends]
    public = model.path("141130", "140729", using="public")
    carfree = model.path("141130", "140729", using="carfree")
    trips = model.trips("public")
    assert trips.carless is not None
    assert trips.carless[ends]
    assert trips.choice_min[ends] < with_car - 60.0
    assert (public.using, carfree.using) == ("public", "carfree")
    assert public.travel_min == carfree.travel_min
    assert public.legs.equals(carfree.legs)


@pytest.mark.parametrize(
    "ends", [("140181", "140106"), ("140106", "140181"), ("130100", "130121"), ("140321", "140302")]
)
def test_no_trip_by_rail_goes_out_and_back(network: Network, ends: tuple[str, str]) -> None:
    path = transnet.TravelModel(network.at("2026-02-11")).path(*ends, using="rail")
    rides = path.legs[path.legs["leg"] == "ride"]
    boarded = {name for names in rides["from_id"] for name in names.split("/")}
    left = {name for names in rides["to_id"] for name in names.split("/")}
    assert len(rides) == 1
    assert boarded.isdisjoint(left)


def test_the_line_improves_what_it_joins_and_says_how(xiongxin: Result) -> None:
    # Taiyuan has trains to three stations around Xiong'an already, Xinzhou has none.
    for origin, saved_min in (("140106", 25.0), ("140902", 90.0)):
        before = xiongxin.before.model.path(origin, "133100")
        after = xiongxin.after.model.path(origin, "133100")
        assert after.travel_min < before.travel_min - saved_min
        assert "XIONGXIN-" in ";".join(after.legs["services"])
        assert any(
            link.startswith("tracks/H07") for link in ";".join(after.legs["links"]).split(";")
        )
        assert after.legs["minutes"].sum() == pytest.approx(after.travel_min, abs=1e-9)


def test_the_line_changes_nothing_that_it_cannot_change(xiongxin: Result) -> None:
    before = xiongxin.before.model.leg_minutes().set_index(["from_id", "to_id"])
    after = xiongxin.after.model.leg_minutes().set_index(["from_id", "to_id"])
    for pair in [("140106", "141102"), ("140106", "140302"), ("141102", "610800")]:
        assert before.loc[pair].equals(after.loc[pair])
    chosen_by = (state.model.trips().choice_min for state in (xiongxin.after, xiongxin.before))
    assert np.less_equal(*chosen_by).all()
    drives = after["mode"] == "drive"
    assert (after.loc[drives, "travel_min"] == before.loc[drives, "travel_min"]).all()


def test_without_edits_nothing_changes() -> None:
    result = transnet.run("base-2022")
    assert result.before.travel_times.equals(result.after.travel_times)
    assert result.effects.empty


def test_every_target_of_people_has_a_twin_at_the_peak(network: Network) -> None:
    targets = network["targets"]
    people = targets[targets["measure"].isin(["people_share", "access_share"])]
    named = people["target_id"].tolist()
    assert named[1::2] == [f"{name}-peak" for name in named[::2]]
    assert people["traffic"].tolist() == ["off_peak", "peak"] * (len(named) // 2)
    assert (targets["traffic"] == "off_peak").sum() == len(targets) - len(named) // 2


def test_the_peak_takes_people_out_of_the_hour_and_says_that_it_is_assumed(
    xiongxin: Result,
) -> None:
    verdicts = xiongxin.verdicts.set_index("target_id")
    for target in ("plan-1h-people-core", "plan-1h-people-own", "nat-halfhour-hub"):
        assert verdicts.loc[f"{target}-peak", "after"] < verdicts.loc[target, "after"]
        assert "congestion" in str(verdicts.loc[f"{target}-peak", "recalled_parameters"]).split(";")


def test_congestion_speaks_of_every_class_of_road_and_city(network: Network) -> None:
    rows = network["congestion"]
    assert set(rows["city_id"]) == {"", *network["cities"]["city_id"]}
    ways = network["access"][network["access"]["mode"] == "road"]
    classes = {*network["roads"]["road_class"], *("access_" + ways["road_class"])}
    assert classes == set(rows.loc[rows["city_id"] == "", "road_class"])


def test_city_roads_of_taiyuan_drive_the_published_speed_at_the_peak(network: Network) -> None:
    """AutoNavi, 2017 Q1: 29.52 km/h; a new factor of the class needs new factors of the peak."""
    roads, rows = network["roads"], network["congestion"].set_index("congestion_id")
    named = roads["name_en"].str.startswith("City road") & (roads["road_class"] == "urban")
    design = float(roads.loc[named, "design_speed_kmh"].median())
    off_peak = design * network.parameter("speed_factor", "urban")
    slower = rows.loc[["taiyuan-urban-in", "taiyuan-urban-out"], "time_factor"].mean()
    assert off_peak / slower == pytest.approx(29.52, rel=0.02)
