"""`transnet attribute` and `transnet stage`: who earned it, and which project first."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from transnet.base.language import said
from transnet.cli.shared import (
    answer,
    force_option,
    json_option,
    network_or_scenario,
    page_option,
    seed_option,
    taken,
)
from transnet.cli.spoken import SpokenCommand, wrong_usage

if TYPE_CHECKING:
    from transnet.base.progress import Progress
    from transnet.decision.attribution import Attribution
    from transnet.decision.staging import Staging
    from transnet.model.network import Network
    from transnet.scenario.file import Scenario

_PROJECT = click.option(
    "--project",
    "projects",
    multiple=True,
    help="A project by its id or name, * for any text; several times for several.",
)
_DATE = click.option(
    "--date", help="Day on which they open; the last that sources cover if left out."
)


@click.command(cls=SpokenCommand)
@click.argument("network")
@_PROJECT
@_DATE
@click.option("--target", "targets", multiple=True, help="A target that is shared out too.")
@click.option("--along", multiple=True, help="A project that is open in any case.")
@click.option(
    "--orders",
    type=click.IntRange(min=2),
    default=200,
    show_default=True,
    help="Orders drawn where more than 20 projects have to do with each other.",
)
@seed_option
@page_option
@force_option
@json_option
def attribute(network: str, **how: Any) -> None:
    """Share out what projects of a NETWORK bring together, whatever the order they open in.

    NETWORK may be a scenario: then all else that it does holds, and its own projects are shared out
    unless others are named.

    Up to 20 projects that have to do with each other are shared out exactly: every set of them is
    judged, so each project more doubles the time.
    """
    shown = taken(how)
    answer(partial(find_attribution, network, how), **shown)


def find_attribution(
    asked: str | Scenario, how: Mapping[str, Any], progress: Progress
) -> Attribution:
    """Share out what projects bring, by the command's options."""
    from transnet.decision.attribution import attribute as share_out

    return share_out(_with_projects(asked, how), keep=True, progress=progress, **how)


@click.command(cls=SpokenCommand)
@click.argument("network")
@_PROJECT
@_DATE
@click.option(
    "--budget",
    type=float,
    multiple=True,
    required=True,
    help="100 million yuan a year; again for the second year, the third; the last holds on.",
)
@click.option(
    "--horizon",
    "horizons",
    type=float,
    multiple=True,
    default=(15.0, 30.0),
    show_default=True,
    help="Years that count; the first decides, others show what a longer view would do.",
)
@click.option(
    "--by",
    type=click.Choice(["people", "watt", "potential"]),
    default="people",
    show_default=True,
    help="What is to be gained.",
)
@click.option("--target", default="", help="A target that is to be met first.")
@click.option(
    "--cost", "costs", multiple=True, help="Cost of a project, in place of the table's: ID=12.5"
)
@click.option(
    "--costed", is_flag=True, help="Take those that have a cost and aren't open, not the others."
)
@page_option
@force_option
@json_option
def stage(network: str, **how: Any) -> None:
    """Put projects of a NETWORK in the order that brings most for a budget a year.

    NETWORK may be a scenario: then all else that it does holds, and its own projects are ordered
    unless others are named.

    Exact for up to 22 projects: every set of them is judged, so each one more doubles the time.
    More are taken in groups that have little to do with each other, and how far the order can be
    from the best is stated.
    """
    shown = taken(how)
    answer(partial(find_staging, network, how), **shown)


def find_staging(asked: str | Scenario, how: Mapping[str, Any], progress: Progress) -> Staging:
    """Put projects in order, by the command's options."""
    from transnet.decision.staging import stage_projects

    return stage_projects(
        _with_projects(asked, how),
        how["projects"],
        budget_100m_yuan=how["budget"],
        horizons_years=how["horizons"],
        by={"people": "people", "watt": "watt_min", "potential": "potential"}[how["by"]],
        target=how["target"],
        costs_100m_yuan=dict(map(_cost, how["costs"])),
        costed=how["costed"],
        date=how["date"],
        keep=True,
        progress=progress,
    )


def _with_projects(asked: str | Scenario, how: Mapping[str, Any]) -> Network | Scenario:
    """Return the network or scenario; raises UsageError for a network without projects named."""
    from transnet.model.network import Network

    found = network_or_scenario(asked) if isinstance(asked, str) else asked
    if isinstance(found, Network) and not how["projects"]:
        raise wrong_usage(said("say which projects: --project ID, several times for several"))
    return found


def _cost(text: str) -> tuple[str, float]:
    name, sign, value = text.partition("=")
    try:
        if sign:
            return name.strip(), float(value)
    except ValueError:
        pass
    raise wrong_usage(
        said("--cost {text}: write ID=NUMBER, such as hub-taiyuan-west=40", text=text)
    )
