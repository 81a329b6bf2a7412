"""Inputs between their two ends: parameters and their rows, headways to come, measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from transnet.base.units import FloatArray
from transnet.model.network import BoolArray, Network
from transnet.model.parameters import time_parameters

End = Literal["fast", "slow"]
ENDS: tuple[End, End] = ("fast", "slow")
At = End | float
"""An end, or a place between them: 0 is the fast end, 0.5 an input's own value, 1 the slow end."""

# Parameters whose higher end means shorter trips; for all others it's the lower end.
FASTER_WHEN_HIGH = frozenset(
    {
        *(
            "speed_factor",
            "speed_limit_kmh",
            "access_speed_kmh",
            "walk_speed_kmh",
            "spread_speed_kmh",
        ),
        *("cruise_factor", "acceleration_ms2", "deceleration_ms2", "urban_density_per_km2"),
        *("freight_truck_speed_kmh", "town_station_km", "top_speed_kmh"),
        *("road_leg_max_km", "own_leg_max_km", "own_leg_kmh", "road_leg_max_share"),
        *("longest_trip_min", "drive_rest_every_min"),
    }
)
# Whether the wait counts is part of what a target says, so it has no ends here.
DEFINED = frozenset({"schedule_delay_share"})
HEADWAYS, MEASURES, CONGESTION = "headway_min", "measures", "congestion"
"""Inputs beside the parameters: headways of services yet to run, values of projects' measures, and
how much longer roads take in the weekday peak."""
AT_STATIONS = frozenset(
    {
        *("entry_min", "exit_min", "transfer_min", "wait_cap_min", "wait_beyond_cap_share"),
        *("service_span_min", "departure_irregularity", "displacement_weight"),
    }
)
"""Parameters of the time in stations, of waits, and of displacement."""


def input_names(network: Network) -> list[str]:
    """Return the inputs that have ends: parameters that the code reads, headways, measures."""
    ranged = set(_ranged(network)["parameter"])
    return [
        *(name for name in time_parameters() if name in ranged),
        HEADWAYS,
        MEASURES,
        *([CONGESTION] if len(network[CONGESTION]) else []),
    ]


def input_rows(network: Network) -> list[str]:
    """Return the rows of parameters with several that have ends, each as `row_name` calls it."""
    rows = _ranged(network)
    rows = rows[rows["parameter"].duplicated(keep=False)]
    order = {name: at for at, name in enumerate(time_parameters())}
    rows = rows.sort_values("parameter", key=lambda names: names.map(order), kind="stable")
    return _row_names(rows).tolist()


def row_name(parameter: str, mode: str) -> str:
    """Return what one row of a parameter is called as an input: `speed_factor[motorway]`."""
    return f"{parameter}[{mode}]"


def parameter_and_mode(name: str) -> tuple[str, str]:
    """Return the parameter and the mode that an input names; no mode where it isn't one row."""
    parameter, _, mode = name.removesuffix("]").partition("[")
    return parameter, mode


def _ranged(network: Network) -> pd.DataFrame:
    """Return the rows of parameters that travel times hang on and that have two ends."""
    table = network["parameters"]
    names = set(time_parameters()) - DEFINED
    return table[(table["low"] < table["high"]) & table["parameter"].isin(names)]


def _row_names(table: pd.DataFrame) -> pd.Series[str]:
    names = map(row_name, table["parameter"], table["mode"])
    return pd.Series(list(names), index=table.index, dtype=object)


@dataclass(frozen=True, eq=False)
class _Ranges:
    """Rows of parameters: as inputs and by parameter, and their two ends, float64[rows]."""

    names: list[tuple[str, str]]
    fast: FloatArray
    slow: FloatArray


_OF_RANGES = tuple(("parameters", each) for each in ("parameter", "mode", "low", "high"))


def _ranges(network: Network) -> _Ranges:
    table = network["parameters"]
    low, high = (table[name].to_numpy(np.float64) for name in ("low", "high"))
    by_parameter: list[str] = table["parameter"].tolist()
    is_high = np.array([name in FASTER_WHEN_HIGH for name in by_parameter], dtype=np.bool_)
    names = zip(_row_names(table).tolist(), by_parameter, strict=True)
    return _Ranges(list(names), np.where(is_high, high, low), np.where(is_high, low, high))


