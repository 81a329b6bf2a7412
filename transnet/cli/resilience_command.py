"""`transnet resilience`: what is lost with each line, station and road."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from transnet.cli.shared import answer, force_option, json_option, page_option, taken
from transnet.cli.spoken import SpokenCommand

if TYPE_CHECKING:
    from transnet.base.progress import Progress
    from transnet.decision.resilience import Resilience


@click.command(cls=SpokenCommand)
@click.argument("scenario")
@click.option(
    "--causes",
    type=click.Path(path_type=Path),
    help="A TOML file of what one cause takes at once, [[cause]] by [[cause]].",
)
@click.option(
    "--pairs",
    type=click.Choice(["line", "station", "road"]),
    multiple=True,
    help="Lose every two of a kind together, too: of 40 lines that is 780 more losses.",
)
@click.option("--only-causes", is_flag=True, help="Leave out the losses one by one.")
@page_option
@force_option
@json_option
def resilience(scenario: str, *, only_causes: bool, **how: Any) -> None:
    """Take each line, station and road of a SCENARIO's outcome away in turn, and rank the losses.

    Counted are people who fall out of the hour of the core, minutes added, and people cut off.
    """
    from transnet.decision.resilience import resilience as take_away
    from transnet.report.terminal.decision_json import resilience_json

    shown = taken(how)
    causes = how["causes"] if how["causes"] is not None else ()

    def find(progress: Progress) -> Resilience:
        return take_away(
            scenario,
            causes=causes,
            singles=not only_causes,
            pairs=how["pairs"],
            keep=True,
            progress=progress,
        )

    answer(find, resilience_json, **shown)
