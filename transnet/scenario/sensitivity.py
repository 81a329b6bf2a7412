"""How firm verdicts are: every target again with the inputs at their low and high ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from transnet.analysis.people import People
from transnet.analysis.travel import TravelModel
from transnet.errors import Notice, ScenarioError
from transnet.graph.topology import Topology, compile_topology
from transnet.model.network import Network
from transnet.model.parameters import time_parameters
from transnet.scenario.config import Scenario, checked, network_of, read_scenario
from transnet.scenario.edits import apply_edits
from transnet.scenario.notices import scenario_notices
from transnet.scenario.own_points import require_people
from transnet.scenario.targets import State, choose_targets, judge, no_targets

End = Literal["fast", "slow"]
ENDS: tuple[End, End] = ("fast", "slow")
Progress = Callable[[str, int, int], None]

# Parameters whose higher end means shorter trips; for all others it's the lower end.
FASTER_WHEN_HIGH = frozenset(
    {
        *("speed_factor", "access_speed_kmh", "walk_speed_kmh", "spread_speed_kmh"),
        *("cruise_factor", "acceleration_ms2", "deceleration_ms2", "urban_density_per_km2"),
        *("freight_truck_speed_kmh", "town_station_km", "top_speed_kmh"),
    }
)
# Whether the wait counts is part of what a target says, so it has no ends here.
DEFINED = frozenset({"schedule_delay_share"})
HEADWAYS, MEASURES, CONGESTION = "headway_min", "measures", "congestion"
"""Inputs beside the parameters: headways of services yet to run, values of projects' measures, and
how much longer roads take in the weekday peak."""

COLUMNS = (
    "target_id", "value", "unit", "met", "fast_value", "fast_met", "slow_value", "slow_met",
    "fragile", "turned_by",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """Verdicts on a scenario's outcome, and what becomes of them at the ends of the inputs.

    table  one row a target: value, unit and met as they are; fast_* with every input at the end
           that shortens trips, slow_* at the other; fragile, whether met differs between them;
           turned_by, the inputs that alone turn the verdict, ';'-separated ('' where it takes
           several together)
    notices  warnings, as a run gives them
    """

    scenario: Scenario
    table: pd.DataFrame
    notices: tuple[Notice, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return table and notices as plain values, ready for JSON; what isn't finite is None."""
        cells = self.table.astype(object).where(np.isfinite(self._numbers()), None)
        return {
            "scenario": self.scenario.id,
            "targets": cells.to_dict("records"),
            "notices": [notice.as_dict() for notice in self.notices],
        }

    def _numbers(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        text = self.table.astype(object)
        return text.map(lambda cell: cell if isinstance(cell, float) else 0.0).to_numpy(np.float64)


def sensitivity(
    scenario: Scenario | str | Path,
    *,
    network: Network | None = None,
    alone: bool = True,
    progress: Progress | None = None,
) -> Sensitivity:
    """Judge the outcome of a scenario with its inputs at both ends.

    Parameters have their ends in parameters.csv, headways of services that aren't open in
    services.csv, measures in measures.csv, the peak in congestion.csv. First all of them together;
    where that turns a verdict, each on its own.

    network   used in place of the network that the scenario names
    alone     False leaves `turned_by` empty, which takes most of the time
    progress  called with (what is varied, steps done, steps)
    Raises what `transnet.run` raises, and ScenarioError for a network without targets.
    """
    chosen = checked(scenario) if isinstance(scenario, Scenario) else read_scenario(scenario)
    base = network if network is not None else network_of(chosen)
    targets = choose_targets(base, chosen.targets, chosen.file or chosen.id)
    if missing := no_targets(base, targets):
        raise ScenarioError(f"{chosen.file or chosen.id}: there are no verdicts to vary", missing)
    runs = _Runs(chosen, base)
    usual = runs.verdicts(base, targets)
    every = input_names(base)
    ends = {end: runs.verdicts(vary(base, every, end), targets) for end in ENDS}
    table = usual[["target_id", "value", "unit", "met"]].copy()
    for end, verdicts in ends.items():
        table[f"{end}_value"], table[f"{end}_met"] = verdicts["value"], verdicts["met"]
    table["fragile"] = table["fast_met"] != table["slow_met"]
    turned: dict[str, list[str]] = {str(target): [] for target in table["target_id"]}
    fragile = targets[table["fragile"].to_numpy()]
    for done, name in enumerate(every if alone and len(fragile) else ()):
        if progress:
            progress(name, done, len(every))
        for end in ENDS:
            met = runs.verdicts(vary(base, [name], end), fragile).set_index("target_id")["met"]
            for target in met.index[met != usual.set_index("target_id")["met"].loc[met.index]]:
                turned[target].append(name)
    table["turned_by"] = [";".join(dict.fromkeys(turned[each])) for each in table["target_id"]]
    return Sensitivity(chosen, table[list(COLUMNS)], runs.notices)


def input_names(network: Network) -> list[str]:
    """Return the inputs that have ends: parameters that the code reads, headways, measures."""
    table = network["parameters"]
    wide = table.loc[table["low"] < table["high"], "parameter"]
    return [
        *(name for name in time_parameters() if name in set(wide) and name not in DEFINED),
        HEADWAYS,
        MEASURES,
        *([CONGESTION] if len(network[CONGESTION]) else []),
    ]


def vary(network: Network, names: Sequence[str], end: End) -> Network:
    """Return a network with some inputs at the end that shortens trips, or at the other one."""
    varied = network
    for name in names:
        if name == HEADWAYS:
            varied = varied.replace_table("services", _services_at(varied["services"], end))
        elif name == MEASURES:
            varied = varied.replace_table("measures", _measures_at(varied, end))
        elif name == CONGESTION:
            rows = varied[CONGESTION]
            factor = rows["low" if end == "fast" else "high"]
            varied = varied.replace_table(CONGESTION, rows.assign(time_factor=factor))
        else:
            high = (name in FASTER_WHEN_HIGH) == (end == "fast")
            table = varied["parameters"]
            at = table["high"] if high else table["low"]
            value = table["value"].where(table["parameter"] != name, at)
            varied = varied.replace_table("parameters", table.assign(value=value))
    return varied


def _services_at(services: pd.DataFrame, end: End) -> pd.DataFrame:
    wanted = services["headway_low_min" if end == "fast" else "headway_high_min"]
    known = wanted.notna() & services["headway_min"].notna()
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


class _Runs:
    """The outcome of a scenario on variants of one network, over one topology."""

    def __init__(self, scenario: Scenario, network: Network) -> None:
        self._scenario = scenario
        self._day = scenario.day(network.info)
        edited = apply_edits(network.at(self._day), scenario.edits, scenario.file or scenario.id)
        self._topology: Topology = compile_topology(edited.after)
        self.notices = scenario_notices(scenario, edited)

    def verdicts(self, network: Network, targets: pd.DataFrame) -> pd.DataFrame:
        """Return the verdicts on the outcome that a variant of the network leads to."""
        edited = apply_edits(network.at(self._day), self._scenario.edits, self._scenario.id)
        model = TravelModel(edited.after, self._topology, reference=edited.before)
        return judge(State(model, require_people(People.from_network(edited.after))), targets)[0]
