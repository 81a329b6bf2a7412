"""`transnet attribute` and `transnet stage`: who earned it, and which project first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from transnet.base.language import said
from transnet.cli.shared import answer, force_option, json_option, page_option, seed_option, taken
from transnet.cli.spoken import SpokenCommand, wrong_usage

if TYPE_CHECKING:
    from transnet.base.progress import Progress
    from transnet.decision.attribution import Attribution
    from transnet.decision.staging import Staging

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
def attribute(network: str, projects: tuple[str, ...], **how: Any) -> None:
    """Share out what projects of a NETWORK bring together, whatever the order they open in.

    Up to 20 projects that have to do with each other are shared out exactly: every set of them is
    judged, so each project more doubles the time.
    """
    from transnet.decision.attribution import attribute as share_out
    from transnet.io.network_folder import load_network
    from transnet.report.terminal.decision_json import attribution_json

    _some(projects)
    shown = taken(how)
    loaded = load_network(network)

    def find(progress: Progress) -> Attribution:
        return share_out(loaded, projects, keep=True, progress=progress, **how)

    answer(find, attribution_json, **shown)


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
def stage(network: str, projects: tuple[str, ...], **how: Any) -> None:
    """Put projects of a NETWORK in the order that brings most for a budget a year.

    Exact for up to 22 projects: every set of them is judged, so each one more doubles the time.
    More are taken in groups that have little to do with each other, and how far the order can be
    from the best is stated.
    """
    from transnet.decision.staging import stage_projects
    from transnet.io.network_folder import load_network
    from transnet.report.terminal.decision_json import staging_json

    _some(projects)
    shown = taken(how)
    by = {"people": "people", "watt": "watt_min", "potential": "potential"}[how["by"]]
    loaded = load_network(network)

    def find(progress: Progress) -> Staging:
        return stage_projects(
            loaded,
            projects,
            budget_100m_yuan=how["budget"],
            horizons_years=how["horizons"],
            by=by,
            target=how["target"],
            costs_100m_yuan=dict(map(_cost, how["costs"])),
            costed=how["costed"],
            date=how["date"],
            keep=True,
            progress=progress,
        )

    answer(find, staging_json, **shown)


def _some(projects: tuple[str, ...]) -> None:
    if not projects:
        raise wrong_usage(said("say which projects: --project ID, several times for several"))


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
