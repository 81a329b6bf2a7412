"""A study that has seen many states answers as one that has seen none, and as a run does."""

from __future__ import annotations

import datetime as dt
import pickle
from dataclasses import fields, replace
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drawn import STATES
from tests.scenario.helpers import NEW_LINE, NEW_LINK
from tests.worlds import line_world
from transnet import Study, run
from transnet.base.errors import InputError, ScenarioError, UnknownNameError
from transnet.scenario.file import Scenario
from transnet.scenario.openings import Open
from transnet.study import verdict_arrays
from transnet.study.input_ends import ENDS, End, input_names, vary
from transnet.study.network_state import NetworkState
from transnet.study.outcome import Outcome
from transnet.study.verdict_arrays import VerdictArrays
from transnet.travel import unchanged_trips

WORLD = line_world()
STUDY, BOUNDED = Study(WORLD), Study(WORLD)
DAYS = ("2022-10-31", "2024-12-31", "2025-06-30")
PARAMETERS = (
    ("transfer_min", "emu", 2, 20),
    ("entry_min", "emu", 0, 30),
    ("wait_cap_min", "all", 0, 90),
)


def _same(found: Outcome, expected: Outcome) -> None:
    for field in fields(Outcome):
        ours, theirs = (getattr(each, field.name) for each in (found, expected))
        if field.name in ("states", "notices"):
            assert ours == theirs
        else:
            assert ours.dtype == theirs.dtype
            assert ours.tobytes() == theirs.tobytes(), field.name


