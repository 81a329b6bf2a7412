"""Where verdicts turn: one or two inputs over a grid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from transnet.base.above import from_above
from transnet.base.errors import InputError, UnknownNameError
from transnet.base.given import is_list, wrong_type
from transnet.base.language import Text, said
from transnet.base.notebook import notebook_html, shown_frame
from transnet.base.progress import Progress, ignore_progress
from transnet.base.shown import Shown
from transnet.base.units import FloatArray
from transnet.decision.scenario_asked import network_to_vary, scenario_asked, subject_of
from transnet.model.network import Network
from transnet.scenario.file import Scenario
from transnet.scenario.values import SetHeadway
from transnet.study.compiled import CompiledNetwork
from transnet.study.network_state import NetworkState, parameter_rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Value = float | int | str
_AT_A_TIME = 64
_MOST_INPUTS = 2
_OF_SERVICES = ("headway_min", "trains_per_day")


@dataclass(frozen=True, repr=False)
class ScannedInput(Shown):
    """An input and the values that it takes.

    kind    parameter, headway_min, trains_per_day or date
    name    of the parameter, or the service; empty for the date
    mode    of the parameter, such as emu or all
    at      values: numbers, or days as YYYY-MM-DD
    """

    kind: str
    at: tuple[Value, ...]
    name: str = ""
    mode: str = "all"

    @property
    def label(self) -> str:
        """What the column of its values is called: the name, and the mode where there is one."""
        own = (
            [self.name]
            if self.kind == "parameter"
            else [self.kind, *([self.name] if self.name else [])]
        )
        return " ".join(
            [*own, *([self.mode] if self.kind == "parameter" and self.mode != "all" else [])]
        )


@dataclass(frozen=True, eq=False, repr=False)
class Scan(Shown):
    """Verdicts over a grid of one or two inputs.

    table   a row a point of the grid and target: a column for each input, target_id, met, value
            (minutes or per cent), shortfall (minutes or people)
    turns   a row a place where a verdict turns along the first input with the second held: the
            second input's value if there is one, target_id, met_at and missed_at, the two
            neighbours between which it turns
    inputs  as they were asked
    targets target_id, name_zh, name_en of those that were judged
    subject name of the scenario
    """

    table: pd.DataFrame
    turns: pd.DataFrame
    inputs: tuple[ScannedInput, ...]
    targets: pd.DataFrame
    subject: Text

    def plot(self, ax: Axes | None = None, target: str = "") -> Axes:
        """Draw where verdicts hold; of two inputs for one target, the first that turns if empty."""
        drawn: Axes = from_above("Scan.plot")(self, ax, target)
        return drawn

    def _repr_html_(self) -> str:
        return notebook_html(shown_frame(self.turns, "{:g}", said("where verdicts turn")))


def scan(
    scenario: Scenario | str | Path,
    inputs: Sequence[ScannedInput],
    *,
    network: Network | None = None,
    keep: bool = False,
    executor: Executor | None = None,
    progress: Progress = ignore_progress,
) -> Scan:
    """Judge a scenario with one or two of its inputs over a grid.

    inputs    one or two, each with its values
    network   used in place of the network that the scenario names
    keep      keep what is judged on disk: a run that was stopped goes on where it was
    executor  that judges, as `Study` takes it; None for threads of its own
    progress  called with ("points", points judged, points in all)
    Raises what `transnet.run` raises, InputError for more than two inputs or one without values,
    UnknownNameError for a service that isn't there, and ScenarioError for a network without
    targets.
    """
    chosen = scenario_asked(scenario)
    if not is_list(inputs) or not all(isinstance(each, ScannedInput) for each in inputs):
        raise wrong_type(inputs, "inputs", said("must be a list of ScannedInput"))
    inputs = tuple(inputs)
    if not 1 <= len(inputs) <= _MOST_INPUTS or not all(each.at for each in inputs):
        raise InputError(said("a scan takes one input or two, each with values"))
    base, targets = network_to_vary(chosen, network)
    study = CompiledNetwork(base, targets=targets, keep=keep, executor=executor)
    after = study.states_of(chosen)[1]
    _refuse_unknown_services(study.network_of(after), inputs)
    points = list(product(*(each.at for each in inputs)))
    table = _judged(study, [_state(study, after, inputs, point) for point in points], progress)
    labels = [each.label for each in inputs]
    count = len(study.targets)
    grid = {
        label: np.repeat(np.array([point[at] for point in points]), count)
        for at, label in enumerate(labels)
    }
    whole = pd.concat([pd.DataFrame(grid), table], axis=1)
    names = study.targets[["target_id", "name_zh", "name_en"]]
    return Scan(whole, _turns(whole, labels), tuple(inputs), names, subject_of(chosen))


def _judged(study: CompiledNetwork, states: list[NetworkState], progress: Progress) -> pd.DataFrame:
    """Return met, value and shortfall of all states and targets, states first."""
    names = study.targets["target_id"].astype(str).tolist()
    parts = []
    for first in range(0, len(states), _AT_A_TIME):
        some = states[first : first + _AT_A_TIME]
        found: FloatArray = study.answers.get("points", some, partial(_verdicts, study, some))
        part = dict(zip(("met", "value", "shortfall"), found, strict=True))
        parts.append(pd.DataFrame({"target_id": names * len(some), **part}))
        progress("points", first + len(some), len(states))
    return pd.concat(parts, ignore_index=True).astype({"met": np.bool_})


def _verdicts(study: CompiledNetwork, states: list[NetworkState]) -> FloatArray:
    """Return met (0 or 1), value and shortfall, float64[3, states * targets]."""
    found = study.judge(states)
    return np.array([found.met.ravel(), found.value.ravel(), found.shortfall.ravel()])


def _state(
    study: CompiledNetwork,
    after: NetworkState,
    inputs: Sequence[ScannedInput],
    point: Sequence[Value],
) -> NetworkState:
    """Return the state with inputs at a point, set after the scenario's own edits."""
    state = after
    for each, value in zip(inputs, point, strict=True):
        match each.kind:
            case "date":
                day = dt.date.fromisoformat(str(value))
                state = replace(state, date=day, edits_from=day)
            case "parameter":
                rows = parameter_rows({**state.overrides, (each.name, each.mode): float(value)})
                state = replace(state, parameters=rows)
            case "headway_min" | "trains_per_day":
                own = SetHeadway(service=(each.name,), headway_min=float(value))
                if each.kind == "trains_per_day":
                    own = SetHeadway(service=(each.name,), trains_per_day=float(value))
                if _now(study.network_of(state), each) != float(value):  # else it's refused
                    state = replace(state, edits=(*state.edits, own))
            case _:
                raise InputError(
                    said(
                        "{kind}: an input is a parameter, headway_min, trains_per_day or date",
                        kind=each.kind,
                    )
                )
    return state


