"""Every public function takes odd, empty and hostile arguments to a typed error, or to an answer.

The calls are made from the signatures: a function that is new is called too.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import transnet
from tests.road_graphs import small_graph
from tests.timetable.timetables import timetable_of
from tests.worlds import line_world
from transnet import accessibility
from transnet.base.errors import TransnetError

# Classes of plain fields, which are made by functions, and errors, which carry what they are given.
PLAIN = {
    *("Matrix", "Network", "People", "Result", "RoadGraph", "Scenario", "Timetable"),
    *("Attribution", "Diagnosis", "LeastSet", "Resilience", "Robustness", "Scan"),
    *("MadeNetwork", "ScannedInput", "Staging"),
}
ERRORS = {
    *("InputError", "Notice", "ScenarioError", "TransnetError", "UnfinishedError"),
    "UnknownNameError",
}
NO_ARGUMENTS = {"list_networks", "list_scenarios", "progress_bar"}


class Odd:
    """A thing that is nothing that anybody asks for."""

    def __repr__(self) -> str:
        return "Odd()"


HOSTILE: list[Any] = [
    None,
    True,
    -1,
    0,
    3.5,
    float("nan"),
    float("inf"),
    2**70,
    1j,
    "",
    "nowhere",
    "a\0b",
    "x" * 500,
    "太原\n",
    "$x$",
    b"bytes",
    [],
    [None],
    [[1], [2, 3]],
    {},
    {"a": 1},
    set(),
    range(0),
    np.array([]),
    np.array(1.0),
    np.array([np.timedelta64(1, "m")]),
    pd.DataFrame(),
    pd.Series(dtype=float),
    pd.NA,
    date(2024, 1, 1),
    timedelta(1),
    Odd(),
]


def _needed(function: Callable[..., Any]) -> list[str]:
    """Return the names of arguments that a function can't do without, or of its first one."""
    parameters = inspect.signature(function).parameters.values()
    needed = [each.name for each in parameters if each.default is each.empty]
    return needed or [next(iter(parameters)).name]


def _optional(function: Callable[..., Any]) -> list[str]:
    """Return the names of arguments that a function can do without; None may mean something."""
    parameters = inspect.signature(function).parameters.values()
    return [each.name for each in parameters if each.default is not each.empty]


def _holds(call: Callable[[], object]) -> None:
    """Hold that a call is answered or refused by a typed error, whatever it warns of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with suppress(TransnetError):
            call()


PUBLIC = sorted(set(transnet.__all__) - PLAIN - ERRORS - NO_ARGUMENTS)
MEASURES = sorted(
    name
    for name in accessibility.__all__
    if callable(getattr(accessibility, name)) and not inspect.isclass(getattr(accessibility, name))
)
DECAYS = ("binary", "linear", "exponential", "power", "gaussian", "logistic", "stepped")


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", PUBLIC)
def test_public_names(name: str) -> None:
    function = getattr(transnet, name)
    for value in HOSTILE:
        _holds(lambda value=value: function(**dict.fromkeys(_needed(function), value)))  # type: ignore[misc]


@pytest.mark.parametrize("name", MEASURES)
def test_measures(name: str) -> None:
    function = getattr(accessibility, name)
    for value in HOSTILE:
        _holds(lambda value=value: function(**dict.fromkeys(_needed(function), value)))  # type: ignore[misc]


@pytest.mark.parametrize("name", DECAYS)
def test_decays(name: str) -> None:
    function = getattr(accessibility.decay, name)
    for value in HOSTILE:
        _holds(lambda value=value: function(**dict.fromkeys(_needed(function), value)))  # type: ignore[misc]


def test_every_argument_of_a_measure_in_turn() -> None:
    times = pd.DataFrame([[0.0, 20.0], [40.0, 0.0]], list("AB"), list("AB"))
    held = pd.Series({"A": 10.0, "B": 30.0})
    changes = accessibility.zone_changes(held, held * 2, held)
    sound: dict[str, Any] = {
        **dict.fromkeys(("costs", "ideal"), times),
        "modes": {"bus": times},
        "decay": accessibility.decay.binary(30),
        "changes": changes,
        "scenarios": pd.DataFrame({"a": [1.0], "b": [2.0]}),
        "efficiency": "a",
        "inequality": "b",
        "by": "from_id",
        "measure": len,
        "cutoff": 30,
        "line": 10,
        "tau": 20,
        "scale": 0.1,
        "elasticity": 0.1,
        "own": 5,
        "cutoffs": (10, 30, 10),
        "investing": pd.Series({"A": "yes", "B": "no"}),
        "network": small_graph(),
        "facilities": ["C"],
        "cutoffs_min": [5],
    }
    for name in sorted(set(MEASURES) - {"route_places"}):
        function = getattr(accessibility, name)
        needed = _needed(function)
        right = {each: sound.get(each, held) for each in needed}
        for changed in (*needed, *_optional(function)):
            for value in HOSTILE:
                _holds(lambda f=function, a={**right, changed: value}: f(**a))  # type: ignore[misc]


@pytest.fixture(scope="module")
def model() -> transnet.TravelModel:
    return transnet.TravelModel(line_world("2023-12-15"))


MODEL = ["travel_times", "leg_minutes", "costs", "path", "ride_fare", "in_train", "nearest"]


@pytest.mark.parametrize("name", [*MODEL, "with_parameters"])
def test_travel_models(model: transnet.TravelModel, name: str) -> None:
    method = getattr(model, name)
    needed = _needed(method)
    right = dict.fromkeys(needed, "P1") if name != "with_parameters" else {}
    for value in HOSTILE:
        _holds(lambda value=value: method(**dict.fromkeys(needed, value)))  # type: ignore[misc]
        for changed in (*needed, *_optional(method)):
            _holds(lambda a={**right, changed: value}: method(**a))  # type: ignore[misc]


_TAKE_FUNCTIONS = {
    "made_of",
    "made_of_all",
}  # a function is the caller's own code, nothing that is read


def _methods(thing: object) -> list[Callable[..., Any]]:
    names = [name for name in dir(thing) if not name.startswith("_")]
    names = [name for name in names if name not in _TAKE_FUNCTIONS]
    found = [getattr(thing, name) for name in names]
    return [each for each in found if inspect.ismethod(each) and inspect.signature(each).parameters]


@pytest.mark.parametrize("kind", ["network", "people", "metric", "router", "timetable"])
def test_methods(kind: str, model: transnet.TravelModel) -> None:
    graph = small_graph()
    router = transnet.Router(graph, cache=False)
    thing = {
        "network": model.network,
        "people": transnet.People.from_network(model.network),
        "metric": router.customize(graph.time_ms),
        "router": router,
        "timetable": timetable_of(2, [(0, -1, [(0, 0, 0, True, True), (1, 300, 300, True, True)])]),
    }[kind]
    for method in _methods(thing):
        for value in HOSTILE:
            needed = dict.fromkeys(_needed(method), value)
            _holds(lambda m=method, a=needed: m(**a))  # type: ignore[misc]
            for option in _optional(method):
                _holds(lambda m=method, a={**needed, option: value}: m(**a))  # type: ignore[misc]
