"""`transnet resilience`: what is lost with each line, station and road."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from transnet.cli.shared import answer, force_option, json_option, page_option, taken
from transnet.cli.spoken import SpokenCommand

if TYPE_CHECKING:
    from transnet.base.progress import Progress
    from transnet.decision.resilience import Resilience
    from transnet.scenario.file import Scenario


@click.command(cls=SpokenCommand)
@click.argument("scenario")
@click.option(
    "--causes",
    type=click.Path(path_type=Path),
    help="A TOML file of what one cause takes at once, [[cause]] by [[cause]].",
)
@click.option(
    "--pairs",
    type=click.Choice(["line", "station", "road", "any"]),
    multiple=True,
    help="Lose every two of a kind together, too, or every two of any kind.",
)
@click.option("--only-causes", is_flag=True, help="Leave out the losses one by one.")
@page_option
@force_option
@json_option
def resilience(scenario: str, **how: Any) -> None:
    """Take each line, station and road of a SCENARIO's outcome away in turn, and rank the losses.

    Counted are people who fall out of the hour of the core, minutes added, and people cut off.
    """
    shown = taken(how)
    answer(partial(find_resilience, scenario, how), **shown)


def find_resilience(
    scenario: str | Scenario, how: Mapping[str, Any], progress: Progress
) -> Resilience:
    """Take what a scenario's outcome has away in turn, by the command's options."""
    from transnet.decision.resilience import resilience as take_away

    return take_away(
        scenario,
        causes=how["causes"] if how["causes"] is not None else (),
        singles=not how["only_causes"],
        pairs=how["pairs"],
        keep=True,
        progress=progress,
    )
