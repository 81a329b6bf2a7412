"""States of a network as travel models and trips, each made when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Self

import pandas as pd

from transnet.base.given import given, names_given, word_given
from transnet.base.language import said
from transnet.model.datum import Datum
from transnet.model.network import Network
from transnet.scenario.edits import Edit
from transnet.scenario.targets import choose_targets
from transnet.study.kept import Kept
from transnet.study.layer_guards import refuse_lost_edits
from transnet.study.network_state import NetworkState, parameter_rows, state_of
from transnet.study.own_points import Points, people_of, require_people
from transnet.study.state_tables import StateTables
from transnet.study.wanted import EXTENTS, Extent
from transnet.supply.congestion import Traffic
from transnet.supply.overrides import Overrides
from transnet.supply.structure import structure_of
from transnet.supply.supply_tables import SupplyTables
from transnet.travel.people import People

if TYPE_CHECKING:
    import datetime as dt

    from transnet.study.compiled_targets import CompiledTargets
    from transnet.study.state import State
    from transnet.study.timed.timed_hours import TimedHours
    from transnet.study.timed.timed_verdicts import TimedTargets
    from transnet.study.verdict_arrays import VerdictArrays
    from transnet.supply.topology import Topology
    from transnet.travel.model import TravelModel

_HOURS = said("such as TimedHours()")
_KEPT_MODELS, _KEPT_TOPOLOGIES = 8, 4


class StateModels(StateTables):
    """A network in any number of states: models, people and trips; those of the last few are kept.

    network     read at any day
    targets     rows of its targets table, or patterns of target ids; None for all
    points      population points in place of the counties' spread, as `run` takes them
    points_crs  their coordinates
    Raises ScenarioError for patterns without a target, InputError for points with errors.
    """

    def __init__(
        self,
        network: Network,
        *,
        targets: pd.DataFrame | Sequence[str] | None = None,
        points: Points = None,
        points_crs: Datum | None = None,
    ) -> None:
        super().__init__(network)
        chosen = targets
        if not isinstance(chosen, pd.DataFrame):
            patterns = () if chosen is None else tuple(names_given(chosen, "targets"))
            chosen = choose_targets(network, patterns, "study")
        self.targets: pd.DataFrame = chosen
        self.count_people = people_of(points, points_crs)
        self._topologies: Kept[str, Topology] = Kept(_KEPT_TOPOLOGIES, lasting=True)
        self._models: Kept[NetworkState, TravelModel] = Kept(_KEPT_MODELS)
        self._judged: Kept[NetworkState, State] = Kept(_KEPT_MODELS)
        self._asking: Kept[tuple[NetworkState, Extent], State] = Kept(_KEPT_MODELS)
        self._compiled: CompiledTargets | None = None
        self._columns = SupplyTables()

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

    def with_targets(self, targets: pd.DataFrame) -> Self:
        """Return the study of other rows of the targets table; states are shared."""
        other = copy(self)
        other.targets, other._compiled = targets, None
        other._asking = Kept(_KEPT_MODELS)
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

    def asked_in(self, state: NetworkState) -> tuple[State, CompiledTargets]:
        """Return a state off the peak that finds what verdicts ask for, and the targets.

        Raises what `judge` raises.
        """
        base = self._asked(state, "core")
        return base, self._targets(base.model)

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