def vary(network: Network, inputs: Mapping[str, At], unedited: Network | None = None) -> Network:
    """Return a network with some inputs at an end, or at a place between the two.

    inputs    where they are, by names as `input_names` and `input_rows` give them; a row's own
              place counts before its parameter's
    unedited  the network before its edits: what they set themselves stays as they set it
    """
    varied = network
    if HEADWAYS in inputs:
        own = _edited_rows(network, unedited, "services", "headway_min")
        services = _services_at(network["services"], _place(inputs[HEADWAYS]), own)
        varied = varied.replace_columns("services", services)
    if MEASURES in inputs:
        value = _measures_at(network, _place(inputs[MEASURES]))
        varied = varied.replace_columns("measures", {"value": value})
    if CONGESTION in inputs:
        rows = network[CONGESTION]
        low, now, high = (_numbers(rows, name) for name in ("low", "time_factor", "high"))
        factor = between(low, now, high, _place(inputs[CONGESTION]))
        varied = varied.replace_columns(CONGESTION, {"time_factor": factor})
    parameters = {
        name: _place(at)
        for name, at in inputs.items()
        if name not in (HEADWAYS, MEASURES, CONGESTION)
    }
    if parameters:
        value = _values_at(network, parameters, unedited)
        varied = varied.replace_columns("parameters", {"value": value})
    return varied


def _values_at(
    network: Network, places: Mapping[str, float], unedited: Network | None
) -> FloatArray:
    """Return the values of parameters of which some are at places between their ends."""
    ranges = network.made_of(_ranges, *_OF_RANGES)
    value = _numbers(network["parameters"], "value")
    at = np.array([places.get(row, places.get(name, np.nan)) for row, name in ranges.names])
    stays = np.isnan(at) | _edited_rows(network, unedited, "parameters", "value")
    return np.where(stays, value, between(ranges.fast, value, ranges.slow, at))


def between(
    fast: FloatArray, value: FloatArray, slow: FloatArray, at: float | FloatArray
) -> FloatArray:
    """Return inputs at a place between their ends, in a straight line on each side of the value."""
    first = fast + (value - fast) * 2.0 * at
    second = value + (slow - value) * (2.0 * at - 1.0)
    place = np.asarray(at)
    found = np.where(place < 0.5, np.where(place == 0.0, fast, first), second)
    return np.where(place == 1.0, slow, found)


def _numbers(table: pd.DataFrame, name: str) -> FloatArray:
    return table[name].to_numpy(np.float64)


def _place(at: At) -> float:
    return {"fast": 0.0, "slow": 1.0}[at] if isinstance(at, str) else float(at)


def _edited_rows(network: Network, unedited: Network | None, table: str, column: str) -> BoolArray:
    """Return which rows of a table have another value than before the edits, bool[rows]."""
    now = _numbers(network[table], column)
    if unedited is None or network.source(table, column) is unedited.source(table, column):
        return np.zeros(len(now), dtype=np.bool_)
    then, own = _numbers(unedited[table], column), np.full(len(now), np.nan)
    both = min(len(now), len(then))
    own[:both] = then[:both]
    differs: BoolArray = (now != own) & ~(np.isnan(now) & np.isnan(own))
    return differs


def _services_at(services: pd.DataFrame, at: float, own: BoolArray) -> dict[str, FloatArray]:
    fast, now, slow, trains = (
        _numbers(services, name)
        for name in ("headway_low_min", "headway_min", "headway_high_min", "trains_per_day")
    )
    wanted = between(fast, now, slow, at)
    known = ~np.isnan(wanted) & ~np.isnan(now) & ~own
    ratio = np.where(known, now / wanted, 1.0)
    headway = np.where(known, wanted, now)
    return {"headway_min": headway, "trains_per_day": trains * ratio}


def _measures_at(network: Network, at: float) -> FloatArray:
    """Values of measures between their ends: fewer minutes are faster, more of anything else is."""
    measures = network["measures"]
    minutes = measures["column"].str.endswith("_min") | (
        (measures["table"] == "parameters") & (measures["unit"] == "min")
    )
    low, value, high = (_numbers(measures, name) for name in ("low", "value", "high"))
    fast, slow = np.where(minutes, low, high), np.where(minutes, high, low)
    return between(fast, value, slow, at)
