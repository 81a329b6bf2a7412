"""Nine of ten numbers of a real network that became absurd are spoken of."""

from __future__ import annotations

from collections import Counter

import pytest

import transnet
from tests.model.number_mutants import FACTORS, Examiner, Mutant, draw, number_columns
from tests.worlds import line_world
from transnet.model.checks.all import check_network
from transnet.model.network import Network
from transnet.model.schema import tables

SEED = 11

# Columns in which ten times or a tenth is often a number that could be. They count all the same.
PLAUSIBLE = {
    ("flights", "flights_per_day"): "a route may be flown once or twenty times a day",
    ("targets", "required_share_pct"): "a target may ask for a tenth of the people",
}


@pytest.fixture(scope="module")
def network() -> Network:
    return transnet.load_network("shanxi-central")


@pytest.fixture(scope="module")
def missed(network: Network) -> tuple[list[Mutant], int]:
    """Return the mutants of which nothing is said, and how many were tried."""
    examiner = Examiner(network)
    drawn = draw(network, SEED, per_column=len(FACTORS))
    return [mutant for mutant in drawn if not examiner.found(mutant)], len(drawn)


def test_nine_of_ten_are_found(missed: tuple[list[Mutant], int]) -> None:
    silent, tried = missed
    assert tried >= 300
    assert len(silent) <= tried // 10, "\n".join(map(str, silent))


def test_no_column_is_left_to_itself(missed: tuple[list[Mutant], int]) -> None:
    silent, _ = missed
    count = Counter((each.column.table, each.column.name) for each in silent)
    allowed = {column: len(FACTORS) - 2 if column in PLAUSIBLE else 2 for column in count}
    assert {column: number for column, number in count.items() if number > allowed[column]} == {}


def test_the_mutants_are_of_every_column_that_holds_numbers(network: Network) -> None:
    drawn = {mutant.column.name for mutant in draw(network, SEED, per_column=1)}
    # What would be added to a station's own times is 0 in all of them.
    zeros = {f"{word}_extra_min" for word in ("entry", "exit", "transfer")}
    assert {column.name for column in number_columns()} - drawn == zeros


def test_a_county_with_ten_times_its_people_is_named(network: Network) -> None:
    places = network["places"]
    yingze = places["name_zh"] == "迎泽区"
    people = places["population"].where(~yingze, places["population"] * 10)
    found = check_network(network.replace_table("places", places.assign(population=people)))
    (notice,) = [each for each in found if each.code == "parts_differ"]
    assert (notice.table, notice.row, notice.column) == ("cities", 2, "population")
    assert "Yingze District (140106) would fit with 594238 for 5942380" in notice.hint


def test_gdp_in_another_unit_is_seen_without_any_county(network: Network) -> None:
    cities = network["cities"]
    money = cities["gdp_100m_yuan"] * 1000
    frames = network.replace_table("cities", cities.assign(gdp_100m_yuan=money))
    rows = {each.row for each in check_network(frames) if each.code == "implausible_ratio"}
    assert rows == {2, 3, 4, 5, 6}


@pytest.mark.parametrize("trains", [10.0, 1000.0])
def test_more_trains_than_are_named_or_fit_a_day(network: Network, trains: float) -> None:
    services = network["services"].assign(trains_per_day=trains)
    found = check_network(network.replace_table("services", services))
    rows = {each.row for each in found if each.table == "services"}
    single = services["headway_min"].isna() & ~services["trains"].str.contains(";")
    assert rows >= {row + 2 for row in services.index[single & (services["trains"] != "")]}


def test_the_rules_say_nothing_of_what_is_not_given() -> None:
    world = line_world()
    for name, table in tables().items():
        optional = [
            column.name
            for column in table.columns.values()
            if column.type in ("float", "int") and not column.required
        ]
        emptied = world[name].assign(**dict.fromkeys(optional, float("nan")))
        codes = {each.code for each in check_network(world.replace_table(name, emptied))}
        # Without its headway, a service of 24 departures names one train; without people a target
        # of people has nobody.
        known = {"missing_county_fact", "stop_without_time", "trains_differ", "empty_target"}
        assert codes <= known, name
