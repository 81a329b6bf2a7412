"""What inputs do for a target without any project: the least that meets it, within their ranges."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from transnet.base.units import FloatArray
from transnet.model.network import Network
from transnet.scenario.values import SetHeadway
from transnet.study.compiled import CompiledNetwork
from transnet.study.input_ends import HEADWAYS, input_names, vary
from transnet.study.network_state import NetworkState, parameter_rows

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


def least_inputs(
    study: CompiledNetwork, after: NetworkState, every: NetworkState, target: int
) -> tuple[tuple[Lever, ...], float]:
    """Return the inputs that meet a target alone, and what it misses with all at their good ends.

    every   the state with all projects open, on which the second is judged
    target  position among the study's targets
    """
    network = study.network_of(after)
    names = [name for name in input_names(network) if _moves(network, name)]
    states = [after.with_inputs([name], "fast") for name in names]
    judged = study.judge([*states, every.with_inputs(names, "fast")])
    meets = judged.met[:-1, target]
    levers = [
        Lever(name, _least_rows(study, after, name, target))
        for name, met in zip(names, meets.tolist(), strict=True)
        if met
    ]
    if any(each.name == HEADWAYS for each in levers):  # where all don't, no single one is tried
        levers += _single_services(study, after, target)
    return tuple(levers), float(judged.shortfall[-1, target])


def _single_services(study: CompiledNetwork, after: NetworkState, target: int) -> list[Lever]:
    """Return the services that meet a target alone by running more often within their range."""
    network = study.network_of(after)
    services = network["services"]
    ranged = network.open_rows("services") & (
        services["headway_low_min"] < services["headway_min"]
    ).to_numpy(np.bool_)
    rows = services.loc[ranged, ["service_id", "headway_low_min", "headway_min"]]
    ends = [(str(name), float(low), float(now)) for name, low, now in rows.itertuples(index=False)]
    if not ends:
        return []
    met = study.judge([_running(after, name, low) for name, low, _ in ends]).met[:, target]
    found = []
    for (name, low, now), meets in zip(ends, met.tolist(), strict=True):
        if meets:
            headway = _longest_headway(study, after, (name, low, now), target)
            found.append(Lever(HEADWAYS, (), name, headway))
    return found


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
