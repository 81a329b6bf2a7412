"""Sets of projects: what they open, and which of them can have anything to do with each other."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from tests.many_projects import ONE, WORLD
from transnet.decision.project_sets import NEAR, ProjectSets, _some
from transnet.decision.resident_means import resident_shares
from transnet.scenario.openings import Open
from transnet.scenario.values import SetParameter
from transnet.study.compiled import CompiledNetwork

DAY = "2023-12-31"
_ASKED = ["road-north", "rail-direct", "frequent", "gates-b", "flown-often-b", "faster-road-b"]


@pytest.fixture(scope="module")
def sets() -> ProjectSets:
    return ProjectSets(CompiledNetwork(WORLD), _ASKED, date=DAY)


def test_projects_between_which_no_way_leads_cannot_meet(sets: ProjectSets) -> None:
    other = np.array([name.endswith("-b") for name in sets.names])
    across = other[:, None] != other
    for column in range(2):
        assert not sets.may_meet(column)[across].any()
    assert sets.may_meet(1)[~across].any()


def test_projects_that_cannot_meet_bring_together_what_they_bring_apart(sets: ProjectSets) -> None:
    """Whatever else is open: all pairs on all sets of the others, for each figure."""
    count = len(sets.names)
    every = (np.arange(1 << count)[:, None] >> np.arange(count) & 1).astype(np.bool_)
    worth = sets.worth(every)
    for column, figure in enumerate(sets.figures):
        may_meet = sets.may_meet(column)
        assert (may_meet == may_meet.T).all()
        values = worth[:, column]
        for one, other in combinations(range(count), 2):
            without = [at for at in range(1 << count) if not at >> one & 1 and not at >> other & 1]
            bits = 1 << one, 1 << other
            with np.errstate(invalid="ignore"):
                second = [
                    values[at | bits[0] | bits[1]] - values[at | bits[0]]
                    - values[at | bits[1]] + values[at]
                    for at in without
                ]  # fmt: skip
            if not may_meet[one, other]:
                assert np.nanmax(np.abs(second), initial=0.0) <= NEAR[figure.name] * 1e-3


def test_where_parts_cannot_be_told_apart_all_may_meet() -> None:
    whole = ProjectSets(CompiledNetwork(ONE), ["parking", "road-north", "rail-direct"], date=DAY)
    parking = whole.names.index("parking")  # sets a parameter: a family of its own
    assert whole.may_meet(0)[parking].all()


def test_means_are_over_residents_as_the_scenario_has_them() -> None:
    """Twice as many people live in the core's city: its counties count twice in the means."""
    parameters = ONE["parameters"]
    grown = parameters.iloc[[0]].assign(
        parameter="population_factor", mode="core_city", value=1.0, unit="ratio", low=1.0, high=2.0
    )
    network = ONE.replace_table("parameters", pd.concat([parameters, grown], ignore_index=True))
    study, sets = CompiledNetwork(network), {}
    for factor in (0.5, 2.0):
        twice = SetParameter(parameter="population_factor", mode="core_city", value=factor)
        state = replace(study.state(date=DAY), edits=(twice,))
        sets[factor] = ProjectSets(study, ["road-north"], date=DAY, on=state)
    columns = [each.name for each in sets[0.5].figures][:3]
    assert columns == ["people", "watt_min", "potential"]
    for factor, found in sets.items():
        state = found.state(np.ones(1, dtype=np.bool_))
        outcome, shares = study.judge([state]), resident_shares(study.network_of(state))
        worth = found.worth(np.ones((1, 1), dtype=np.bool_))[0]
        assert worth[1] == outcome.average_time_min[0] @ shares, factor
        assert worth[2] == outcome.potential[0] @ shares, factor
    usual, twice_as_many = (resident_shares(study.network_of(each.state(np.ones(1, np.bool_))))
                            for each in sets.values())  # fmt: skip
    assert (usual != twice_as_many).any()


def test_what_a_project_requires_beyond_the_list_is_named_and_comes_to_the_same() -> None:
    study = CompiledNetwork(ONE)
    beyond = ProjectSets(study, ["direct-often"], date=DAY)
    state = beyond.state(np.array([True]))
    assert state.edits == (Open(project=("direct-often", "rail-direct")),)
    along = study.judge(study.state(open=["direct-often"], date=DAY))
    found = beyond.worth(np.array([[True]]))[0]
    assert found[0] == along.people_within_60[0]
    assert found[-along.shortfall.shape[1] :].tolist() == along.shortfall[0].tolist()


def test_parts_of_many_sets_have_each_set_once_and_sets_from_all_over() -> None:
    for count in (0, 1, 2, 255, 257, 1024, 1 << 15):
        parts = list(_some(count))
        assert sorted(at for part in parts for at in part.tolist()) == list(range(count))
        for part in parts[:-1]:
            assert np.diff(np.sort(part), prepend=0, append=count).max() < 8 * count / len(part)
