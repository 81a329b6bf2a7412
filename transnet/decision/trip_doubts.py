"""How firm one trip is: between two places, with each input at its low and high end."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from transnet.base.plain import plain, records
from transnet.base.shown import Shown
from transnet.decision.outcomes import ALL, Outcomes
from transnet.decision.sensitivity import SERVICE_PLAN
from transnet.scenario.service_plans import PLANS
from transnet.study.asked_trip import AskedTrip, asked_trip
from transnet.study.input_ends import (
    CONGESTION,
    ENDS,
    FASTER_WHEN_HIGH,
    MEASURES,
    End,
    input_names,
    input_rows,
    parameter_and_mode,
)
from transnet.study.network_state import NetworkState
from transnet.travel.side_by_side import side_by_side

if TYPE_CHECKING:
    from transnet.model.network import Network
    from transnet.scenario.file import Scenario
    from transnet.supply.congestion import Traffic
    from transnet.supply.kinds import ModeSet
    from transnet.travel.trip_path import Way

TRIAL_COLUMNS = (
    "input", "at", "travel_min", "displacement_min", "mode", "boarded_id", "boarded_zh",
    "boarded_en", "turns",
)  # fmt: skip
_Trial = tuple[str, str, NetworkState]


@dataclass(frozen=True, eq=False, repr=False)
class TripDoubts(Shown):
    """A trip between two places, and what becomes of it at the ends of the inputs.

    from_id, to_id  places
    usual           the trip as it is
    trials          one row a trial: input (an input's name, `service_plan`, or `all` inputs
                    together); at, which end or plan: low, high, lean or full, and fast or slow
                    where several values move both ways (fast shortens trips); the trip's
                    travel_min (inf for no way), displacement_min, mode and station boarded first
                    (empty where nothing is ridden); turns, whether mode or station aren't the
                    usual ones
    """

    from_id: str
    to_id: str
    usual: Way
    trials: pd.DataFrame

    @property
    def turning(self) -> pd.DataFrame:
        """The trials that turn the trip, with all inputs together last."""
        rows = self.trials[self.trials["turns"]]
        return rows.sort_values("input", key=lambda names: names == ALL, kind="stable")

    @property
    def inputs(self) -> tuple[str, ...]:
        """Inputs that were varied on their own; service plans are none."""
        names = dict.fromkeys(map(str, self.trials["input"]))
        return tuple(name for name in names if name not in (ALL, SERVICE_PLAN))

    @property
    def turned_by(self) -> tuple[str, ...]:
        """Inputs that alone turn by which means the trip goes, or where one boards first."""
        rows = self.turning
        return tuple(dict.fromkeys(map(str, rows.loc[rows["input"] != ALL, "input"])))

    def least_and_most(self, column: str) -> tuple[float, float]:
        """Return the lowest and the highest travel_min or displacement_min of all trials.

        The trip as it is counts too. No way has no displacement.
        """
        known = self.trials
        if column == "displacement_min":
            known = known[known["travel_min"] < math.inf]
        values = [*known[column].tolist(), getattr(self.usual, column)]
        return float(min(values)), float(max(values))

    def as_dict(self) -> dict[str, Any]:
        """Return ranges, what turns the trip, and all trials as plain values, ready for JSON."""
        minutes, displaced = map(self.least_and_most, ("travel_min", "displacement_min"))
        return {
            "from": self.from_id,
            "to": self.to_id,
            "travel_min": plain(self.usual.travel_min),
            "displacement_min": plain(self.usual.displacement_min),
            "mode": self.usual.mode,
            "boarded": self.usual.boarded.id,
            "least_min": plain(minutes[0]),
            "most_min": plain(minutes[1]),
            "least_displacement_min": plain(displaced[0]),
            "most_displacement_min": plain(displaced[1]),
            "turned_by": list(self.turned_by),
            "trials": records(self.trials),
        }


def trip_doubts(  # noqa: PLR0913, each says which trip
    scenario: Scenario | str | Path,
    origin: str,
    destination: str,
    *,
    network: Network | None = None,
    before: bool = False,
    using: ModeSet = "best",
    traffic: Traffic | None = None,
) -> TripDoubts:
    """Try the trip between two places at the low and the high end of every input.

    Each parameter, and each of its rows, headways of services that aren't open, projects' measures,
    and the peak where the trip is at the peak, each on its own and all together; and each service
    plan where the scenario opens lines that have several. What the scenario's edits set stays. The
    trip is that of least time.

    network  used in place of the network that the scenario names
    before   the scenario's base instead of its outcome
    using    best, drive, public, rail or carfree
    traffic  off_peak or peak; None for the scenario's own
    Raises what `transnet.run` raises, and UnknownNameError for a place that isn't known.

    >>> from transnet import trip_doubts
    >>> found = trip_doubts("today", "太原", "武汉")
    >>> found.usual.mode, "displacement_weight" in found.turned_by
    ('air', True)
    """
    asked = asked_trip(scenario, (origin, destination), network, using, traffic)
    trials = list(_trials(asked, before=before))
    ways = side_by_side(asked.way, [state for _, _, state in trials])
    usual = asked.way(asked.states[0 if before else 1])
    return TripDoubts(*asked.place_ids, usual, _table(usual, trials, ways))


def _trials(asked: AskedTrip, *, before: bool) -> Iterable[_Trial]:
    """Yield what is varied, at which end, and the state."""
    side, at_peak = 0 if before else 1, asked.states[1].traffic == "peak"
    outcomes = Outcomes(asked.study, asked.scenario, asked.states)
    names = [name for name in input_names(asked.study.network) if at_peak or name != CONGESTION]
    alone = [*names, *input_rows(asked.study.network)]
    for name, together in [*((each, [each]) for each in alone), (ALL, names)]:
        for end in ENDS:
            yield name, _end_word(name, end), outcomes.states_at(together, end)[side]
    for plan in PLANS if outcomes.plans and not before else ():
        states = outcomes.states_with_plan(plan)
        if states is not None:
            yield SERVICE_PLAN, plan, states[side]


def _end_word(name: str, end: End) -> str:
    """Return whether an end that shortens trips, or the other one, is the low or the high one."""
    if name in (ALL, MEASURES):
        return end
    return "high" if (parameter_and_mode(name)[0] in FASTER_WHEN_HIGH) == (end == "fast") else "low"


def _table(usual: Way, trials: Iterable[_Trial], ways: Iterable[Way]) -> pd.DataFrame:
    rows = [
        (
            name,
            at,
            way.travel_min,
            way.displacement_min,
            way.mode,
            *(way.boarded.id, way.boarded.name_zh, way.boarded.name_en),
            not way.goes_like(usual),
        )
        for (name, at, _), way in zip(trials, ways, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(TRIAL_COLUMNS))
