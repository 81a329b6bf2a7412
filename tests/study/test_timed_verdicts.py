"""Targets judged on the timetable: against the rows of the trains' table, and by what holds."""

from __future__ import annotations

import numpy as np
import pytest

import transnet
from tests.study import odd_worlds
from tests.worlds import line_world, priced_world
from transnet.model.network import Network
from transnet.study.compiled import CompiledNetwork
from transnet.study.timed.by_timetable import by_timetable
from transnet.study.timed.commuting import commute_shares, commutes, commuting_state
from transnet.study.timed.named_rides import Journeys
from transnet.study.timed.timed_hours import TimedHours, working_hours
from transnet.study.timed.timed_verdicts import TimedTargets
from transnet.study.timed.train_numbers import TrainNumbers
from transnet.study.wanted import place_ends

TAIYUAN, LULIANG = "140106", "141102"


@pytest.fixture(scope="module")
def study() -> CompiledNetwork:
    return CompiledNetwork(transnet.load_network("shanxi-central"))


@pytest.fixture(scope="module")
def today(study: CompiledNetwork) -> TimedTargets:
    return study.on_timetable(study.state())


def test_the_fastest_train_of_the_window_is_that_of_the_trains_table(
    study: CompiledNetwork, today: TimedTargets
) -> None:
    found = today.verdicts()
    compiled, places = today.compiled, today.timed.state.model.place_ids
    target = compiled.table["target_id"].tolist().index("plan-1h-intercity")
    rows = slice(*compiled.first[target : target + 2].tolist())
    ends = [places[row] for row in compiled.to_row[rows].tolist()]
    at = compiled.first[target] + ends.index(LULIANG)
    stations = ({"太原", "太原南"}, {"吕梁"})
    for way, window, (start, end) in (
        (found.morning, (420, 540), stations),
        (found.evening, (1050, 1170), stations[::-1]),
    ):
        assert way.minutes[at] == _fastest(study.network, start, end, window)


def _fastest(network: Network, start: set[str], end: set[str], window: tuple[int, int]) -> float:
    """Return the minutes of the fastest direct train of a window, by the rows of the table."""
    fastest = np.inf
    for _, train in network["timetable"].groupby("train_id"):
        calls = train.sort_values("seq").to_dict("records")
        for at, leaves in enumerate(calls):
            boards = (
                leaves["station_zh"] in start and leaves["departure_min"] == leaves["departure_min"]
            )
            if boards and window[0] <= leaves["departure_min"] % 1440 < window[1]:
                for call in calls[at + 1 :]:
                    if call["station_zh"] in end:
                        fastest = min(fastest, call["arrival_min"] - leaves["departure_min"])
    return fastest


def test_what_opens_harms_nobody_by_timetable(study: CompiledNetwork, today: TimedTargets) -> None:
    more = study.on_timetable(study.state(open=["rail-xiongxin-hsr"]))
    gained = 0
    for before, after in (
        (today.timed.morning, more.timed.morning),
        (today.timed.evening, more.timed.evening),
        (today.timed.to_work, more.timed.to_work),
    ):
        for old, new in zip(before, after, strict=True):
            assert (new <= old).all()
            gained += int((new < old).sum())
    assert gained > 0


def test_a_named_journey_takes_as_long_as_the_matrix_says(today: TimedTargets) -> None:
    timed = today.timed
    journeys = Journeys(timed.between, TrainNumbers(timed.state.network))
    ids = timed.state.model.place_ids
    for start, end in ((TAIYUAN, LULIANG), (LULIANG, TAIYUAN), ("140702", "140902")):
        ends = ids.index(start), ids.index(end)
        best = journeys.best(
            timed.ways.access.of(ends[0]), timed.ways.egress.of(ends[1]), timed.hours.morning
        )
        assert best is not None
        # The matrix leaves at whole minutes.
        assert best.minutes <= timed.morning.fastest[ends] <= best.minutes + 1
        assert best.road_min + best.ride_min + best.change_min <= best.minutes
        assert (timed.morning.fastest <= timed.morning.median).all()


