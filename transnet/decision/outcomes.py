"""A scenario's two states on variants of its network, over one topology: verdicts and minutes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from transnet.base.errors import ScenarioError
from transnet.base.units import MS_PER_MIN, FloatArray
from transnet.decision.variants import CONGESTION, MEASURES, End, vary
from transnet.model.network import BoolArray, Network
from transnet.scenario.edits import Edit, Edited, apply_edits
from transnet.scenario.file import Scenario
from transnet.scenario.service_plans import Plan, ServicePlans, service_plans
from transnet.study.own_points import require_people
from transnet.study.scenario_notices import scenario_notices
from transnet.study.state import State
from transnet.study.verdicts import judge
from transnet.supply.topology import Topology, compile_topology
from transnet.travel.model import TravelModel
from transnet.travel.people import People

JUST_NOTICED_MIN = 0.05
"""A trip that changes by no more than this many minutes doesn't change."""
WORTH_MIN = 1.0
"""What a trip has to gain to be spoken of, minutes."""
Counted = Callable[[Network], People]


@dataclass(frozen=True, eq=False)
class StateOutcome:
    """One state of a variation.

    verdicts  as `judge` returns them
    minutes   float64[places, places]; inf where there is no way
    """

    verdicts: pd.DataFrame
    minutes: FloatArray


@dataclass(frozen=True, eq=False)
class Outcome:
    """One variation of a scenario: its states before and after."""

    before: StateOutcome
    after: StateOutcome

    @cached_property
    def saved(self) -> FloatArray:
        """Minutes saved, float64[places, places]; inf where a way opens, 0 where none is."""
        return savings(self.before.minutes, self.after.minutes)

    @property
    def sign(self) -> FloatArray:
        """1 where a trip gets shorter, -1 where longer, 0 where it doesn't change."""
        return np.sign(np.where(np.abs(self.saved) <= JUST_NOTICED_MIN, 0.0, self.saved))


def savings(before: FloatArray, after: FloatArray) -> FloatArray:
    """Return before - after; inf where a way opens, -inf where one is lost, 0 for none.

    Minutes are whole milliseconds, so equal savings are equal numbers.
    """
    never = np.isinf(before) & np.isinf(after)
    saved = np.where(never, 0.0, before) - np.where(never, 0.0, after)
    whole: FloatArray = np.round(saved * MS_PER_MIN) / MS_PER_MIN
    return whole


def spoken_ends(network: Network) -> tuple[BoolArray, BoolArray]:
    """Return where trips that are spoken of begin and end: seats; seats and main cities.

    returns  bool[places] each
    """
    places = network["places"]
    seats: BoolArray = places["place_id"].isin(network["cities"]["seat_place_id"]).to_numpy()
    return seats, seats | places["main_city"].to_numpy(dtype=np.bool_)


