"""States read by several processes: the same as by one, and here where another one fails."""

from __future__ import annotations

import subprocess
import threading
from typing import Any

import numpy as np
import pytest

from tests.worlds import line_world
from transnet.base import other_python
from transnet.study import readers_apart
from transnet.study.compiled import CompiledNetwork
from transnet.study.network_state import NetworkState
from transnet.study.readers_apart import each_reading, processes_for
from transnet.study.state_reading import StateReading, read_state

ARRAYS = ("people", "chosen", "to_cities", "carless", "reached", "average", "potential")
Started = list["subprocess.Popen[bytes]"]


@pytest.fixture(scope="module")
def study() -> CompiledNetwork:
    return CompiledNetwork(line_world("2024-12-31"))


@pytest.fixture(scope="module")
def states(study: CompiledNetwork) -> list[NetworkState]:
    return [
        study.state(date=day, open=opened)
        for day in ("2022-10-31", "2023-06-30", "2024-12-31")
        for opened in ((), ("road-north",), ("rail-direct",), ("road-north", "rail-direct"))
    ]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    found: Started = []
    start = subprocess.Popen

    def noted(*words: Any, **settings: Any) -> subprocess.Popen[bytes]:
        found.append(start(*words, **settings))
        return found[-1]

    monkeypatch.setattr(subprocess, "Popen", noted)
    return found


def _same(study: CompiledNetwork, states: list[NetworkState], found: dict[int, Any]) -> None:
    assert sorted(found) == list(range(len(states)))
    for place, state in enumerate(states):
        expected = read_state(study, state)
        for name in ARRAYS:
            own = getattr(found[place], name)
            np.testing.assert_array_equal(own, getattr(expected, name))


@pytest.mark.parametrize("processes", [1, 3])
def test_any_number_of_processes_reads_the_same(
    study: CompiledNetwork, states: list[NetworkState], processes: int, started: Started
) -> None:
    _same(study, states, dict(each_reading(study, states, processes)))
    assert len(started) == processes - 1
    assert all(each.poll() is not None for each in started)


def test_another_process_reads_what_is_left_to_it(
    study: CompiledNetwork, states: list[NetworkState], monkeypatch: pytest.MonkeyPatch
) -> None:
    here: list[NetworkState] = []
    answered = threading.Event()

    class Patient(readers_apart.StateReader):
        """Reads no state here before another process has answered."""

        def __call__(self, state: NetworkState) -> StateReading:
            answered.wait(60)
            here.append(state)
            return super().__call__(state)

    class Heard(readers_apart.SimpleQueue[Any]):
        def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
            super().put(item, block, timeout)
            answered.set()

    monkeypatch.setattr(readers_apart, "StateReader", Patient)
    monkeypatch.setattr(readers_apart, "SimpleQueue", Heard)
    _same(study, states, dict(each_reading(study, states, 2)))
    assert len(here) < len(states)


@pytest.mark.parametrize("code", ["import os; os._exit(3)", "print('no state')", "1 / 0"])
def test_states_are_read_here_where_the_other_process_fails(
    study: CompiledNetwork, states: list[NetworkState], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(other_python, "_CODE", code)
    _same(study, states, dict(each_reading(study, states, 2)))


def test_no_process_outlives_who_asks_for_no_more(
    study: CompiledNetwork, states: list[NetworkState], started: Started
) -> None:
    asking = each_reading(study, states, 2)
    next(asking)
    asking.close()
    (process,) = started
    assert process.poll() is not None


def test_processes_are_started_where_they_are_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers_apart, "cores", lambda: 2)
    assert [processes_for(states) for states in (0, 39, 40, 400)] == [1, 1, 2, 2]
    assert [processes_for(400, most) for most in (1, 3, 30)] == [1, 3, 11]