def test_a_larger_budget_and_the_road_take_nobody_away(today: TimedTargets) -> None:
    timed = commuting_state(today.timed)
    found = {
        (each.means, each.to, each.budget_min): each.able
        for each in commute_shares(commutes(timed), timed.state, (45, 60, 90))
    }
    for (by, to, budget), within in found.items():
        assert within <= found["any", to, budget]
        assert budget == 45 or found[by, to, {60: 45, 90: 60}[budget]] <= within
    assert (timed.to_work.fastest >= timed.morning.fastest).all()


def test_hours_and_budgets_are_parameters() -> None:
    network = transnet.load_network("shanxi-central")
    assert working_hours(network) == TimedHours()
    table = network["parameters"]
    rest = table[~table["parameter"].isin(["commute_budget_min", "work_begins_h", "work_ends_h"])]
    assert len(rest) == len(table) - 3
    assert working_hours(network.replace_table("parameters", rest)) == TimedHours()
    value = table["value"].where(table["parameter"] != "work_begins_h", 8.25)
    value = value.where(table["parameter"] != "commute_budget_min", 100.0)
    changed = working_hours(network.replace_table("parameters", table.assign(value=value)))
    assert (changed.morning, changed.there_by) == (("06:15", "08:15"), "08:15")
    assert changed.budget_min == (45, 100, 100)
    assert changed.budgets_min == (45, 100)


def test_commuters_between_seats_are_there_by_nine(today: TimedTargets) -> None:
    tables = by_timetable({"today": today})
    rows = tables.commuters[tables.commuters["out_departure"] != ""]
    assert len(rows) > 0
    assert (rows["out_departure"] >= "07:00").all()
    assert (rows["out_arrival"] < "09:00").all()
    back = tables.commuters[tables.commuters["back_departure"] != ""]
    assert (back["back_departure"] >= "17:30").all()
    first = tables.trains.set_index(["from_id", "to_id", "mode"]).loc[TAIYUAN, LULIANG, "emu"]
    assert (first["first_train"], first["first_departure"], first["first_from_stop"]) == (
        "C149", "07:56", "R006",
    )  # fmt: skip
    # Where it turns in Taiyuan South, G793 goes on as G792.
    numbers = TrainNumbers(today.timed.state.network)
    assert [numbers.at("G793", stop) for stop in ("R049", "R006")] == ["G793", "G792"]
    assert (tables.trains["first_departure"] <= tables.trains["last_departure"]).all()


WORLDS = {
    "one city": odd_worlds.one_city,
    "one place": odd_worlds.one_place,
    "without stops": odd_worlds.without_stops,
    "cut off": odd_worlds.cut_off_county,
    "priced": priced_world,
    "line": line_world,
}


@pytest.mark.parametrize("name", WORLDS)
def test_odd_worlds_are_judged(name: str) -> None:
    study = CompiledNetwork(WORLDS[name]())
    try:
        study.judge(study.state())
    except transnet.TransnetError:
        pytest.skip("the frequency model refuses it")
    targets = study.on_timetable(study.state(), TimedHours())
    found = targets.verdicts()
    assert len(found.met) == len(study.targets)
    assert (found.morning.minutes[~found.morning.ridden] > 0).any() or not len(found.met)
    tables = by_timetable({"today": targets})
    assert set(tables.commute["to"]) == {"core", "own_seat", "city_pairs"}
    assert place_ends(targets.timed.state.network).core >= 0


def test_without_trains_it_reads_as_the_frequency_model_does() -> None:
    study = CompiledNetwork(odd_worlds.without_stops())
    found = study.on_timetable(study.state()).verdicts()
    by_road = ~np.isnan(found.model.detail.legs.minutes)
    model = found.model.detail.legs.minutes[by_road]
    assert np.array_equal(found.morning.minutes[by_road], model)
    assert not found.morning.ridden.any()
