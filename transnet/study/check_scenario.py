"""A scenario held against its network: targets and edits, without running it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from transnet.base.collector import Notices
from transnet.base.errors import Notice, ScenarioError, UnknownNameError
from transnet.base.language import said
from transnet.model.network import Network
from transnet.scenario.edits import Edited, apply_edits
from transnet.scenario.file import (
    Scenario,
    add_errors_in_network,
    network_of,
    read_scenario,
)
from transnet.scenario.targets import choose_targets
from transnet.scenario.toml_places import at_spots
from transnet.study.scenario_notices import scenario_notices
from transnet.study.verdicts import no_targets


def check_scenario(source: str | Path) -> list[Notice]:
    """Return everything that is wrong with a scenario file or a bundled scenario, at once.

    Where its network isn't there, targets and edits are held against the one whose name is nearest.
    Raises UnknownNameError for a scenario that isn't there, InputError for tables with errors.
    """
    try:
        scenario = read_scenario(source)
        try:
            network = network_of(scenario)
        except UnknownNameError:
            findings = Notices(scenario.file or scenario.id, limit=None)
            add_errors_in_network(scenario, findings)
            return at_spots([*findings.notices, *scenario.notices], scenario.spots)
        targets, edited = resolve(scenario, network)
    except ScenarioError as error:
        return list(error.notices)
    return [*no_targets(network, targets), *scenario_notices(scenario, edited)]


def resolve(scenario: Scenario, network: Network) -> tuple[pd.DataFrame, Edited]:
    """Return the targets that a scenario judges, and what its edits make of a network.

    Raises ScenarioError with what is wrong in targets and edits together.
    """
    file = scenario.file or scenario.id
    refused: list[ScenarioError] = []
    targets, edited = None, None
    try:
        targets = choose_targets(network, scenario.targets, file, scenario.spots)
    except ScenarioError as error:
        refused.append(error)
    try:
        day = network.at(scenario.day(network.info))
        edited = apply_edits(day, scenario.edits, file, scenario.spots)
    except ScenarioError as error:
        refused.append(error)
    if targets is not None and edited is not None:
        return targets, edited
    if len(refused) == 1:
        raise refused[0]
    notices = [notice for error in refused for notice in error.notices]
    raise ScenarioError(
        said("{file}: {count} errors; nothing was run", file=file, count=len(notices)), notices
    )
