"""`transnet robust`: whether verdicts hold where inputs are others."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from transnet.cli.shared import answer, force_option, json_option, page_option, seed_option, taken
from transnet.cli.spoken import SpokenCommand

if TYPE_CHECKING:
    from transnet.base.progress import Progress
    from transnet.decision.robustness import Robustness
    from transnet.scenario.file import Scenario


@click.command(cls=SpokenCommand)
@click.argument("scenario")
@click.option(
    "--year",
    "years",
    type=click.IntRange(1, 9998),
    multiple=True,
    help="A year at whose end it is judged; several times for several. The scenario's day if none.",
)
@click.option(
    "--draws",
    type=click.IntRange(min=32),
    default=4096,
    show_default=True,
    help="How many futures; a power of two spreads them best.",
)
@seed_option
@click.option(
    "--delay",
    "delay_years",
    type=float,
    nargs=3,
    default=(0.0, 1.0, 3.0),
    show_default=True,
    help="Least, middle and most years that openings are late: 0 0 0 for none.",
)
@click.option(
    "--indices",
    "indices_rows",
    type=click.IntRange(min=0),
    default=0,
    metavar="ROWS",
    help="Sobol indices from a design of so many rows, a power of two: 1024 or more.",
)
@page_option
@force_option
@json_option
def robust(scenario: str, **how: Any) -> None:
    """Judge a SCENARIO in many futures: how often each target is met, and what decides.

    Drawn are parameters between their low and high ends, road times by class, headways and service
    plans of lines to come, and how late they open. A run that is stopped goes on where it was.
    """
    shown = taken(how)
    answer(partial(find_robustness, scenario, how), **shown)


def find_robustness(
    scenario: str | Scenario, how: Mapping[str, Any], progress: Progress
) -> Robustness:
    """Judge a scenario in many futures, by the command's options."""
    from transnet.decision.robustness import robust as judge_futures

    return judge_futures(scenario, keep=True, progress=progress, **how)
