"""One trip that is asked of a scenario: between two places, before it and after it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from transnet.base.given import word_given
from transnet.base.kept_values import records_of
from transnet.base.language import said
from transnet.model.place_names import find_place
from transnet.scenario.file import Scenario, network_of
from transnet.study.compiled import CompiledNetwork
from transnet.study.one_day import scenario_of_one_day
from transnet.supply.kinds import BETWEEN_PLACES, ModeSet
from transnet.travel.trip_path import End, Way

if TYPE_CHECKING:
    from transnet.model.network import Network
    from transnet.study.network_state import NetworkState
    from transnet.supply.congestion import Traffic


@dataclass(frozen=True, eq=False)
class AskedTrip:
    """A trip between two places in the states of a scenario.

    study      of the scenario's network, which judges nothing
    states     before and after the scenario
    place_ids  its ends
    using      best, drive, public, rail or carfree
    """

    scenario: Scenario
    study: CompiledNetwork
    states: tuple[NetworkState, NetworkState]
    place_ids: tuple[str, str]
    using: ModeSet

    def way(self, state: NetworkState) -> Way:
        """Return the trip of least time in a state; raises what `CompiledNetwork.model` raises."""
        return self.study.answers.get(
            "way",
            [state],
            lambda: self._way(state),
            by=(self.place_ids, self.using),
            records=records_of(Way, End),
        )

    def _way(self, state: NetworkState) -> Way:
        from transnet.travel.way_in_short import way_between

        model = self.study.model(state)
        start, end = (model.place_ids.index(place) for place in self.place_ids)
        return way_between(model, (start, end), self.using)


def asked_trip(
    scenario: Scenario | str | Path,
    ends: tuple[str, str],
    network: Network | None = None,
    using: ModeSet = "best",
    traffic: Traffic | None = None,
) -> AskedTrip:
    """Return a trip between two places, by ids or names; nothing is searched yet.

    network  used in place of the network that the scenario names
    traffic  off_peak or peak; None for the scenario's own
    Raises UnknownNameError for a place or word that isn't known, and what `read_scenario` raises.
    """
    word_given(using, BETWEEN_PLACES, said("way of travelling"))
    chosen = scenario_of_one_day(scenario)
    base = network if network is not None else network_of(chosen)
    start, end = (find_place(base, name) for name in ends)
    study = CompiledNetwork(base, targets=base["targets"].iloc[:0])
    return AskedTrip(chosen, study, states_asked(study, chosen, traffic), (start, end), using)


def states_asked(
    study: CompiledNetwork, scenario: Scenario, traffic: Traffic | None
) -> tuple[NetworkState, NetworkState]:
    """Return the states before and after a scenario in a traffic; None for the scenario's own."""
    early, late = study.states_of(scenario)
    if traffic is None:
        return early, late
    word_given(traffic, ("off_peak", "peak"), said("traffic"))
    return replace(early, traffic=traffic), replace(late, traffic=traffic)
