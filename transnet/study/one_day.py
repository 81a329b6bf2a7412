"""Scenarios as callers give them: read or checked, and of one day where one is wanted."""

from __future__ import annotations

from pathlib import Path

from transnet.base.codes import notice
from transnet.base.errors import ScenarioError
from transnet.base.language import said
from transnet.scenario.file import Scenario, checked, read_scenario

Source = Scenario | str | Path
"""A scenario, its file, or the name of a bundled one."""


def scenario_of(source: Source) -> Scenario:
    """Return a scenario as it is read or given; raises what `read_scenario` and `checked` raise."""
    return checked(source) if isinstance(source, Scenario) else read_scenario(source)


def scenario_of_one_day(source: Source) -> Scenario:
    """Return the same; raises ScenarioError for one of several days, which `compare` runs."""
    scenario = scenario_of(source)
    if not scenario.dates:
        return scenario
    file = scenario.file or scenario.id
    hint = said("has several days: transnet run and compare set them side by side; or give date")
    found = notice("several_days", file, 0, "dates", ", ".join(scenario.dates), hint)
    raise ScenarioError(said("{file}: one day is wanted", file=file), [found])
