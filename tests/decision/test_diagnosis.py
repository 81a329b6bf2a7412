"""What is missing and the least that mends it, on a world of two projects."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from tests.decision.narrow import only
from tests.many_projects import WORLD
from tests.worlds import line_world
from transnet.decision.deciding_sets import DecidingSets
from transnet.decision.diagnosis import Diagnosis, _openable, diagnose
from transnet.decision.input_levers import InputLevers
from transnet.decision.project_sets import ProjectSets
from transnet.report.mended_scenario import mended_text, write_mended_scenario_file
from transnet.report.words.diagnosis_words import changes, remedy_words
from transnet.scenario.file import Scenario
from transnet.scenario.values import SetHeadway
from transnet.study.compiled import CompiledNetwork
from transnet.study.study import Study
from transnet.study.verdicts import LEG_COLUMNS

_KEYS = ["target_id", "from_id", "to_id"]
TODAY = Scenario.from_dict({"id": "s", "date": "2024-12-31"})


@pytest.fixture(scope="module")
def found() -> Diagnosis:
    return diagnose(TODAY, network=line_world())


def test_a_failing_pair_is_taken_apart_into_legs(found: Diagnosis) -> None:
    rows = found.missing[found.missing["target_id"] == "plan-door"]
    assert rows["missing_min"].max() == pytest.approx(14.5)
    assert (rows["minutes"] - rows["within_min"]).tolist() == rows["missing_min"].tolist()
    assert rows[list(LEG_COLUMNS)].sum(axis=1).tolist() == pytest.approx(rows["minutes"].tolist())


def test_counties_with_people_beyond_the_limit_are_named(found: Diagnosis) -> None:
    for target in ("plan-people", "nat-access"):
        rows = found.missing[found.missing["target_id"] == target]
        assert (rows["people_missing"] > 0).all()
        assert rows["people_missing"].is_monotonic_decreasing
        assert len(rows)


def test_the_least_is_one_project_and_a_run_proves_it(found: Diagnosis, tmp_path: Path) -> None:
    by = {each.target: each for each in found.remedies}
    assert set(by) == {"plan-door", "plan-people", "nat-access"}
    assert by["plan-door"].projects.chosen == ("road-north",)
    assert by["plan-door"].projects.others == 0
    proved = write_mended_scenario_file(found, tmp_path / "s.toml", network=line_world())
    assert proved["plan-door"]
    assert "[[edit]]" in (tmp_path / "s.toml").read_text("utf-8")


def test_where_no_project_does_it_is_said_what_they_leave(found: Diagnosis) -> None:
    people = next(each for each in found.remedies if each.target == "plan-people")
    assert not people.projects.chosen
    assert people.projects.looked == 2
    assert people.left is not None
    assert people.left["shortfall"] > 0
    said = " ".join(each.en for each in remedy_words(found, people))
    assert "every set of up to 2 of 2" in said


def test_values_just_meet_a_target() -> None:
    study = Study(line_world(), targets=["plan-door"])
    state = study.state(date="2024-12-31")
    levers = InputLevers(study, state, state).of_target(0)
    for lever in levers:
        if lever.rows:
            values = {(name, mode): value for name, mode, value in lever.rows}
            now = study.network.parameter_values
            nearer = {key: np.interp(0.98, [0, 1], [now[key], at]) for key, at in values.items()}
            met = [
                bool(study.judge(study.state(date="2024-12-31", parameters=each)).met[0, 0])
                for each in (values, nearer)
            ]
            assert met == [True, False], lever.name


def test_one_service_that_runs_more_often_meets_a_target(tmp_path: Path) -> None:
    """The express takes 30 of 55 minutes beside the wait, so a wait of 5 is left; the local, 61."""
    world = only(line_world(), "")
    services = world["services"]
    low = services["service_id"].map({"E1": 5.0, "E3": 4.0}).astype(np.float64)
    named = {"headway_low_min": low, "headway_high_min": services["headway_min"].where(low.notna())}
    world = world.replace_table("services", services.assign(**named))
    scenario = replace(TODAY, targets=("plan-door",))
    found = diagnose(scenario, network=world, projects=["rail-direct"])
    (remedy,) = found.remedies
    (lever,) = (each for each in remedy.levers if each.service)
    assert lever.service == "E3"
    study, state = Study(world, targets=["plan-door"]), found.mended()
    met = [
        bool(study.judge(study.states_of(replace(state, edit=(each,)))[1]).met[0, 0])
        for each in (
            SetHeadway(service=("E3",), headway_min=lever.headway_min),
            SetHeadway(service=("E3",), headway_min=1.02 * lever.headway_min),
        )
    ]
    assert met == [True, False]
    told = [each for each in remedy_words(found, remedy) if "Express north every" in each.en]
    assert len(told) == 1
    assert "快车上" in told[0].zh
    assert 'service = ["E3"]' in mended_text(found)


def test_each_pair_gets_the_fewest_projects_that_bring_it_within_its_limit() -> None:
    """Held against every set of them, judged from nothing; and the inputs likewise."""
    asked = ["road-north", "rail-direct", "frequent", "faster-road", "gates-b", "parking"]
    scenario = Scenario.from_dict({"id": "s", "date": "2023-12-31"})
    found = diagnose(scenario, network=WORLD, projects=asked)
    assert len(found.changes)
    study = Study(WORLD)
    minutes = {
        names: study.verdicts(study.state(open=names, date="2023-12-31")).detail.legs.minutes
        for size in range(3)
        for names in combinations(found.candidates["project_id"], size)
    }
    detail = study.evaluation(study.state(date="2023-12-31"), ("", "")).detail
    rows = {key: at for at, key in enumerate(detail[_KEYS].itertuples(index=False, name=None))}
    limits = WORLD["targets"].set_index("target_id")["within_min"]
    for change in found.changes.to_dict("records"):
        at = rows[tuple(change[key] for key in _KEYS)]
        limit = limits[change["target_id"]]
        enough = [names for names, each in minutes.items() if each[at] <= limit]
        fewest = min(map(len, enough), default=0)
        chosen = tuple(each for each in change["projects"].split(";") if each)
        assert len(chosen) == fewest
        assert not enough or set(chosen) in [set(names) for names in enough]
        assert chosen or change["looked"] == 2
    assert found.changes["projects"].ne("").any()
    assert found.changes["projects"].eq("").any()


def test_sets_that_are_not_looked_at_come_to_the_same_as_smaller_ones() -> None:
    asked = ["road-north", "rail-direct", "frequent", "gates-b", "flown-often-b", "parking"]
    sets = ProjectSets(CompiledNetwork(WORLD), asked, date="2023-12-31")
    deciding, count = DecidingSets(sets), len(asked)
    every = (np.arange(1 << count)[:, None] >> np.arange(count) & 1).astype(np.bool_)
    minutes = sets.row_minutes(every)
    left_out = 0
    for row in range(minutes.shape[1]):
        own = np.arange(minutes.shape[1]) == row
        for size in (1, 2, 3):
            looked = deciding.of_size(size, own)
            assert not deciding.are_more_than(len(looked), size, own)
            assert deciding.are_more_than(len(looked) - 1, size, own)
            seen = {tuple(each) for each in looked.tolist()}
            for at in np.flatnonzero(every.sum(axis=1) == size):
                if tuple(every[at].tolist()) in seen:
                    continue
                left_out += 1
                smaller = [at & ~(1 << project) for project in range(count) if at >> project & 1]
                assert minutes[at, row] in minutes[smaller, row]
    assert left_out


def test_inputs_that_bring_a_pair_within_its_limit_alone_are_named() -> None:
    """One drives 53 minutes by the new road and parks in 9: in 2, at the good end, it is enough."""
    world = only(line_world("2024-12-31"), "parking_min")
    table = world["parameters"]
    parking = table["parameter"] == "parking_min"
    world = world.replace_table("parameters", table.assign(value=table["value"].mask(parking, 9.0)))
    opened = {"action": "open", "project": ["road-north"]}
    whole = {"id": "s", "date": "2024-12-31", "targets": ["plan-door"], "edit": [opened]}
    found = diagnose(Scenario.from_dict(whole), network=world, projects=["rail-direct"])
    assert found.changes["inputs"].tolist() == ["parking_min"]
    assert found.changes["projects"].tolist() == [""]
    assert "alone at its good end" in next(iter(changes(found).values())).en


def test_what_requires_a_project_that_the_scenario_keeps_closed_is_not_tried() -> None:
    kept = {"action": "open", "project": ["road-north", "!rail-direct"]}
    scenario = Scenario.from_dict({"id": "s", "date": "2023-12-31", "edit": [kept]})
    study = CompiledNetwork(WORLD)
    after = study.states_of(scenario)[1]
    assert _openable(study, after, ["direct-often"]) == []
    both = ["rail-direct", "direct-often"]
    assert sorted(_openable(study, after, both)) == sorted(both)


def test_without_a_project_inputs_alone_are_looked_at() -> None:
    table = line_world()["projects"].iloc[:0]
    world = line_world().replace_table("projects", table)
    found = diagnose(replace(TODAY, targets=("plan-people",)), network=world)
    assert found.candidates.empty
    assert (found.missing["target_id"] == "plan-people").all()
    assert len(found.missing)
