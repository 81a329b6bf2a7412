"""Decisions on executors that are handed in: same bytes for any, and nothing lost that is done."""

from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.decision.narrow import only
from tests.executors import Packing
from tests.worlds import line_world
from transnet.base.cache import Cache
from transnet.base.errors import InputError, ScenarioError, UnknownNameError
from transnet.decision.attribution import attribute
from transnet.decision.diagnosis import diagnose
from transnet.decision.resilience import resilience
from transnet.decision.robustness import robust
from transnet.decision.scan import ScannedInput, scan
from transnet.decision.sensitivity import sensitivity
from transnet.decision.staging import stage_projects
from transnet.scenario.file import Scenario
from transnet.study import known_answers
from transnet.study.outcome import Outcome
from transnet.study.study import Study

WORLD = only(line_world("2024-12-31"), "parking_min")
DAY = "2024-12-31"
_TODAY = Scenario.from_dict({"id": "s", "date": DAY})
_PARKING = ScannedInput("parameter", (0.0, 2.0, 5.0, 9.0, 20.0), "parking_min")
_COSTS = {"road-north": 30.0, "rail-direct": 60.0}
_ALL: dict[str, Callable[..., Any]] = {
    "attribute": lambda **how: attribute(WORLD, ["*"], date="2023-12-31", **how),
    "diagnose": lambda **how: diagnose(_TODAY, network=WORLD, **how),
    "resilience": lambda **how: resilience(_TODAY, network=WORLD, **how),
    "robust": lambda **how: robust(_TODAY, network=WORLD, draws=64, years=[2026], **how),
    "scan": lambda **how: scan(_TODAY, [_PARKING], network=WORLD, **how),
    "sensitivity": lambda **how: sensitivity(_TODAY, network=WORLD, **how),
    "stage": lambda **how: stage_projects(
        WORLD, ["*"], budget_100m_yuan=10, costs_100m_yuan=_COSTS, date=DAY, **how
    ),
}


@pytest.fixture(scope="module")
def processes() -> Iterator[Executor]:
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        yield pool


@pytest.fixture(scope="module", params=[1, 2])
def threads(request: pytest.FixtureRequest) -> Iterator[Executor]:
    with ThreadPoolExecutor(request.param) as pool:
        yield pool


@pytest.fixture(scope="module")
def dask() -> Iterator[Any]:
    """Return a client of a cluster of two processes on this machine."""
    why = "distributed isn't installed: nothing is held here of studies on a cluster of Dask"
    distributed = pytest.importorskip("distributed", reason=why)
    how = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with distributed.LocalCluster(**how) as cluster, distributed.Client(cluster) as client:
        yield client


def _same(found: Any, expected: Any) -> None:
    for each in fields(expected):
        one, other = getattr(found, each.name), getattr(expected, each.name)
        if isinstance(other, pd.DataFrame):
            pd.testing.assert_frame_equal(one, other, check_exact=True)
        elif each.name not in ("network", "scenario"):
            assert repr(one) == repr(other), each.name  # NaN among them


@pytest.mark.parametrize("name", _ALL)
def test_threads_and_processes_give_the_same_bytes(
    name: str, threads: Executor, processes: Executor
) -> None:
    expected = _ALL[name]()
    _same(_ALL[name](executor=threads), expected)
    _same(_ALL[name](executor=processes), expected)


def _states(study: Study) -> list[Any]:
    return [
        study.state(date=day, open=opened, parameters={("parking_min", "all"): minutes})
        for day in ("2022-12-31", DAY)
        for opened in ([], ["road-north"], ["rail-direct"], ["road-north", "rail-direct"])
        for minutes in (2.0, 5.0, 10.0)
    ]


def _arrays(found: Outcome) -> dict[str, bytes]:
    arrays = {each.name: getattr(found, each.name) for each in fields(found)}
    return {name: each.tobytes() for name, each in arrays.items() if isinstance(each, np.ndarray)}


def test_a_study_judges_on_processes_what_it_judges_alone(processes: Executor) -> None:
    alone, apart = Study(WORLD), Study(WORLD, executor=processes)
    states = _states(alone)
    expected = alone.judge(states, threads=1)
    for found in (apart.judge(states), Study(WORLD).judge(states, executor=processes)):
        assert _arrays(found) == _arrays(expected)
        assert found.notices == expected.notices
    few = apart.with_targets(WORLD["targets"].iloc[:2])
    assert few.judge(states).met.tolist() == expected.met[:, :2].tolist()


def test_only_the_name_of_a_study_goes_along() -> None:
    packing, study = Packing(), Study(WORLD)
    size = len(pickle.dumps(study))
    study.judge(_states(study), executor=packing)
    assert max(packing.sent) < size / 5


def test_a_cluster_of_dask_judges_what_a_study_judges_alone(dask: Any) -> None:
    alone, apart = Study(WORLD), Study(WORLD, executor=dask)
    states = _states(alone)
    found, expected = apart.judge(states), alone.judge(states, threads=1)
    assert _arrays(found) == _arrays(expected)
    assert found.notices == expected.notices


@pytest.mark.parametrize("name", ["attribute", "resilience", "robust"])
def test_decisions_on_a_cluster_of_dask_give_the_same_bytes(name: str, dask: Any) -> None:
    _same(_ALL[name](executor=dask), _ALL[name]())


def test_a_study_may_be_packed_anew_on_its_way() -> None:
    study, relayed = Study(WORLD), Packing(stations=2)
    states = _states(study)
    found = study.judge(states, executor=relayed)
    assert _arrays(found) == _arrays(Study(WORLD).judge(states, threads=1))


def test_errors_of_other_processes_are_those_of_this_one(processes: Executor) -> None:
    study = Study(WORLD, executor=processes)
    states = [study.state(open=[name]) for name in ("road-north", "none-1", "none-2")]
    with pytest.raises(ScenarioError, match="none-1") as caught:
        study.judge(states)
    assert caught.value.notices
    with pytest.raises(UnknownNameError, match="transfer_mi"):
        study.judge([study.state(parameters={("transfer_mi", "metro"): 3.0})])
    assert study.judge(study.state()).met.shape == (1, len(WORLD["targets"]))  # it is not broken


@pytest.mark.parametrize("executor", [2, "threads"])
def test_what_is_no_executor_is_refused(executor: Any) -> None:
    with pytest.raises(InputError, match="executor"):
        scan(_TODAY, [_PARKING], network=WORLD, executor=executor)


def test_who_stops_it_keeps_what_processes_have_finished(
    processes: Executor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(tmp_path)
    monkeypatch.setattr(known_answers, "_cache", lambda: cache)

    def stop(_what: str, done: int, _all: int) -> None:
        if done >= 192:
            raise KeyboardInterrupt

    def ask(**how: Any) -> Any:
        return robust(_TODAY, network=WORLD, draws=256, years=[2026], executor=processes, **how)

    with pytest.raises(KeyboardInterrupt):
        ask(keep=True, progress=stop)
    judged = list[int]()
    judge = Study.__mro__[1].judge  # type: ignore[attr-defined]

    def counted(self: Any, states: Any, **how: Any) -> Any:
        judged.append(len(states))
        return judge(self, states, **how)

    monkeypatch.setattr(Study.__mro__[1], "judge", counted)
    whole = ask(keep=True)
    assert sum(judged) <= 64
    monkeypatch.undo()
    _same(whole, ask())
