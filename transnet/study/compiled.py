"""A network compiled once, to be evaluated in any number of states."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar, overload

import pandas as pd

from transnet.base.given import given, word_given, wrong_type
from transnet.base.kept_values import records_of
from transnet.base.language import said
from transnet.base.on_executor import executor_given, on_executor
from transnet.base.shown import Shown
from transnet.model.datum import Datum
from transnet.model.network import Network
from transnet.study.coalitions import Coalitions, Member
from transnet.study.evaluate import Evaluation, Tables, evaluated_tables
from transnet.study.kept import Kept
from transnet.study.known_answers import KnownAnswers
from transnet.study.lost_sets import LostSets
from transnet.study.network_state import NetworkState
from transnet.study.opened_sets import OpenedSets
from transnet.study.own_points import Points
from transnet.study.state_models import StateModels
from transnet.supply.congestion import Traffic
from transnet.supply.structure import same_structure
from transnet.travel.people import People

if TYPE_CHECKING:
    from transnet.study.known_parts import KnownParts
    from transnet.study.losses_apart import LossesApart
    from transnet.study.outcome import Outcome, StateOutcome
    from transnet.study.outcome_parts import (
        AnyPart,
        InTables,
        OnCounties,
        OnPlaces,
        OnRows,
        Part,
    )
    from transnet.study.outcome_rests import Asked, SomeParts
    from transnet.study.state import State

_Value = TypeVar("_Value")
_States = NetworkState | Sequence[NetworkState]
_THREADS = said("must be a whole number of 1 or more")
_KEPT_OUTCOMES = 4096
_KEPT_AT_A_TIME = 32  # states without some losses
_PAIR = 2


class CompiledNetwork(StateModels, Shown):
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
        super().__init__(network, targets=targets, points=points, points_crs=points_crs)
        self.executor = executor_given(executor)
        self._keeps = keep and self.count_people == People.from_network
        self._outcomes: Kept[Hashable, Any] = Kept(_KEPT_OUTCOMES)
        self._coalitions: Coalitions[KnownParts] = Coalitions()
        self._losses: Kept[Hashable, LossesApart | None] = Kept(1)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "executor": None}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.network!r}: {len(self.targets)} targets>"

    @overload
    def judge(
        self,
        states: _States,
        *,
        parts: None = None,
        threads: int | None = None,
        executor: Executor | None = None,
    ) -> Outcome: ...
    @overload
    def judge(self, states: _States, *, parts: Literal["rows"]) -> OnRows: ...
    @overload
    def judge(self, states: _States, *, parts: Literal["counties"]) -> OnCounties: ...
    @overload
    def judge(self, states: _States, *, parts: Literal["places"]) -> OnPlaces: ...
    @overload
    def judge(self, states: _States, *, parts: Literal["tables"]) -> InTables: ...
    def judge(
        self,
        states: _States,
        *,
        parts: Part | None = None,
        threads: int | None = None,
        executor: Executor | None = None,
    ) -> Outcome | AnyPart:
        """Return what states amount to, as arrays: the same bytes however many are asked at once.

        parts     what is found of them, and nothing else: rows (minutes of all pairs and counties
                  behind the targets), counties (their people within the hour of the core, and
                  minutes to it), places (minutes between all of them, and belts) or tables
                  (verdicts in words and the rows behind them); each with which targets are met.
                  None for verdicts, people and sums. There must be one state at least. Of
                  `LostSets`, counties are told by few states
        threads   how many states are judged at a time; None for as many as routing takes
        executor  that judges them in place of threads; None for the study's own, if it has one
        Raises what `model` raises, ScenarioError for targets that can't be judged, InputError where
        nobody lives, for less than one thread and for what is no executor.
        """
        from transnet.study.judged_states import judged_states
        from transnet.study.outcome import stack

        if threads is not None and given(threads, int, "threads", _THREADS) < 1:
            raise wrong_type(threads, "threads", _THREADS)
        workers = executor_given(executor) or self.executor
        if isinstance(states, OpenedSets) and parts is None and not workers:
            return self._of_sets(states, threads)
        if isinstance(states, LostSets) and parts == "counties":
            apart = self._apart(states)
            if apart is not None:
                find = partial(self._without_losses, states, apart, (threads, workers))
                return apart.outcomes(states.sets, find)
        asked = [states] if isinstance(states, NetworkState) else list(states)
        if parts is not None:
            return self._in_parts(parts, asked, threads, workers)
        if workers:
            found = on_executor(workers, self, _without_notices, asked)
            return stack(
                asked, [self._with_notices(*each) for each in zip(asked, found, strict=True)]
            )
        return judged_states(asked, self.members(asked), self._outcome, self.edited, threads)

    def _of_sets(self, sets: OpenedSets, threads: int | None) -> Outcome:
        from transnet.study.judged_sets import judged_sets

        families = self._coalitions.of_sets(self.network, sets, self._known_parts)
        return judged_sets(sets, families, self._outcome, self.edited, threads)

    def judged_for(self, sets: LostSets) -> int:
        """Return how many states tell of states without losses that were judged, once they were.

        Raises what judging them raises.
        """
        apart = self._apart(sets)
        return len(sets) if apart is None else apart.judged

    def _apart(self, sets: LostSets) -> LossesApart | None:
        """Return what is known of losses; None where they can't be told apart."""
        from transnet.study.losses_apart import losses_apart

        if any(len(lost) > _PAIR for lost in sets.sets):
            return None
        return self._losses.get(sets.family, lambda: losses_apart(*self.asked_in(sets.base), sets))

    def _without_losses(
        self,
        sets: LostSets,
        apart: LossesApart,
        by: tuple[int | None, Executor | None],
        asked: list[Asked],
    ) -> list[SomeParts]:
        """Return parts of states without some losses; as many as are kept at a time are kept."""
        from transnet.study.outcome_rests import SomeParts
        from transnet.travel.side_by_side import side_by_side

        (threads, workers), records, found = by, records_of(SomeParts), []
        for first in range(0, len(asked), _KEPT_AT_A_TIME):
            some = asked[first : first + _KEPT_AT_A_TIME]
            lost = LostSets(sets.base, sets.losses, [each.lost for each in some])

            def make(some: list[Asked] = some) -> list[SomeParts]:
                if workers:
                    return on_executor(workers, self, partial(_some_without, sets[:0]), some)
                return side_by_side(partial(_without, self, sets, apart), some, threads)

            found += self.answers.get("without losses", lost, make, records=records)
        return found

    def _in_parts(
        self,
        parts: Part,
        asked: list[NetworkState],
        threads: int | None,
        workers: Executor | None,
    ) -> AnyPart:
        from transnet.study.outcome_parts import PARTS, stacked

        word_given(parts, PARTS, said("parts of an outcome"))
        if workers:
            return stacked(on_executor(workers, self, partial(_some_parts, parts), asked))
        return stacked(self._parts_of(parts, asked, threads))

    def _parts_of(
        self, part: Part, asked: Sequence[NetworkState], threads: int | None
    ) -> list[AnyPart]:
        from transnet.travel.side_by_side import side_by_side

        members = self.members(asked) if part == "rows" else [None] * len(asked)
        pairs = zip(asked, members, strict=True)
        return side_by_side(partial(self._part, part), pairs, threads)

    def _part(self, part: Part, asked: tuple[NetworkState, Member | None]) -> AnyPart:
        """Return a part of an outcome; states that are alike share those of few bytes."""
        from transnet.study.outcome_parts import OnRows, part_of
        from transnet.study.what_decides import what_decides

        state, member = asked
        if member:
            met, shortfall, minutes = member.on_rows(lambda: self.edited(state))
            return OnRows(met=met, shortfall=shortfall, minutes=minutes)
        find = partial(part_of, self, part, state)
        if part != "counties":
            return find()
        base = self._asked(state, "core")
        by = what_decides(base, self._targets(base.model), state.traffic)
        return find() if by is None else self._outcomes.get((part, by), find)

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
        tables = edited.before.tables
        if tables is not unedited.tables and any(
            tables[name] is not each for name, each in unedited.tables.items()
        ):
            return state
        if not same_structure(edited.before, edited.after, self._columns):
            return state
        return replace(state, edits=(), edits_from=None)

    def with_targets(self, targets: pd.DataFrame) -> Self:
        """Return the study of other rows of the targets table; states are shared."""
        other = super().with_targets(targets)
        other.executor = self.executor  # which no copy takes along
        other._coalitions, other._losses = Coalitions(), Kept(1)
        other.__dict__.pop("answers", None)
        return other

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


def _some_parts(part: Part, study: CompiledNetwork, states: list[NetworkState]) -> list[AnyPart]:
    return study._parts_of(part, states, 1)


def _some_without(sets: LostSets, study: CompiledNetwork, asked: list[Asked]) -> list[SomeParts]:
    apart = study._apart(sets)
    return [] if apart is None else [_without(study, sets, apart, each) for each in asked]


def _without(study: CompiledNetwork, sets: LostSets, apart: LossesApart, asked: Asked) -> SomeParts:
    """Return parts of a state without some losses."""
    return apart.parts.some(asked, lambda: study.network_of(sets.without(asked.lost)))


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
