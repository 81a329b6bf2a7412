"""Projects one by one on the line world, against minutes worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.worlds import line_world
from transnet import Study
from transnet.base.errors import UnknownNameError
from transnet.model.network import Network
from transnet.study.effect_readings import USINGS, EffectReadings
from transnet.study.project_effects import (
    effects_between,
    project_effects,
    project_states,
    required_projects,
)


def _with(network: Network, project: str, **cells: object) -> Network:
    table = network["projects"].copy()
    at = table["project_id"] == project
    for column, value in cells.items():
        table[column] = table[column].where(~at, value)
    return network.replace_table("projects", table)


def _row(network: Network, project: str) -> pd.Series:
    return project_effects(network).set_index("project_id").loc[project]


def test_the_motorway_brings_the_seats_nearer() -> None:
    row = _row(line_world("2024-12-31"), "road-north")
    # By motorway 58 both ways, by car 95; by rail 59.5 from P1 to P3, and back with 24 trains of
    # 40.5 and 8 of 30 minutes on board 62.875, displaced by 960 / 32 / 4 = 7.5. The seat of P2
    # stays where it is.
    assert row["pairs"] > 0
    assert row["largest_min"] == pytest.approx(62.875 + 7.5 - 58)
    assert 0 < row["mean_min"] < row["largest_min"]
    assert row["winner"] in ("P1", "P2", "P3")
    assert row["winner_min"] > 0
    assert row["winner_using"] == "best"
    assert row["new_pairs"] == 0
    assert row["people_core"] > 0


def test_what_is_saved_on_rides_that_nobody_makes_is_not_counted() -> None:
    network = line_world("2024-12-31")
    count = len(network["places"])
    drive = np.full((count, count), 20.0)

    def state(ride: float) -> EffectReadings:
        minutes = dict.fromkeys(USINGS, np.full((count, count), ride))
        return EffectReadings(minutes, {**minutes, "drive": drive}, (0.0, 0.0))

    figures = ("public_min", "full_wait_min", "carfree_min")
    for drives, after, saved in ((3.0, 60.0, 40.0), (3.0, 61.0, 0.0), (None, 61.0, 39.0)):
        bounded = network if drives is None else _with_bound(network, drives)
        found = effects_between(bounded, state(100.0), state(after))
        assert [found[figure] for figure in figures] == pytest.approx([saved] * 3)
        assert found["mean_min"] == pytest.approx(100.0 - after)


def _with_bound(network: Network, drives: float) -> Network:
    table = network["parameters"]
    row = table.iloc[[0]].assign(
        parameter="likely_ride_drives", mode="all", unit="1",
        value=drives, low=drives, high=drives,
    )  # fmt: skip
    both = pd.concat([table, row], ignore_index=True)
    return network.replace_table("parameters", both)


@pytest.mark.parametrize(("motorway_km", "pairs"), [(90.0, 0), (94.6, 2)])
def test_traces_of_car_time_decide_no_winner(motorway_km: float, pairs: int) -> None:
    # With the train of 22.75 min it's 60.17 from P1 to P3 for who must ride, and back, displacement
    # included, for 67 and 70.375. By car it's 58, or 60.3 over the longer motorway: then the train
    # saves who has a car 8 s a trip, which decides nothing.
    network = line_world("2024-12-31")
    roads = network["roads"].copy()
    roads.loc[roads["road_id"] == "R3", "length_km"] = motorway_km
    row = _row(network.replace_table("roads", roads), "rail-direct")
    assert row["pairs"] == pairs
    assert (row["winner"], row["winner_using"]) == ("P3", "public")
    # Of the 1.1 million people at the ends of a trip from P3, 0.6 live in P1.
    assert row["winner_min"] == pytest.approx((70.375 - 60 - 1 / 6) * 0.6 / 1.1)


def test_who_saves_less_than_a_minute_wins_nothing() -> None:
    network = line_world("2024-12-31")
    stops = network["stops"].copy()
    # Trains of 35.5 min beside those of 36 and 40.5 save must-riders seconds.
    stops.loc[stops["service_id"].isin(["E5", "E6"]) & (stops["seq"] == 2), "run_min"] = 35.5
    services = network["services"].copy()
    services.loc[services["service_id"].isin(["E5", "E6"]), "trains_per_day"] = 1
    network = network.replace_table("stops", stops).replace_table("services", services)
    row = _row(network, "rail-direct")
    assert 0 < row["public_min"] < 0.5
    assert (row["winner"], row["winner_min"], row["winner_using"]) == ("", 0, "")


def _networks(network: Network, project: str) -> tuple[Network, Network]:
    """Return the tables of both states of a project."""
    before, after = (Study(network).network_of(state) for state in project_states(network, project))
    return before, after


def test_required_projects_come_first_and_once() -> None:
    network = _with(line_world(), "rail-direct", requires="road-north")
    assert required_projects(network, "rail-direct") == ["road-north"]
    assert required_projects(network, "road-north") == []
    with pytest.raises(UnknownNameError, match="did you mean road-north"):
        required_projects(network, "road-nort")


def test_what_a_project_requires_stands_on_both_sides() -> None:
    network = _with(line_world(), "rail-direct", requires="road-north")
    before, after = _networks(network, "rail-direct")
    for state in (before, after):
        assert state.open_rows("roads").all()
    opened = after.open_rows("services") & ~before.open_rows("services")
    assert after["services"].loc[opened, "service_id"].tolist() == ["E5", "E6"]


def test_a_project_opens_on_the_eve_of_its_day() -> None:
    day = pd.Timestamp("2023-07-01")
    network = _with(line_world(), "road-north", opened=day, opened_basis="found", status="open")
    before, after = _networks(network, "road-north")
    assert before.when.isoformat() == after.when.isoformat() == "2023-06-30"
    assert not before.open_rows("roads")[2]
    assert after.open_rows("roads")[2]


def test_a_project_of_before_the_plan_is_taken_away() -> None:
    early = pd.Timestamp("2020-01-01")
    network = _with(line_world(), "road-north", opened=early, opened_basis="found", status="open")
    roads = network["roads"].copy()
    roads.loc[roads["road_id"] == "R3", "opened"] = early
    network = network.replace_table("roads", roads)
    before, after = _networks(network, "road-north")
    assert after.when == network.info.base_date
    assert (before.open_rows("roads")[2], after.open_rows("roads")[2]) == (
        False,
        True,
    )
    # Of the trains back from P3 none takes less than 40.5 yet: 65.5 door to door, displaced by 10.
    assert _row(network, "road-north")["largest_min"] == pytest.approx(75.5 - 58)


@pytest.mark.parametrize(("to_station_km", "gained"), [(2.75, 0), (2.0, 1)])
def test_slower_trains_beside_rare_ones_bring_pairs_nearer_and_none_farther(
    to_station_km: float, gained: int
) -> None:
    # On foot from P1 to P3: 36 min to the station at 3 km, 10 in, 36 on board, 5 out, then 33 or
    # 24: 120 or 111. 16 trains of 40 min beside the 24 of 36 make the ride 37.6 in the mean, and
    # displacement 6 for 10: 130 with it becomes 127.6, and 121 becomes 118.6.
    network = line_world("2024-12-31")
    access = network["access"][network["access"]["access_id"].isin(["a1", "a3"])].assign(
        mode="walk", road_class=None, length_km=[3.0, to_station_km]
    )
    services = network["services"]
    services = services[~services["service_id"].isin(["E3", "E4"])]
    stops = network["stops"].copy()
    stops = stops[stops["service_id"].isin(services["service_id"])]
    stops.loc[(stops["service_id"] == "E5") & (stops["seq"] == 2), "run_min"] = 40.0
    stops.loc[(stops["service_id"] == "E6") & (stops["seq"] == 2), "run_min"] = 90.0
    for name, table in (("access", access), ("services", services), ("stops", stops)):
        network = network.replace_table(name, table.reset_index(drop=True))
    assert _row(network, "rail-direct")["carfree_pairs"] == gained


def test_nothing_is_ever_lost() -> None:
    table = project_effects(line_world("2024-12-31"))
    numbers = table.drop(columns=["project_id", "day", "winner", "winner_using"]).astype(float)
    assert (numbers >= 0).all(axis=None)


@pytest.mark.parametrize("population", [0, None], ids=["nobody", "not known"])
def test_where_nobody_lives_there_is_no_mean_and_no_winner(population: int | None) -> None:
    network = line_world("2024-12-31")
    places = network["places"].copy()
    places["population"] = pd.array([population] * len(places), dtype=places["population"].dtype)
    row = _row(network.replace_table("places", places), "road-north")
    means = ["mean_min", "cities_min", "public_min", "full_wait_min", "carfree_min"]
    assert row[means].isna().all()
    assert (row["winner"], row["winner_min"], row["people_core"]) == ("", 0, 0)
    assert row["pairs"] > 0
    assert row["largest_min"] == pytest.approx(62.875 + 7.5 - 58)
