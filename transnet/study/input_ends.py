"""Inputs at their low and high ends: parameters and their rows, headways to come, measures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import pandas as pd

from transnet.model.network import BoolArray, Network
from transnet.model.parameters import time_parameters

End = Literal["fast", "slow"]
ENDS: tuple[End, End] = ("fast", "slow")

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


def vary(
    network: Network, names: Sequence[str], end: End, unedited: Network | None = None
) -> Network:
    """Return a network with some inputs at the end that shortens trips, or at the other one.

    names     as `input_names` and `input_rows` give them
    unedited  the network before its edits: what they set themselves stays as they set it
    """
    varied = network
    if HEADWAYS in names:
        own = _edited_rows(network, unedited, "services", "headway_min")
        services = _services_at(network["services"], end, own)
        changed = ("headway_min", "trains_per_day")
        varied = varied.replace_table("services", services, changed)
    if MEASURES in names:
        varied = varied.replace_table("measures", _measures_at(network, end), ["value"])
    if CONGESTION in names:
        rows = network[CONGESTION]
        factor = rows["low" if end == "fast" else "high"]
        rows = rows.assign(time_factor=factor)
        varied = varied.replace_table(CONGESTION, rows, ["time_factor"])
    parameters = set(names).difference((HEADWAYS, MEASURES, CONGESTION))
    if parameters:
        own = _edited_rows(network, unedited, "parameters", "value")
        table = network["parameters"]
        chosen = (table["parameter"].isin(parameters) | _row_names(table).isin(parameters)) & ~own
        high = table["parameter"].isin(FASTER_WHEN_HIGH) == (end == "fast")
        value = table["value"].where(~chosen, table["high"].where(high, table["low"]))
        varied = varied.replace_table("parameters", table.assign(value=value), ["value"])
    return varied


def _edited_rows(network: Network, unedited: Network | None, table: str, column: str) -> BoolArray:
    """Return which rows of a table have another value than before the edits, bool[rows]."""
    now = network[table][column].reset_index(drop=True)
    if unedited is None:
        unedited = network
    then = unedited[table][column].reset_index(drop=True).reindex(now.index)
    same: BoolArray = ((now == then) | (now.isna() & then.isna())).to_numpy()
    return ~same


def _services_at(services: pd.DataFrame, end: End, own: BoolArray) -> pd.DataFrame:
    wanted = services["headway_low_min" if end == "fast" else "headway_high_min"]
    known = wanted.notna() & services["headway_min"].notna() & ~own
    ratio = (services["headway_min"] / wanted).where(known, 1.0)
    return services.assign(
        headway_min=wanted.where(known, services["headway_min"]),
        trains_per_day=services["trains_per_day"] * ratio,
    )


def _measures_at(network: Network, end: End) -> pd.DataFrame:
    """Measures at one end: fewer minutes are faster, more of anything else is."""
    measures = network["measures"]
    minutes = measures["column"].str.endswith("_min") | (
        (measures["table"] == "parameters") & (measures["unit"] == "min")
    )
    low = minutes == (end == "fast")
    return measures.assign(value=measures["low"].where(low, measures["high"]))