class Outcomes:
    """What becomes of a scenario where its inputs are others, each found when it's asked for.

    scenario, network  the question, and the network before its edits
    targets            rows of the targets table to judge; none judges nothing
    counted            how the people of a network are found
    known              the outcome of the scenario as it is, where it has been run
    """

    def __init__(
        self,
        scenario: Scenario,
        network: Network,
        targets: pd.DataFrame,
        counted: Counted,
        known: Outcome | None = None,
    ) -> None:
        self.scenario, self.network, self.targets = scenario, network, targets
        self._counted, self._known = counted, known
        self._day = scenario.day(network.info)
        self._edited = apply_edits(
            network.at(self._day), scenario.edits, scenario.file or scenario.id
        )
        self._topology: Topology = compile_topology(self._edited.after)
        self.notices = scenario_notices(scenario, self._edited)
        self.plans: ServicePlans | None = service_plans(
            self._before(self._edited), self._edited.after
        )

    @cached_property
    def usual(self) -> Outcome:
        """The scenario as it is."""
        known = self._known
        self._known = known if known is not None else self._outcome(self._edited, (), "fast")
        return self._known

    def at(self, names: Sequence[str], end: End) -> Outcome:
        """Return the outcome with some inputs at one end.

        Measures that then can't be made, such as one that meets an edit, stay as they are.
        """
        edited = self._edited
        if MEASURES in names:
            edited = self._edit(vary(self.network, [MEASURES], end)) or edited
        return self._outcome(edited, [name for name in names if name != MEASURES], end)

    def with_plan(self, plan: Plan) -> Outcome | None:
        """Return the outcome with a service plan on all lines that have several.

        None where the scenario's other edits leave no room for it.
        """
        edits = self.plans.edits(plan) if self.plans else []
        if not edits:
            return self.usual
        edited = self._edit(self.network, edits)
        return None if edited is None else self._outcome(edited, (), "fast")

    def leader(self, outcome: Outcome) -> tuple[str, str]:
        """Return the ends of the trip from a seat to a seat or main city that gains most.

        In order of their ids, for both directions are one answer; '' where none gains a minute.
        """
        starts, ends = map(np.flatnonzero, spoken_ends(self.network))
        saved = outcome.saved[np.ix_(starts, ends)]
        if saved.size == 0 or saved.max() < WORTH_MIN:
            return ("", "")
        start, end = np.unravel_index(int(saved.argmax()), saved.shape)
        ids = self.network["places"]["place_id"]
        first, last = sorted((str(ids.iloc[starts[start]]), str(ids.iloc[ends[end]])))
        return first, last

    def _edit(self, network: Network, more: Sequence[Edit] = ()) -> Edited | None:
        """Return a variant of the network with the edits made; None where they can't be.

        What an edit expects was seen on the network as it is.
        """
        edits = [_unguarded(edit) for edit in self.scenario.edits]
        try:
            return apply_edits(network.at(self._day), [*edits, *more], self.scenario.id)
        except ScenarioError:
            return None

    def _before(self, edited: Edited) -> Network:
        return edited.before.at(self.scenario.base_day(edited.before.info))

    def _outcome(self, edited: Edited, names: Sequence[str], end: End) -> Outcome:
        early = self._before(edited)
        before = vary(early, names, end)
        known = self._known
        if known is not None and _same_inputs(before, self._before(self._edited)):
            first = known.before
        else:
            first = self._state(TravelModel(before, self._topology))
        if not self.scenario.edits and early.when == self._day:
            return Outcome(first, first)
        after = vary(edited.after, names, end, edited.before)
        model = TravelModel(after, self._topology, reference=edited.before)
        return Outcome(first, self._state(model))

    def _state(self, model: TravelModel) -> StateOutcome:
        base = State(model, require_people(self._counted(model.network)))
        verdicts = judge(base, self.targets)[0]
        shown = base.in_traffic("peak" if self.scenario.traffic == "peak" else "off_peak")
        return state_outcome(shown.model, verdicts)


def state_outcome(model: TravelModel, verdicts: pd.DataFrame) -> StateOutcome:
    """Return what a state amounts to: its verdicts, and its model in the traffic that is shown."""
    count = len(model.network["places"])
    minutes = model.travel_times()["travel_min"].to_numpy(dtype=np.float64)
    return StateOutcome(verdicts, minutes.reshape(count, count))


def _same_inputs(network: Network, other: Network) -> bool:
    """Whether two variants have the same parameters, roads and trains running."""
    rows = [each.open_rows("services") for each in (network, other)]
    trains = [
        each["services"].loc[own, ["service_id", "headway_min", "trains_per_day"]]
        for each, own in zip((network, other), rows, strict=True)
    ]
    tables = ("parameters", MEASURES, CONGESTION)
    return trains[0].equals(trains[1]) and all(
        network[name].equals(other[name]) for name in tables if name in network.tables
    )


def _unguarded(edit: Any) -> Any:
    return replace(edit, expect=None) if getattr(edit, "expect", None) is not None else edit
