"""A network compiled once, to be evaluated in any number of states."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Self, TypeVar

import pandas as pd

from transnet.base.given import given, names_given, word_given, wrong_type
from transnet.base.language import said
from transnet.base.shown import Shown
from transnet.model.datum import Datum
from transnet.model.network import Network
from transnet.scenario.edits import Edit
from transnet.scenario.targets import choose_targets
from transnet.study.coalitions import Coalitions, Member
from transnet.study.evaluate import Evaluation, Tables, evaluated_tables
from transnet.study.kept import Kept
from transnet.study.known_answers import KnownAnswers
from transnet.study.layer_guards import refuse_lost_edits
from transnet.study.network_state import (
    NetworkState,
    parameter_rows,
    state_of,
)
from transnet.study.own_points import Points, people_of, require_people
from transnet.study.state_tables import StateTables
from transnet.study.wanted import EXTENTS, Extent
from transnet.supply.congestion import Traffic
from transnet.supply.overrides import Overrides
from transnet.supply.structure import structure_of
from transnet.supply.supply_tables import SupplyTables
from transnet.travel.on_executor import apiece, executor_given, on_executor
from transnet.travel.people import People

if TYPE_CHECKING:
    from transnet.study.compiled_targets import CompiledTargets
    from transnet.study.known_parts import KnownParts
    from transnet.study.outcome import Outcome, StateOutcome
    from transnet.study.state import State
    from transnet.study.timed.timed_hours import TimedHours
    from transnet.study.timed.timed_verdicts import TimedTargets
    from transnet.study.verdict_arrays import VerdictArrays
    from transnet.supply.topology import Topology
    from transnet.travel.model import TravelModel

_Value = TypeVar("_Value")
_Item = TypeVar("_Item")
_THREADS = said("must be a whole number of 1 or more")
_HOURS = said("such as TimedHours()")
_KEPT_MODELS, _KEPT_TOPOLOGIES, _KEPT_OUTCOMES = 8, 4, 4096


class CompiledNetwork(StateTables, Shown):
    """A network, its topology, targets and people, compiled once for all states that are asked.

    What a state is made of (edited tables, weights, trips) is kept for the last few states, so that
    a state that is asked again costs nothing, and one that differs by little costs less.

    network     read at any day
    targets     rows of its targets table, or patterns of target ids; None for all
    points      population points in place of the counties' spread, as `run` takes them
    points_crs  their coordinates
    keep        whether tables of its states are kept on disk and found there again by the next run
    executor    that judges many states, as `Study` takes it; None for threads of its own
    Raises ScenarioError for patterns without a target, InputError for points with errors.
    """

    def __init__(
        self,
        network: Network,
        *,
        targets: pd.DataFrame | Sequence[str] | None = None,
        points: Points = None,
        points_crs: Datum | None = None,
        keep: bool = False,
        executor: Executor | None = None,
    ) -> None:
        super().__init__(network)
        chosen = targets
        if not isinstance(chosen, pd.DataFrame):
            patterns = () if chosen is None else tuple(names_given(chosen, "targets"))
            chosen = choose_targets(network, patterns, "study")
        self.targets: pd.DataFrame = chosen
        self.executor = executor_given(executor)
        self.count_people = people_of(points, points_crs)
        self._keeps = keep and self.count_people == People.from_network
        self._topologies: Kept[str, Topology] = Kept(_KEPT_TOPOLOGIES, lasting=True)
        self._models: Kept[NetworkState, TravelModel] = Kept(_KEPT_MODELS)
        self._judged: Kept[NetworkState, State] = Kept(_KEPT_MODELS)
        self._asking: Kept[tuple[NetworkState, Extent], State] = Kept(_KEPT_MODELS)
        self._outcomes: Kept[Hashable, StateOutcome] = Kept(_KEPT_OUTCOMES)
        self._compiled: CompiledTargets | None = None
        self._columns = SupplyTables()
        self._coalitions: Coalitions[KnownParts] = Coalitions()

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "executor": None}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.network!r}: {len(self.targets)} targets>"

    def state(  # noqa: PLR0913, each names a part of the state
        self,
        *,
        open: Sequence[str] = (),  # noqa: A002, what scenario files call it
        close: Sequence[str] = (),
        date: dt.date | str | None = None,
        edits: Iterable[Edit] = (),
        parameters: Overrides | None = None,
        services: Mapping[str, float] | None = None,
        traffic: Traffic = "off_peak",
    ) -> NetworkState:
        """Return a state; nothing is computed or resolved yet.

        open, close  projects that open, then close, on the day
        date         day of the network, a date or YYYY-MM-DD; None for the last that sources cover
        edits        made after these
        parameters   by (parameter, mode), in place of the network's own
        services     trains a day by service id
        traffic      of the trips that are shown: off_peak or peak
        Raises InputError for a day or parameters of another type.
        """
        word_given(traffic, ("off_peak", "peak"), said("traffic"))
        day = self.network.at(self.network.info.known_until if date is None else date).when
        made = state_of(
            day,
            tuple(names_given(open, "open")),
            tuple(names_given(close, "close")),
            edits,
            services or {},
        )
        return replace(made, parameters=parameter_rows(parameters), traffic=traffic)

    def model(self, state: NetworkState) -> TravelModel:
        """Return the travel model of a state; observed runs belong to the unedited tracks.

        Raises what `edited` raises, UnknownNameError for a parameter that isn't known, InputError
        for one out of its range and for the peak of a network without rows in congestion.csv.
        """
        return self._models.get(state, lambda: self._made(state))

    def judge(
        self,
        states: NetworkState | Sequence[NetworkState],
        *,
        threads: int | None = None,
        executor: Executor | None = None,
    ) -> Outcome:
        """Return what states amount to, as arrays: the same bytes however many are asked at once.

        threads   how many states are judged at a time; None for as many as routing takes
        executor  that judges them in place of threads; None for the study's own, if it has one
        Raises what `model` raises, ScenarioError for targets that can't be judged, InputError where
        nobody lives, for less than one thread and for what is no executor.
        """
        from transnet.study.judged_states import judged_states
        from transnet.study.outcome import stack

        asked = [states] if isinstance(states, NetworkState) else list(states)
        if threads is not None and given(threads, int, "threads", _THREADS) < 1:
            raise wrong_type(threads, "threads", _THREADS)
        if workers := executor_given(executor) or self.executor:
            found = on_executor(workers, self, _without_notices, asked)
            return stack(
                asked, [self._with_notices(*each) for each in zip(asked, found, strict=True)]
            )
        return judged_states(asked, self.members(asked), self._outcome, self.edited, threads)

    def each(self, call: Callable[[Self, _Item], _Value], items: Sequence[_Item]) -> list[_Value]:
        """Return what a module's function of this study makes of each of some things, in order.

        Raises what it raises of the first that can't be made.
        """
        if self.executor:
            return on_executor(self.executor, self, partial(apiece, call), items)
        from transnet.travel.side_by_side import side_by_side

        return side_by_side(partial(call, self), items)

    def _outcomes_of(
        self, asked: Sequence[NetworkState], threads: int | None
    ) -> list[StateOutcome]:
        from transnet.travel.side_by_side import side_by_side

        members = self.members(asked)
        return side_by_side(self._outcome, zip(asked, members, strict=True), threads)

    def families(
        self, states: Sequence[NetworkState]
    ) -> list[tuple[KnownParts, frozenset[str]] | None]:
        """Return each state's family and projects; None where parts can't be told."""
        return self._coalitions.compiled(self.network, states, self._known_parts)

    def members(self, states: Sequence[NetworkState]) -> list[Member | None]:
        """Return states as coalitions; None for those of no family that is compiled."""
        return self._coalitions.members(self.network, states, self._known_parts)

    def _with_notices(self, state: NetworkState, found: StateOutcome) -> StateOutcome:
        from transnet.study.outcome import LaterNotices

        return replace(found, notices=LaterNotices(lambda: self.edited(state).notices))

    def verdicts(self, state: NetworkState) -> VerdictArrays:
        """Return the verdicts on one state and the rows behind them; raises what `judge` raises."""
        from transnet.study.verdict_arrays import evaluate_targets

        base = self._asked(state, "core")
        return evaluate_targets(self._targets(base.model), base)

    def on_timetable(self, state: NetworkState, hours: TimedHours | None = None) -> TimedTargets:
        """Return the targets with the trips of a state by timetable: `verdicts()` judges them.

        hours  when one leaves and comes back; for None the working day of the network's parameters
        Raises what `judge` raises, ScenarioError for edits on the timetable that can't be made,
        and InputError for other hours.
        """
        from transnet.study.timed.timed_hours import TimedHours, working_hours
        from transnet.study.timed.timed_verdicts import timed_targets

        base = self._base(state)
        usual = working_hours(base.network)
        asked = usual if hours is None else given(hours, TimedHours, "hours", _HOURS)
        return timed_targets(self._targets(base.model), base, asked, state)

    def shown(self, state: NetworkState, extent: Extent = "whole") -> State:
        """Return a state in the traffic that is shown, which finds trips between all its places.

        extent  as in `wanted_of`: core for those that verdicts and ways to the core take
        Raises what `model` raises, and InputError where nobody lives.
        """
        return self._asked(state, extent).in_traffic(state.traffic)

    def evaluation(self, state: NetworkState, labels: tuple[str, str]) -> Evaluation:
        """Return what a state amounts to as tables with names; raises what `judge` raises.

        labels  what the state is called in Chinese and in English
        """
        asked = _Asked(self, state)
        tables = asked.known("evaluation", lambda: self._evaluated(state))
        return Evaluation(*labels, *tables, self.targets, asked)

    def _evaluated(self, state: NetworkState) -> Tables:
        base = self._base(state)
        return evaluated_tables(base, state.traffic, self._targets(base.model))

    @cached_property
    def answers(self) -> KnownAnswers:
        """What has been found of the states before; nothing unless the study keeps it."""
        return KnownAnswers(self.network, self.targets, self._alike, is_kept=self._keeps)

    def _alike(self, state: NetworkState) -> NetworkState:
        """Return what a state comes to: before edits that add no rows, the network without any."""
        if state.made or not state.edits or state.reference is not None:
            return state
        edited, unedited = self.edited(state), self.source(state.measures_at)
        if any(edited.before.tables[name] is not each for name, each in unedited.tables.items()):
            return state
        structures = {structure_of(each, self._columns) for each in (edited.before, edited.after)}
        if len(structures) > 1:
            return state
        return replace(state, edits=(), edits_from=None)

    def with_targets(self, targets: pd.DataFrame) -> Self:
        """Return the study of other rows of the targets table; states are shared."""
        other = copy(self)
        other.executor = self.executor  # which no copy takes along
        other.targets, other._compiled = targets, None
        other._asking, other._coalitions = Kept(_KEPT_MODELS), Coalitions()
        other.__dict__.pop("answers", None)
        return other

    def _base(self, state: NetworkState) -> State:
        """Return a state off the peak and its people."""
        return self._judged.get(state, lambda: self._peopled(self.model(state)))

    def _asked(self, state: NetworkState, extent: Extent = "sums") -> State:
        """Return the same, which finds no more trips than are asked about; or than were before."""
        if state in self._judged:
            return self._base(state)
        wider = EXTENTS[EXTENTS.index(extent) :]
        known = next((each for each in wider if (state, each) in self._asking), extent)
        return self._asking.get((state, known), lambda: self._narrowed(state, known))

    def _narrowed(self, state: NetworkState, extent: Extent) -> State:
        from transnet.study.wanted import place_ends, wanted_of

        base = self._peopled(self.model(state))
        compiled, ends = self._targets(base.model), place_ends(base.network)
        wanted = self._columns.kept(
            "wanted",
            (compiled, ends, state.traffic, extent),
            lambda: wanted_of(compiled, ends, state.traffic, extent),
        )
        return replace(base, wanted=wanted)

    def _peopled(self, model: TravelModel) -> State:
        from transnet.study.state import State

        return State.off_peak(model, self.people(model.network))

    def people(self, network: Network) -> People:
        """Return who lives in a state off the peak, by its tables; raises what `judge` raises."""
        count = self.count_people
        if count != People.from_network:
            return require_people(count(network))
        by = network["places"], network["parameters"]  # of the counties, by few tables
        people: People = self._columns.kept("people", by, lambda: count(network))
        return require_people(people)

    def _outcome(self, asked: tuple[NetworkState, Member | None]) -> StateOutcome:
        from transnet.study.what_decides import what_decides

        state, member = asked
        if member:
            return member.outcome(lambda: self.edited(state))
        base = self._asked(state)
        by = what_decides(base, self._targets(base.model), state.traffic)
        find = partial(self._found, base, state.traffic)
        found = find() if by is None else self._outcomes.get(by, find)
        return self._with_notices(state, found)

    def _found(self, base: State, traffic: Traffic) -> StateOutcome:
        from transnet.study.outcome import StateOutcome
        from transnet.study.place_arrays import evaluate_sums, people_in_reach
        from transnet.study.verdict_arrays import evaluate_targets

        verdicts = evaluate_targets(self._targets(base.model), base)
        shown = base.in_traffic(traffic)
        return StateOutcome(verdicts.on_targets, people_in_reach(shown), *evaluate_sums(shown))

    def _known_parts(self, base: NetworkState, projects: Sequence[str]) -> KnownParts | None:
        from transnet.study.coalition_parts import compile_parts

        usual = self._asked(base)
        return compile_parts(usual, self._targets(usual.model), projects)

    def _targets(self, model: TravelModel) -> CompiledTargets:
        from transnet.study.compiled_targets import compile_targets

        known = self._compiled
        if known is None or not known.fits(self.targets, model.network, model.topology):
            known = compile_targets(model.network, model.topology, self.targets)
            self._compiled = known
        return known

    def _made(self, state: NetworkState) -> TravelModel:
        from transnet.travel.model import TravelModel

        edited = self.edited(state)
        topology = self.topology(edited.after)
        refuse_lost_edits(topology, edited, state.file)
        network, reference = self.network_of(state), self.unedited(state)
        return TravelModel(network, topology, None, reference, state.traffic)

    def topology(self, network: Network) -> Topology:
        """Return the graph of a network's rows, compiled once for all states that have them."""
        from transnet.supply.topology import compile_topology

        structure = structure_of(network, self._columns)
        return self._topologies.get(structure, lambda: compile_topology(network))


def _without_notices(study: CompiledNetwork, states: list[NetworkState]) -> list[StateOutcome]:
    """Return the outcomes of states; what is said of their edits is made up by who asked."""
    return [replace(each, notices=()) for each in study._outcomes_of(states, 1)]


@dataclass(frozen=True, eq=False)
class _Asked:
    """A state of a study, as evaluations ask it (`evaluate.AskedState`)."""

    study: CompiledNetwork
    state: NetworkState

    @property
    def network(self) -> Network:
        return self.study.network_of(self.state)

    @property
    def traffic(self) -> Traffic:
        return self.state.traffic

    def base(self) -> State:
        return self.study._base(self.state)

    def people(self) -> People:
        people = self.study.people(self.network)
        return people.at_peak(self.network) if self.traffic == "peak" else people

    def known(self, what: str, make: Callable[[], _Value]) -> _Value:
        return self.study.answers.get(what, [self.state], make)
