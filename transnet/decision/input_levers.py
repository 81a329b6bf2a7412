"""What inputs do for a target without any project: the least that meets it, within their ranges."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from transnet.base.units import FloatArray
from transnet.model.network import BoolArray, Network
from transnet.scenario.values import SetHeadway
from transnet.study.compiled import CompiledNetwork
from transnet.study.input_ends import HEADWAYS, input_names, vary
from transnet.study.network_state import NetworkState, parameter_rows
from transnet.study.outcome_parts import OnRows

_HALVINGS = 10
ParameterRow = tuple[str, str, float]


@dataclass(frozen=True)
class Lever:
    """An input that meets a target alone, within its declared range.

    name   as `input_names` gives it
    rows   (parameter, mode, value) that just meets it, found by halving the range between the
           value and the end that shortens trips; empty for headways, measures and the peak, which
           meet it at their end
    service, headway_min  of the headway of one service the service, and the longest headway that
           meets it; '' and 0 for others
    """

    name: str
    rows: tuple[ParameterRow, ...]
    service: str = ""
    headway_min: float = 0.0


class InputLevers:
    """What inputs do without any project, each judged once for all targets and rows behind them.

    study  of the targets
    after  the state as it is
    every  the state with all projects open
    """

    def __init__(self, study: CompiledNetwork, after: NetworkState, every: NetworkState) -> None:
        self._study, self._after, self._every = study, after, every

    def of_target(self, target: int) -> tuple[Lever, ...]:
        """Return the inputs that meet a target alone; its position among the study's targets."""
        met = self._ends.met[:-1, target].tolist()
        levers = [
            Lever(name, _least_rows(self._study, self._after, name, target))
            for name, meets in zip(self._names, met, strict=True)
            if meets
        ]
        if any(each.name == HEADWAYS for each in levers):  # where all don't, no single one does
            levers += self._single_services(target)
        return tuple(levers)

    def at_best(self, target: int) -> float:
        """Return what a target misses with all inputs at their good ends and all projects open."""
        return float(self._ends.shortfall[-1, target])

    def of_row(self, row: int, limit: float) -> tuple[str, ...]:
        """Return the inputs that bring a row behind the targets within a limit at their ends."""
        within = (self._ends.minutes[:-1, row] <= limit).tolist()
        return tuple(name for name, is_in in zip(self._names, within, strict=True) if is_in)

    @cached_property
    def _names(self) -> list[str]:
        network = self._study.network_of(self._after)
        return [name for name in input_names(network) if _moves(network, name)]

    @cached_property
    def _ends(self) -> OnRows:
        """Each input at the end that shortens trips, and all of them with all projects."""
        alone = [self._after.with_inputs([name], "fast") for name in self._names]
        states = [*alone, self._every.with_inputs(self._names, "fast")]
        return self._study.judge(states, parts="rows")

    def _single_services(self, target: int) -> list[Lever]:
        """Return the services that meet a target alone by running more often within their range."""
        found = []
        for end, met in zip(self._services, self._often, strict=True):
            if met[target]:
                headway = _longest_headway(self._study, self._after, end, target)
                found.append(Lever(HEADWAYS, (), end[0], headway))
        return found

    @cached_property
    def _services(self) -> list[tuple[str, float, float]]:
        """The services that have a range: id, its shortest headway and its own."""
        network = self._study.network_of(self._after)
        services = network["services"]
        ranged = network.open_rows("services") & (
            services["headway_low_min"] < services["headway_min"]
        ).to_numpy(np.bool_)
        rows = services.loc[ranged, ["service_id", "headway_low_min", "headway_min"]]
        return [(str(each), float(low), float(now)) for each, low, now in rows.to_numpy().tolist()]

    @cached_property
    def _often(self) -> BoolArray:
        """Which targets are met with each of these services at its shortest headway, bool[s, t]."""
        states = [_running(self._after, name, low) for name, low, _ in self._services]
        return self._study.judge(states).met if states else np.zeros((0, 0), dtype=np.bool_)


def _longest_headway(
    study: CompiledNetwork, after: NetworkState, end: tuple[str, float, float], target: int
) -> float:
    name, meets, misses = end
    for _ in range(_HALVINGS):
        middle = (meets + misses) / 2.0
        if study.judge(_running(after, name, middle)).met[0, target]:
            meets = middle
        else:
            misses = middle
    return meets


def _running(state: NetworkState, service: str, headway_min: float) -> NetworkState:
    """Return a state in which a service runs every so many minutes."""
    often = SetHeadway(service=(service,), headway_min=headway_min)
    return replace(state, edits=(*state.edits, often))


def _moves(network: Network, name: str) -> bool:
    varied = vary(network, dict.fromkeys([name], "fast"))
    return any(varied[table] is not network[table] for table in network.tables)


def _least_rows(
    study: CompiledNetwork, after: NetworkState, name: str, target: int
) -> tuple[ParameterRow, ...]:
    """Return the values of a parameter's rows, as near to their own as meets the target."""
    network = study.network_of(after)
    table = network["parameters"]
    end = vary(network, dict.fromkeys([name], "fast"))["parameters"]
    moved = (table["parameter"] == name) & (table["value"] != end["value"])
    if not moved.any():
        return ()
    keys = list(zip(table.loc[moved, "parameter"], table.loc[moved, "mode"], strict=True))
    values = table.loc[moved, "value"].to_numpy(np.float64)
    ends = end.loc[moved, "value"].to_numpy(np.float64)

    def rows(share: float) -> tuple[ParameterRow, ...]:
        there: FloatArray = values + share * (ends - values)
        return parameter_rows({**after.overrides, **dict(zip(keys, there.tolist(), strict=True))})

    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        if study.judge(replace(after, parameters=rows(middle))).met[0, target]:
            high = middle
        else:
            low = middle
    chosen = {str(parameter) for parameter, _ in keys}
    return tuple(row for row in rows(high) if row[0] in chosen)
