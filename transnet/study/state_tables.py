"""The tables of a network in its states: edits made, inputs varied, parameters in place."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import replace

from transnet.base.errors import ScenarioError
from transnet.base.given import given
from transnet.base.language import said
from transnet.model.network import Network
from transnet.scenario.edits import Edit, Edited, apply_edits, closed_besides, closings
from transnet.scenario.file import Scenario
from transnet.study.input_ends import ENDS, MEASURES, At, vary
from transnet.study.kept import Kept
from transnet.study.network_state import NetworkState, scenario_states
from transnet.supply.overrides import with_parameters

_KEPT_NETWORKS, _KEPT_EDITS = 8, 16


class StateTables:
    """A network and its tables in any number of states; those of the last few are kept.

    network  read at any day
    """

    def __init__(self, network: Network) -> None:
        self.network = given(network, Network, "network", said("load_network gives one"))
        self._sources: Kept[At, Network] = Kept(len(ENDS))
        self._edits: Kept[tuple[tuple[Edit, ...], dt.date, At | None], Edited] = Kept(_KEPT_EDITS)
        self._networks: Kept[NetworkState, Network] = Kept(_KEPT_NETWORKS)

    def states_of(self, scenario: Scenario) -> tuple[NetworkState, NetworkState]:
        """Return the states before and after a scenario."""
        return scenario_states(scenario, self.network.info)

    def edited(self, state: NetworkState) -> Edited:
        """Return the network before and after the state's edits, on the day that they hold from.

        Raises ScenarioError for edits that can't be made.
        """
        return self._edits.get(state.key, lambda: self._applied(state))

    def _applied(self, state: NetworkState) -> Edited:
        """Return the same, made now; where edits at the end close rows, by those before them."""
        edits, day, end = state.key
        before = edits[: len(edits) - closings(edits)]
        if before and len(before) < len(edits):
            with suppress(ScenarioError):  # told of all edits below
                known = self.edited(replace(state, edits=before, edits_from=day))
                if (found := closed_besides(known, edits, state.spots)) is not None:
                    return found
        return apply_edits(self.source(end).at(day), edits, state.file, state.spots)

    def network_of(self, state: NetworkState) -> Network:
        """Return the tables of a state on its day, with its inputs and parameters in them.

        Raises what `edited` raises, UnknownNameError for a parameter that isn't known, InputError
        for one out of its range.
        """
        return self._networks.get(state, lambda: self._varied(state))

    def _varied(self, state: NetworkState) -> Network:
        network, unedited = self._tables(state), self.unedited(state)
        inputs = {name: at for name, at in state.inputs if name != MEASURES}
        network = vary(network, inputs, unedited)
        return with_parameters(network, state.overrides)

    def source(self, measures_at: At | None) -> Network:
        """Return the network before all edits, with projects' measures at an end."""
        if measures_at is None:
            return self.network
        return self._sources.get(measures_at, lambda: vary(self.network, {MEASURES: measures_at}))

    def _tables(self, state: NetworkState) -> Network:
        """Return the tables of a state on its day, before other inputs than measures are varied."""
        edited = self.edited(state)
        network = edited.after if state.made else edited.before
        return network if network.when == state.date else network.at(state.date)

    def unedited(self, state: NetworkState) -> Network | None:
        """Return the network that a state's edits are held against; None for one without edits."""
        if state.reference is not None:
            measures = [] if state.measures_at is None else [(MEASURES, state.measures_at)]
            return self._tables(replace(state.reference, inputs=tuple(measures)))
        return self.edited(state).before if state.made else None
