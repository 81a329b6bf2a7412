"""A scenario as decisions ask about it: checked, with its network and the targets to judge."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from transnet.base.errors import ScenarioError
from transnet.base.language import Text, said
from transnet.scenario.file import Scenario, checked, network_of, read_scenario
from transnet.scenario.targets import choose_targets
from transnet.study.verdicts import no_targets

if TYPE_CHECKING:
    import pandas as pd

    from transnet.model.network import Network


def scenario_asked(scenario: Scenario | str | Path) -> Scenario:
    """Return a scenario, or the one of a file, checked; raises what `read_scenario` raises."""
    return checked(scenario) if isinstance(scenario, Scenario) else read_scenario(scenario)


def subject_of(scenario: Scenario) -> Text:
    """Return what an answer about a scenario is about: its name, the one that its file gives."""
    return Text(scenario.name_zh or scenario.name_en, scenario.name_en or scenario.name_zh)


def network_asked(scenario: Scenario, network: Network | None) -> tuple[Network, pd.DataFrame]:
    """Return the network of a scenario and the rows of its targets.

    network  used in place of the one that the scenario names
    """
    base = network if network is not None else network_of(scenario)
    return base, choose_targets(base, scenario.targets, scenario.file or scenario.id)


def network_to_vary(scenario: Scenario, network: Network | None) -> tuple[Network, pd.DataFrame]:
    """Return the same; raises ScenarioError where there are no targets, so no verdicts to vary."""
    base, targets = network_asked(scenario, network)
    if missing := no_targets(base, targets):
        where = scenario.file or scenario.id
        raise ScenarioError(said("{value}: there are no verdicts to vary", value=where), missing)
    return base, targets