def _refuse_unknown_services(network: Network, inputs: Sequence[ScannedInput]) -> None:
    known = network["services"]["service_id"].astype(str).tolist()
    for each in inputs:
        if each.kind in _OF_SERVICES and each.name not in known:
            raise UnknownNameError(said("service of `transnet list services`"), each.name, known)


def _now(network: Network, often: ScannedInput) -> float:
    """Return how often a service runs; NaN where that isn't given."""
    services = network["services"]
    own = services.loc[services["service_id"] == often.name, often.kind]
    return float(own.iloc[0]) if len(own) else np.nan


def _turns(table: pd.DataFrame, labels: Sequence[str]) -> pd.DataFrame:
    """Return between which neighbours of the first input each verdict turns."""
    first, others = labels[0], list(labels[1:])
    found = []
    for key, rows in table.groupby([*others, "target_id"], sort=False):
        ordered = rows.sort_values(first, kind="stable")
        met, values = ordered["met"].to_numpy(np.bool_), ordered[first].to_numpy()
        for at in np.flatnonzero(met[1:] != met[:-1]):
            ends = (values[at], values[at + 1]) if met[at] else (values[at + 1], values[at])
            named = dict(zip([*others, "target_id"], key, strict=True))
            found.append({**named, "met_at": ends[0], "missed_at": ends[1]})
    return pd.DataFrame(found, columns=[*others, "target_id", "met_at", "missed_at"])