@st.composite
def _questions(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a scenario's values, each edit one that changes something."""
    edits: list[dict[str, Any]] = [
        {"action": "open", "project": name}
        for name in ("road-north", "rail-direct")
        if draw(st.booleans())
    ]
    edits += [edit for edit in (NEW_LINE, NEW_LINK) if draw(st.booleans())]
    for name, mode, low, high in PARAMETERS:
        value = draw(st.floats(low, high))
        if draw(st.booleans()) and value != WORLD.parameter(name, mode):
            set_to = {"parameter": name, "mode": mode, "value": value}
            edits.append({"action": "set_parameter", **set_to})
    if draw(st.booleans()):
        trains = draw(st.integers(1, 23))
        edits.append({"action": "set_headway", "service": "E1", "trains_per_day": trains})
    return {"id": "drawn", "date": draw(st.sampled_from(DAYS)), "edit": edits}


@given(_questions())
@settings(max_examples=STATES)
def test_what_was_asked_before_changes_no_byte(values: dict[str, Any]) -> None:
    states = STUDY.states_of(Scenario.from_dict(values))
    _same(STUDY.judge(states), Study(WORLD).judge(states))


@given(
    st.sets(st.sampled_from(["road-north", "rail-direct"])),
    st.dictionaries(st.sampled_from(["E1", "E2", "U1"]), st.sampled_from([1, 4, 23, 25, 190])),
)
@settings(max_examples=STATES)
def test_trips_that_are_told_to_be_the_same_are_the_same_bytes(
    opened: set[str], trains: dict[str, float]
) -> None:
    """However many are asked about, and however much differs: the bound alone tells."""
    state = BOUNDED.state(open=sorted(opened), services=trains)
    with (
        patch.object(unchanged_trips, "_FEW", 1.0),
        patch.object(unchanged_trips, "_MOST", 1.0),
    ):
        found = BOUNDED.judge(state)
    _same(found, Study(WORLD).judge(state))


@given(_questions())
@settings(max_examples=10)
def test_a_run_of_the_same_scenario_says_the_same(values: dict[str, Any]) -> None:
    scenario = Scenario.from_dict(values)
    found, result = STUDY.judge(STUDY.states_of(scenario)), run(scenario, network=WORLD)
    for row, state in enumerate((result.before, result.after)):
        assert found.met[row].tolist() == state.verdicts["met"].tolist()
        for name in ("value", "shortfall"):
            assert getattr(found, name)[row].tobytes() == state.verdicts[name].to_numpy().tobytes()
        assert found.count[row].tolist() == state.verdicts["count"].tolist()
        assert found.people_within_60[row] == state.places["people_within_60"].sum()
    watt = result.accessibility.weighted_average_time()
    assert found.average_time_min[1] == pytest.approx(watt.table["after"].to_numpy(), nan_ok=True)


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return a list that grows with each state whose targets are judged."""
    seen: list[object] = []
    plain = verdict_arrays.evaluate_targets

    def counted(*asked: Any) -> VerdictArrays:
        seen.append(asked)
        return plain(*asked)

    monkeypatch.setattr(verdict_arrays, "evaluate_targets", counted)
    return seen


def test_states_that_differ_in_nothing_that_decides_share_an_outcome(judged: list[object]) -> None:
    table = WORLD["projects"]
    idle = table[table["project_id"] == "rail-direct"].assign(project_id="idle")
    study = Study(WORLD.replace_table("projects", pd.concat([table, idle], ignore_index=True)))
    usual, same = (study.judge(study.state(open=opened)) for opened in ([], ["idle"]))
    assert len(judged) == 1
    assert same.value.tobytes() == usual.value.tobytes()
    assert same.states != usual.states
    study.judge(study.state(open=["rail-direct"]))
    study.judge(study.state(parameters={("entry_min", "emu"): 21.0}))
    assert len(judged) == 3
    study.judge(study.state(open=["idle"], traffic="peak"))
    assert len(judged) == 4


@pytest.mark.parametrize(("kind", "is_idle"), [("general", True), ("passenger", False)])
def test_a_stop_without_trains_or_flights_changes_nothing_unless_a_target_asks_for_it(
    kind: str, is_idle: bool, judged: list[object]
) -> None:
    tables = {name: WORLD[name] for name in ("projects", "airports", "access")}
    own = {
        "projects": {"project_id": "field", "opened": pd.NaT},
        "airports": {"airport_id": "GX", "kind": kind, "opened": pd.NaT, "project": "field"},
        "access": {"stop_id": "GX", "node_id": "N2"},
    }
    network = WORLD
    for name, cells in own.items():
        more = tables[name].iloc[[0]].assign(**cells).astype(tables[name].dtypes.to_dict())
        network = network.replace_table(name, pd.concat([tables[name], more], ignore_index=True))
    study = Study(network)
    study.judge(study.state())
    judged.clear()
    found = study.judge(study.state(open=["field"]))
    assert len(judged) == (0 if is_idle else 1)
    _same(found, Study(network).judge(study.state(open=["field"])))


def test_states_in_any_batches_are_the_same_bytes() -> None:
    states = [STUDY.state(date=day, open=["road-north"]) for day in DAYS]
    whole = Study(WORLD).judge(states)
    for nth, state in enumerate(states):
        alone = STUDY.judge(state)
        assert alone.value[0].tobytes() == whole.value[nth].tobytes()


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_any_number_of_threads_gives_the_same_bytes(threads: int) -> None:
    states = [
        STUDY.state(date=day, open=opened, traffic=traffic)
        for day in DAYS
        for opened in ([], ["road-north"], ["rail-direct"])
        for traffic in ("off_peak", "peak")
    ]
    study = Study(WORLD)
    _same(study.judge(states, threads=threads), Study(WORLD).judge(states, threads=1))
    _same(study.judge(states[::-1], threads=threads), Study(WORLD).judge(states[::-1], threads=1))


@pytest.mark.parametrize("threads", [0, -1, "two", 1.5])
def test_less_than_a_thread_is_refused(threads: Any) -> None:
    with pytest.raises(InputError, match="threads"):
        STUDY.judge(STUDY.state(), threads=threads)


def test_the_first_state_that_cannot_be_judged_is_told_of_by_any_number_of_threads() -> None:
    states = [STUDY.state(open=[name]) for name in ("road-north", "none-1", "none-2", "none-3")]
    with pytest.raises(ScenarioError, match="none-1"):
        Study(WORLD).judge(states, threads=2)


@pytest.mark.parametrize(
    ("parameter", "mode", "value"),
    [("entry_min", "emu", 22.5), ("spread_speed_kmh", "all", 15.0), ("detour_factor", "all", 2.5)],
)
def test_parameters_are_the_edits_that_set_them(parameter: str, mode: str, value: float) -> None:
    edit = {"action": "set_parameter", "parameter": parameter, "mode": mode, "value": value}
    scenario = Scenario.from_dict({"id": "s", "date": DAYS[0], "edit": [edit]})
    by_edit = STUDY.judge(STUDY.states_of(scenario)[1])
    by_name = STUDY.judge(STUDY.state(date=DAYS[0], parameters={(parameter, mode): value}))
    assert by_edit.value.tobytes() == by_name.value.tobytes()
    usual = STUDY.judge(STUDY.state(date=DAYS[0]))
    assert usual.value.tobytes() != by_name.value.tobytes()


@pytest.mark.parametrize("end", ENDS)
def test_inputs_at_an_end_are_those_of_a_network_that_has_them_so(end: End) -> None:
    names = input_names(WORLD)
    early, late = STUDY.states_of(Scenario.from_dict({"id": "s", "date": DAYS[1]}))
    found = STUDY.judge([early.with_inputs(names, end), late.with_inputs(names, end)])
    other = Study(vary(WORLD, dict.fromkeys(names, end)))
    expected = other.judge([early, late])
    assert found.value.tobytes() == expected.value.tobytes()
    assert found.value.tobytes() != STUDY.judge([early, late]).value.tobytes()


def test_what_edits_set_stays_where_inputs_are_at_an_end() -> None:
    set_to = {"parameter": "entry_min", "mode": "emu", "value": 22.5}
    edit = {"action": "set_parameter", **set_to}
    early, late = STUDY.states_of(Scenario.from_dict({"id": "s", "date": DAYS[1], "edit": [edit]}))
    ends = [STUDY.network_of(each.with_inputs(["entry_min"], "slow")) for each in (early, late)]
    assert ends[1].parameter("entry_min", "emu") == 22.5
    assert ends[0].parameter("entry_min", "emu") == _high("entry_min", "emu") != 22.5
    held = late.with_inputs(["entry_min"], "slow")
    own = replace(held, reference=late)
    assert STUDY.network_of(own).parameter("entry_min", "emu") == _high("entry_min", "emu")


def _high(name: str, mode: str) -> float:
    rows = WORLD["parameters"]
    return float(rows.loc[(rows["parameter"] == name) & (rows["mode"] == mode), "high"].iloc[0])


def test_a_study_of_other_targets_shares_what_is_known_of_states() -> None:
    study = Study(WORLD)
    state = study.state(date=DAYS[0])
    whole, table = study.judge(state), WORLD["targets"]
    few = study.with_targets(table.iloc[1:2])
    assert few.model(state) is study.model(state)
    assert few.judge(state).value.tolist() == whole.value[:, 1:2].tolist()
    assert study.judge(state).value.tobytes() == whole.value.tobytes()
    none = study.with_targets(table.iloc[:0])
    assert none.judge(state).met.shape == (1, 0)


def test_trains_a_day_are_set_by_service() -> None:
    few = STUDY.state(date=DAYS[1], services={"E1": 1, "E3": 1, "U1": 1})
    many = STUDY.state(date=DAYS[1])
    rate = [STUDY.model(each).times.pairs.departures.trains.sum() for each in (few, many)]
    assert rate[0] < rate[1]


def test_states_are_small_hashable_and_picklable() -> None:
    state = STUDY.state(date=DAYS[0], open=["road-north"], traffic="peak")
    again = pickle.loads(pickle.dumps(state))  # noqa: S301, our own bytes
    assert again == state
    assert hash(again) == hash(state)
    assert len(pickle.dumps(state)) < 2000
    assert state != STUDY.state(date=DAYS[0], open=["road-north"])


def test_a_state_is_read_on_the_last_day_that_sources_cover_unless_told() -> None:
    assert STUDY.state().date == WORLD.info.known_until
    assert STUDY.state(date=dt.date(2023, 5, 1)) == STUDY.state(date="2023-05-01")
    assert STUDY.state(open=["a"]) == NetworkState(WORLD.info.known_until, (Open(project=("a",)),))


def test_what_cannot_be_is_refused_when_it_is_asked() -> None:
    with pytest.raises(ScenarioError, match="1 error"):
        STUDY.judge(STUDY.state(open=["road-nort"]))
    with pytest.raises(UnknownNameError):
        STUDY.judge(STUDY.state(parameters={("transfer_mi", "metro"): 3.0}))
    with pytest.raises(InputError):
        STUDY.judge(STUDY.state(parameters={("transfer_min", "metro"): -3.0}))
    with pytest.raises(InputError):
        STUDY.state(date="2023-02-30")
    with pytest.raises(UnknownNameError):
        STUDY.state(traffic="night")  # type: ignore[arg-type]
    with pytest.raises(ScenarioError):
        Study(WORLD, targets=["no-such-*"])


def test_one_state_counts_as_a_list_of_one() -> None:
    state = STUDY.state()
    _same(STUDY.judge(state), STUDY.judge([state]))
    assert np.shape(STUDY.judge(state).met) == (1, len(WORLD["targets"]))


def test_parts_of_outcomes_are_those_of_the_same_states() -> None:
    states = [STUDY.state(), STUDY.state(date="2022-10-31")]
    whole, rows = STUDY.judge(states), STUDY.judge(states, parts="rows")
    counties, places = STUDY.judge(states, parts="counties"), STUDY.judge(states, parts="places")
    for found in (rows, counties, places):
        np.testing.assert_array_equal(found.met, whole.met)
    np.testing.assert_array_equal(rows.shortfall, whole.shortfall)
    np.testing.assert_array_equal(places.value, whole.value)
    np.testing.assert_allclose(counties.within.sum(axis=1), whole.people_within_60)
    tables = STUDY.judge(states, parts="tables")
    for at, state in enumerate(states):
        run_of = STUDY.evaluation(state, ("", ""))
        pd.testing.assert_frame_equal(tables.detail[at], run_of.detail)
        np.testing.assert_array_equal(rows.minutes[at], run_of.detail["minutes"])
        np.testing.assert_array_equal(places.minutes[at], run_of.minutes())
        inside = run_of.places["people"].notna()
        np.testing.assert_array_equal(counties.minutes[at], run_of.places["core_min"][inside])
    with pytest.raises(UnknownNameError, match="parts of an outcome"):
        STUDY.judge(states, parts="trips")  # type: ignore[call-overload]
