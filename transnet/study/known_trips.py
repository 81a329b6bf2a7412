"""Trips in one of a scenario's states, as a command asks for them: known trips cost no model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, TypeVar

import pandas as pd

from transnet.base.errors import Notice
from transnet.base.kept_values import records_of
from transnet.scenario.file import Scenario, network_of
from transnet.study.asked_trip import states_asked
from transnet.study.compiled import CompiledNetwork
from transnet.study.network_state import NetworkState
from transnet.study.one_day import scenario_of_one_day
from transnet.study.scenario_notices import base_notices, scenario_notices
from transnet.supply.kinds import Impedance, ModeSet
from transnet.travel.trip_path import End, Path

if TYPE_CHECKING:
    from transnet.model.network import Network
    from transnet.supply.congestion import Traffic
    from transnet.travel.model import TravelModel

_Value = TypeVar("_Value")
_RECORDS = records_of(Path, End)


@dataclass(frozen=True, eq=False)
class KnownTrips:
    """Trips in a state, as `TravelModel` finds them; those found before are read from disk.

    study      of the scenario's network, which judges nothing
    states     before and after the scenario
    is_before  whether trips are those before it
    value_of_time  yuan an hour in place of the network's; None for its own
    """

    scenario: Scenario
    study: CompiledNetwork
    states: tuple[NetworkState, NetworkState]
    is_before: bool
    value_of_time: float | None

    @property
    def state(self) -> NetworkState:
        """The state of the trips."""
        return self.states[0 if self.is_before else 1]

    @cached_property
    def network(self) -> Network:
        """The network in the state, on its day."""
        return self.study.network_of(self.state)

    @cached_property
    def model(self) -> TravelModel:
        """The model of the state; raises what `CompiledNetwork.model` raises."""
        from transnet.supply.costs import VALUE_OF_TIME

        model = self.study.model(self.state)
        if self.value_of_time is None:
            return model
        return model.with_parameters({VALUE_OF_TIME: self.value_of_time})

    @cached_property
    def notices(self) -> tuple[Notice, ...]:
        """What is said of the network and of the state, whatever trip is asked for."""
        say = base_notices if self.is_before else scenario_notices
        return (*self.study.network.readings, *say(self.scenario, self.study.edited(self.state)))

    def path(self, origin: str, destination: str, *, using: ModeSet, impedance: Impedance) -> Path:
        """Return the trip that `TravelModel.path` returns; raises what it raises, and `model`."""
        return self._known(
            "path",
            (origin, destination, using, impedance),
            lambda: self.model.path(origin, destination, using=using, impedance=impedance),
        )

    def in_train(self, from_stations: Sequence[str], to_stations: Sequence[str]) -> Path:
        """Return the ride that `TravelModel.in_train` returns; raises as `path`."""
        return self._known(
            "in_train",
            (list(from_stations), list(to_stations)),
            lambda: self.model.in_train(from_stations, to_stations),
        )

    def travel_times(
        self, origins: Sequence[str], destinations: Sequence[str], *, using: ModeSet
    ) -> pd.DataFrame:
        """Return the table that `TravelModel.travel_times` returns; raises as `path`."""
        return self._known(
            "travel_times",
            (list(origins), list(destinations), using),
            lambda: self.model.travel_times(origins, destinations, using=using),
        )

    def _known(self, what: str, by: object, make: Callable[[], _Value]) -> _Value:
        by = (by, self.value_of_time)
        return self.study.answers.get(what, [self.state], make, by=by, records=_RECORDS)


def known_trips(
    scenario: Scenario | str | FilePath,
    *,
    before: bool = False,
    traffic: Traffic | None = None,
    value_of_time: float | None = None,
) -> KnownTrips:
    """Return trips in one of a scenario's states; nothing is searched yet.

    before   the scenario's base instead of its outcome
    traffic  off_peak or peak; None for the scenario's own
    value_of_time  yuan an hour; None for the network's
    Raises what `read_scenario` and `load_network` raise, UnknownNameError for another traffic.
    """
    chosen = scenario_of_one_day(scenario)
    base = network_of(chosen)
    study = CompiledNetwork(base, targets=base["targets"].iloc[:0], keep=True)
    states = states_asked(study, chosen, traffic)
    return KnownTrips(chosen, study, states, before, value_of_time)
