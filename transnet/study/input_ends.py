"""Inputs between their two ends: parameters and their rows, headways to come, measures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import pandas as pd

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
        "longest_trip_min",
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


def vary(network: Network, inputs: Mapping[str, At], unedited: Network | None = None) -> Network:
    """Return a network with some inputs at an end, or at a place between the two.

    inputs    where they are, by names as `input_names` and `input_rows` give them; a row's own
              place counts before its parameter's
    unedited  the network before its edits: what they set themselves stays as they set it
    """
    varied = network
    if HEADWAYS in inputs:
        own = _edited_rows(network, unedited, "services", "headway_min")
        services = _services_at(network["services"], inputs[HEADWAYS], own)
        changed = ("headway_min", "trains_per_day")
        varied = varied.replace_table("services", services, changed)
    if MEASURES in inputs:
        measures = _measures_at(network, inputs[MEASURES])
        varied = varied.replace_table("measures", measures, ["value"])
    if CONGESTION in inputs:
        rows = network[CONGESTION]
        factor = between(rows["low"], rows["time_factor"], rows["high"], inputs[CONGESTION])
        rows = rows.assign(time_factor=factor)
        varied = varied.replace_table(CONGESTION, rows, ["time_factor"])
    parameters = {
        name: _place(at)
        for name, at in inputs.items()
        if name not in (HEADWAYS, MEASURES, CONGESTION)
    }
    if parameters:
        own = _edited_rows(network, unedited, "parameters", "value")
        table = network["parameters"]
        at = _row_names(table).map(parameters).fillna(table["parameter"].map(parameters))
        high = table["parameter"].isin(FASTER_WHEN_HIGH)
        fast, slow = (table["high"].where(each, table["low"]) for each in (high, ~high))
        moved = between(fast, table["value"], slow, at)
        value = table["value"].where(own | at.isna(), moved)
        varied = varied.replace_table("parameters", table.assign(value=value), ["value"])
    return varied


def between(
    fast: pd.Series[float],
    value: pd.Series[float],
    slow: pd.Series[float],
    at: At | pd.Series[float],
) -> pd.Series[float]:
    """Return inputs at a place between their ends, in a straight line on each side of the value."""
    place = np.asarray(at if isinstance(at, pd.Series) else _place(at), dtype=np.float64)
    low, now, high = (each.to_numpy(np.float64) for each in (fast, value, slow))
    first = low + (now - low) * 2.0 * place
    second = now + (high - now) * (2.0 * place - 1.0)
    found = np.where(place < 0.5, np.where(place == 0.0, low, first), second)
    return pd.Series(np.where(place == 1.0, high, found), index=value.index)


def _place(at: At) -> float:
    return {"fast": 0.0, "slow": 1.0}[at] if isinstance(at, str) else float(at)


def _edited_rows(network: Network, unedited: Network | None, table: str, column: str) -> BoolArray:
    """Return which rows of a table have another value than before the edits, bool[rows]."""
    now = network[table][column].reset_index(drop=True)
    if unedited is None:
        unedited = network
    then = unedited[table][column].reset_index(drop=True).reindex(now.index)
    same: BoolArray = ((now == then) | (now.isna() & then.isna())).to_numpy()
    return ~same


def _services_at(services: pd.DataFrame, at: At, own: BoolArray) -> pd.DataFrame:
    fast, now, slow = (
        services[name] for name in ("headway_low_min", "headway_min", "headway_high_min")
    )
    wanted = between(fast, now, slow, at)
    known = wanted.notna() & now.notna() & ~own
    ratio = (now / wanted).where(known, 1.0)
    return services.assign(
        headway_min=wanted.where(known, now), trains_per_day=services["trains_per_day"] * ratio
    )


def _measures_at(network: Network, at: At) -> pd.DataFrame:
    """Measures between their ends: fewer minutes are faster, more of anything else is."""
    measures = network["measures"]
    minutes = measures["column"].str.endswith("_min") | (
        (measures["table"] == "parameters") & (measures["unit"] == "min")
    )
    fast, slow = (measures["low"].where(each, measures["high"]) for each in (minutes, ~minutes))
    return measures.assign(value=between(fast, measures["value"], slow, at))
