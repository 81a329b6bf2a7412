"""Projects ranked on the line world: gains, gains per cost, stages, filters and what is kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.worlds import line_world
from transnet.base.cache import Cache
from transnet.base.errors import UnknownNameError
from transnet.model.network import Network
from transnet.scenario.openings import Close, Open
from transnet.study import project_gains
from transnet.study.project_effects import project_effects
from transnet.study.project_kinds import project_kind
from transnet.study.ranked_states import StatesOfProjects
from transnet.study.ranking import GAINS, PER_COST, READINGS, Ranking, rank_projects
from transnet.study.state_reading import CUTOFFS_MIN, StateReader, read_state, supply_print
from transnet.study.study import Study

COST = {"cost_100m_yuan": 20.0, "cost_low_100m_yuan": 10.0, "cost_high_100m_yuan": 40.0}


def _with(network: Network, project: str, **cells: object) -> Network:
    table = network["projects"].copy()
    at = table["project_id"] == project
    for column, value in cells.items():
        table[column] = table[column].where(~at, value)
    return network.replace_table("projects", table)


@pytest.fixture(scope="module")
def network() -> Network:
    return _with(line_world("2024-12-31"), "road-north", **COST)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Cache:
    return Cache(tmp_path_factory.mktemp("ranking"))


@pytest.fixture(scope="module")
def ranking(network: Network, cache: Cache) -> Ranking:
    return rank_projects(network, cache=cache)


def _row(ranking: Ranking, project: str) -> pd.Series:
    return ranking.table.set_index("project_id").loc[project]


def test_alone_it_gains_what_the_page_of_projects_says(network: Network, ranking: Ranking) -> None:
    effects = project_effects(network).set_index("project_id")
    for project in ("road-north", "rail-direct"):
        row = _row(ranking, project)
        assert row["saved_min_alone"] == pytest.approx(effects.loc[project, "mean_min"])
        assert row["cities_min_alone"] == pytest.approx(effects.loc[project, "cities_min"])
        assert row["carless_min_alone"] == pytest.approx(effects.loc[project, "carfree_min"])
        at_hour = ranking.curve_of(project).set_index("cutoff_min").loc[60.0]
        more = at_hour["people_after"] - at_hour["people_before"]
        assert more == pytest.approx(effects.loc[project, "people_core"])
    assert _row(ranking, "road-north")["saved_min_alone"] > 0


def test_a_state_is_read_as_studies_judge_it(network: Network) -> None:
    study = Study(network)
    state = study.state(open=["road-north"])
    found, judged = read_state(study, state), study.judge(state)
    np.testing.assert_allclose(found.average, judged.average_time_min[0])
    np.testing.assert_allclose(found.potential, judged.potential[0])
    at_hour = found.reached[CUTOFFS_MIN.index(60.0)]
    assert at_hour == pytest.approx(judged.people_within_60[0])


def test_states_with_one_print_are_one_and_others_are_read_apart(network: Network) -> None:
    study = Study(network)
    days = ("2023-06-30", "2024-12-31", "2026-06-30", "2028-06-30")
    states = [
        study.state(date=day, open=opened, parameters=changed)
        for day in days
        for opened in ((), ("road-north",), ("rail-direct",))
        for changed in (None, {("parking_min", "all"): 9.0})
        if not (opened and day > "2025")
    ]
    reader, found = StateReader(study), {}
    for state in states:
        own, kept = read_state(study, state), reader(state)
        for name in ("chosen", "to_cities", "carless", "in_reach", "average", "potential"):
            np.testing.assert_array_equal(getattr(own, name), getattr(kept, name))
        found.setdefault(supply_print(study.model(state)), []).append(own.chosen)
    assert 1 < len(found) < len(states)


def test_people_stand_with_their_range_and_their_curve(ranking: Ranking) -> None:
    for row in ranking.table.to_dict("records"):
        assert row["people_low_alone"] <= row["people_alone"] <= row["people_high_alone"]
        curve = ranking.curve_of(str(row["project_id"])).set_index("cutoff_min")
        assert list(curve.index) == list(CUTOFFS_MIN)
        assert curve["people_after"].is_monotonic_increasing
        gain = curve["people_after"] - curve["people_before"]
        assert row["people_alone"] == pytest.approx(gain.mean())
        assert (gain.min(), gain.max()) == (row["people_low_alone"], row["people_high_alone"])


def test_people_in_reach_are_those_of_all_pairs_within_the_thresholds(network: Network) -> None:
    study = Study(network)
    state = study.state(open=["road-north"])
    found, model = read_state(study, state), study.model(state)
    places = network["places"]
    inside = places.loc[places["kind"] != "external", "place_id"]
    people = places.set_index("place_id")["population"].loc[inside].to_numpy()
    times = model.travel_times(list(inside), list(inside))["travel_min"].to_numpy()
    minutes = times.reshape(len(inside), len(inside))
    for cutoff, reached in zip(CUTOFFS_MIN, found.in_reach, strict=True):
        each = [people[row <= cutoff].sum() for row in minutes]
        assert reached == pytest.approx(np.average(each, weights=people))


def test_assumed_programmes_stand_after_all_others(network: Network, tmp_path: Path) -> None:
    bare = network.replace_table("roads", network["roads"].assign(project=""))
    more_trains = {"table": "services", "row_ids": "E1", "column": "trains_per_day",
                   "operation": "scale", "value": 2.0, "low": 1.5, "high": 2.5,
                   "unit": "1", "basis": "assumed"}  # fmt: skip
    programme = bare.replace_table("measures", network["measures"].assign(**more_trains))
    found = rank_projects(programme, by="hours", cache=Cache(tmp_path))
    assert found.table["project_id"].tolist() == ["rail-direct", "road-north"]
    assert found.table["apart"].tolist() == [False, True]


def test_gains_per_cost_have_the_ends_of_the_cost(ranking: Ranking) -> None:
    road, rail = _row(ranking, "road-north"), _row(ranking, "rail-direct")
    for gain in PER_COST:
        whole = road[f"{gain}_alone"]
        per = [road[f"{gain}_per_100m_yuan{end}_alone"] for end in ("", "_low", "_high")]
        assert per == pytest.approx(
            [whole / 20, min(whole / 40, whole / 10), max(whole / 40, whole / 10)]
        )
        assert np.isnan(rail[f"{gain}_per_100m_yuan_alone"])


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("by", [*GAINS, "potential_pct_per_100m_yuan"])
def test_rows_stand_in_order_and_those_without_a_figure_last(
    network: Network, cache: Cache, by: str, reading: str
) -> None:
    found = rank_projects(network, by=by, reading=reading, cache=cache)  # type: ignore[arg-type]
    assert not found.table["apart"].any()
    values = found.table[found.column].to_numpy()
    known = values[~np.isnan(values)]
    assert len(known)
    assert (np.diff(known) <= 0).all()
    assert np.isnan(values[len(known) :]).all()


def test_rows_are_filtered_by_theme_stage_and_kind(network: Network, cache: Cache) -> None:
    def names(**filters: str) -> set[str]:
        found = rank_projects(network, cache=cache, **filters)  # type: ignore[arg-type]
        return set(found.table["project_id"])

    assert names(theme="rail") <= names(stage="2030") == {"road-north", "rail-direct"}
    assert names(theme="rail", kind="built") == {
        name for name in names(theme="rail") if project_kind(network, name) == "built"
    }
    assert names(kind="none") == set()
    for wrong in ({"theme": "sea"}, {"stage": "2040"}, {"kind": "big"}, {"by": "beauty"}):
        with pytest.raises(UnknownNameError):
            rank_projects(network, cache=cache, **wrong)  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match="road-north"):
        rank_projects(network, projects=["road-nort"], cache=cache)


def test_what_was_worked_out_is_not_worked_out_again(
    network: Network, cache: Cache, ranking: Ranking, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_more(*_: object) -> None:
        raise AssertionError("worked out again")

    monkeypatch.setattr(project_gains, "each_reading", no_more)
    again = rank_projects(network, cache=cache)
    pd.testing.assert_frame_equal(again.table, ranking.table)
    pd.testing.assert_frame_equal(again.curve, ranking.curve)


def test_what_was_finished_before_it_was_stopped_is_kept(
    network: Network, ranking: Ranking, tmp_path: Path
) -> None:
    kept = Cache(tmp_path / "kept")
    told: list[tuple[int, int]] = []

    def stop(_: str, done: int, states: int) -> None:
        told.append((done, states))
        if done == states > 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rank_projects(network, cache=kept, progress=stop)
    first, told = told, []
    again = rank_projects(network, cache=kept, progress=lambda _, *at: told.append(at))
    pd.testing.assert_frame_equal(again.table, ranking.table)
    assert [done for done, _ in first] == list(range(first[-1][1] + 1))
    assert 0 < told[-1][1] < first[-1][1]


def test_in_its_stage_a_project_is_weighed_on_top_of_the_others(network: Network) -> None:
    states = StatesOfProjects(network).of("road-north")
    before, after = states.stage
    assert before.edits == (Open(project=("rail-direct",)),)
    assert set(after.edits[0].project) == {"road-north", "rail-direct"}  # type: ignore[union-attr]
    assert states.alone[0].edits == ()


def test_who_waits_for_it_is_away_and_who_excludes_it_is_left_out(network: Network) -> None:
    waiting = _with(network, "rail-direct", requires="road-north")
    found = StatesOfProjects(waiting).of("road-north")
    assert (found.taken_along, found.stage[0].edits) == (("rail-direct",), ())
    assert StatesOfProjects(waiting).of("rail-direct").opened_with == ()  # it is open by then
    undated = _with(waiting, "rail-direct", opened=pd.NaT)
    assert StatesOfProjects(undated).of("rail-direct").opened_with == ("road-north",)
    excluding = _with(network, "rail-direct", conflicts="road-north")
    found = StatesOfProjects(excluding).of("road-north")
    assert (found.left_out, found.stage[0].edits) == (("rail-direct",), ())


def test_a_project_without_a_stage_comes_after_all_that_have_one(network: Network) -> None:
    none = _with(network, "road-north", stage="none")
    assert StatesOfProjects(none).of("road-north").stage[0].edits == (
        Open(project=("rail-direct",)),
    )
    assert StatesOfProjects(none).of("rail-direct").stage[0].edits == ()


def test_one_that_was_open_on_the_day_of_the_plan_is_taken_away(network: Network) -> None:
    opened = pd.Timestamp("2020-01-01")
    old = _with(network, "road-north", opened=opened, status="open", opened_basis="found")
    before, after = StatesOfProjects(old).of("road-north").stage
    assert before.edits[-1] == Close(project=("road-north",))
    assert after.edits == before.edits[:-1]


def test_kinds_tell_works_from_values(network: Network) -> None:
    assert project_kind(network, "road-north") == "built"
    roads = network["roads"].assign(project="")
    without = network.replace_table("roads", roads)
    assert project_kind(without, "road-north") in {"upgrade", "measure", "none"}
    assert project_kind(network.replace_table("measures", network["measures"].iloc[:0]), "x") == (
        "none"
    )


def test_projects_equal_per_cost_stand_by_hours_per_cost_then_by_hours(network: Network) -> None:
    found = rank_projects(network, by="people_per_100m_yuan").table
    own = found.loc[~found["apart"]]
    columns = ("people_per_100m_yuan_alone", "hours_per_100m_yuan_alone", "hours_alone")
    keys = [tuple(-np.nan_to_num(row, nan=-np.inf)) for row in own[[*columns]].to_numpy(float)]
    assert len(keys) > 1
    assert keys == sorted(keys)
    assert own["hours_per_100m_yuan_alone"].isna().any()
