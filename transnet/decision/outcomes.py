"""A scenario's two states where its inputs are others: what a study says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from transnet.base.errors import ScenarioError
from transnet.base.kept_values import records_of
from transnet.base.units import MS_PER_MIN, FloatArray
from transnet.scenario.openings import Open
from transnet.scenario.service_plans import Plan, ServicePlans, service_plans
from transnet.study.input_ends import CONGESTION, MEASURES, End
from transnet.study.scenario_notices import scenario_notices

if TYPE_CHECKING:
    from transnet.model.network import BoolArray, Network
    from transnet.scenario.file import Scenario
    from transnet.study.compiled import CompiledNetwork
    from transnet.study.network_state import NetworkState

ALL = "all"
"""What is varied where every input is at the same end."""
JUST_NOTICED_MIN = 0.05
"""A trip that changes by no more than this many minutes doesn't change."""
WORTH_MIN = 1.0
"""What a trip has to gain to be spoken of, minutes."""


@dataclass(frozen=True, eq=False)
class StateOutcome:
    """One state of a variation.

    met      bool[t], by target
    value    float64[t], minutes of the worst pair or percent of people
    minutes  float64[places, places]; inf where there is no way
    belts    float64[g, 3], of the core, the belts and the clusters, as `study.judge` has them
    """

    met: BoolArray
    value: FloatArray
    minutes: FloatArray
    belts: FloatArray


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

    study   of the scenario's network and targets; one without targets judges nothing
    states  before and after the scenario
    known   what they amount to, where that has been found
    """

    def __init__(
        self,
        study: CompiledNetwork,
        scenario: Scenario,
        states: tuple[NetworkState, NetworkState],
        known: Outcome | None = None,
    ) -> None:
        self.study, self.scenario = study, scenario
        self._before, self._after = states
        edited = study.edited(self._after)
        self.notices = scenario_notices(scenario, edited)
        self.plans: ServicePlans | None = service_plans(
            study.network_of(self._before), edited.after
        )
        self._along = edited.along
        self._known = known

    @cached_property
    def usual(self) -> Outcome:
        """The scenario as it is."""
        known = self._known
        self._known = known if known is not None else self.of([(self._before, self._after)])[0]
        return self._known

    def at(self, names: Sequence[str], end: End) -> Outcome:
        """Return the outcome with some inputs at one end, as `states_at` has them."""
        return self.of([self.states_at(names, end)])[0]

    def states_at(self, names: Sequence[str], end: End) -> tuple[NetworkState, NetworkState]:
        """Return the states before and after with some inputs at one end.

        Measures that then can't be made, such as one that meets an edit, stay as they are. What an
        edit expects was seen on the network as it is.
        """
        before, after = self._before, self._after
        if MEASURES in names:
            edits = tuple(map(_unguarded, self._after.edits))
            before, after = (replace(each, edits=edits) for each in (before, after))
            if not self._can_be(after.with_inputs([MEASURES], end)):
                before, after = self._before, self._after
                names = [name for name in names if name != MEASURES]
        return before.with_inputs(names, end), after.with_inputs(names, end)

    def states_with_plan(self, plan: Plan) -> tuple[NetworkState, NetworkState] | None:
        """Return the states before and after with a service plan on all lines that have several.

        None where the scenario's other edits leave no room for it.
        """
        more = self.plans.edits(plan) if self.plans else []
        if not more:
            return self._before, self._after
        lines = [Open(project=self._along)] if self._along else []  # stay where a plan closes
        edits = (*map(_unguarded, self._after.edits), *lines, *more)
        before, after = (replace(each, edits=edits) for each in (self._before, self._after))
        return (before, after) if self._can_be(after) else None

    def leader(self, outcome: Outcome) -> tuple[str, str]:
        """Return the ends of the trip from a seat to a seat or main city that gains most.

        In order of their ids, for both directions are one answer; '' where none gains a minute.
        """
        network = self.study.network
        starts, ends = map(np.flatnonzero, spoken_ends(network))
        saved = outcome.saved[np.ix_(starts, ends)]
        if saved.size == 0 or saved.max() < WORTH_MIN:
            return ("", "")
        start, end = np.unravel_index(int(saved.argmax()), saved.shape)
        ids = network["places"]["place_id"]
        first, last = sorted((str(ids.iloc[starts[start]]), str(ids.iloc[ends[end]])))
        return first, last

    def _can_be(self, state: NetworkState) -> bool:
        """Whether the edits of a state can be made."""
        try:
            self.study.edited(state)
        except ScenarioError:
            return False
        return True

    def of(self, pairs: Sequence[tuple[NetworkState, NetworkState]]) -> list[Outcome]:
        """Return the outcomes of states before and after, judged side by side."""
        known: dict[NetworkState, StateOutcome] = {}
        if self._known is not None:
            known[self._after] = self._known.after
            same = {before for before, _ in pairs if self._as_before(before)}
            known |= dict.fromkeys(same, self._known.before)
        needed = [each for pair in map(_distinct, pairs) for each in pair]
        fresh = [state for state in dict.fromkeys(needed) if state not in known]
        known.update(zip(fresh, _state_outcomes(self.study, fresh), strict=True))
        return [Outcome(known[each[0]], known[each[-1]]) for each in map(_distinct, pairs)]

    def _as_before(self, state: NetworkState) -> bool:
        return _same_inputs(*map(self.study.network_of, (state, self._before)))


def _distinct(pair: tuple[NetworkState, NetworkState]) -> tuple[NetworkState, ...]:
    """Return the states before and after; only the one before where nothing differs."""
    before, after = pair
    return pair if after.edits or before.date != after.date else (before,)


def _state_outcomes(study: CompiledNetwork, states: list[NetworkState]) -> list[StateOutcome]:
    """Return what states amount to, as it was found before where the study keeps that."""
    records = records_of(StateOutcome)
    return study.answers.get_each(
        "outcome", states, lambda lacking: _judged(study, lacking), records=records
    )


def _judged(study: CompiledNetwork, states: list[NetworkState]) -> list[StateOutcome]:
    found = study.judge(states, parts="places")
    by_state = zip(found.met, found.value, found.minutes, found.belts, strict=True)
    return [StateOutcome(*each) for each in by_state]


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
