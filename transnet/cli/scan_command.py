"""`transnet scan`: where verdicts turn along one input or two."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from transnet.base.language import said
from transnet.cli.shared import answer, force_option, json_option, page_option, taken
from transnet.cli.spoken import SpokenCommand, wrong_usage

if TYPE_CHECKING:
    from transnet.base.progress import Progress
    from transnet.decision.scan import Scan, ScannedInput
    from transnet.scenario.file import Scenario

_MOST = 10_000
_VALUES = "VALUES: 0,5,10, or FROM:TO:STEP such as 0:40:5."


@click.command(cls=SpokenCommand)
@click.argument("scenario")
@click.option(
    "--parameter",
    "parameters",
    multiple=True,
    metavar="NAME[/MODE]=VALUES",
    help=f"A parameter, such as entry_min/emu=0:40:5. {_VALUES}",
)
@click.option(
    "--headway", "headways", multiple=True, metavar="SERVICE=VALUES", help="Minutes of a service."
)
@click.option(
    "--trains", multiple=True, metavar="SERVICE=VALUES", help="Trains a day of a service."
)
@click.option("--day", metavar="DAYS", help="Days of the outcome: 2025-12-31,2030-12-31.")
@page_option
@force_option
@json_option
def scan(scenario: str, **given: Any) -> None:
    """Judge a SCENARIO with one or two inputs over a grid, and say where verdicts turn.

    With two the first runs along, and the second is held.
    """
    shown = taken(given)
    answer(partial(find_scan, scenario, given), **shown)


def find_scan(scenario: str | Scenario, given: Mapping[str, Any], progress: Progress) -> Scan:
    """Judge a scenario over a grid, by the command's options."""
    from transnet.decision.scan import scan as judge_grid

    return judge_grid(scenario, _inputs(given), keep=True, progress=progress)


def _inputs(given: Mapping[str, Any]) -> list[ScannedInput]:
    from transnet.decision.scan import ScannedInput

    found = []
    for text in given["parameters"]:
        name, values = _named(text)
        parameter, _, mode = name.partition("/")
        found.append(ScannedInput("parameter", values, parameter, mode or "all"))
    for kind, option in (("headway_min", "headways"), ("trains_per_day", "trains")):
        for text in given[option]:
            name, values = _named(text)
            found.append(ScannedInput(kind, values, name))
    if given["day"]:
        days = tuple(each.strip() for each in given["day"].split(","))
        found.append(ScannedInput("date", days))
    return found


def _named(text: str) -> tuple[str, tuple[float, ...]]:
    """Return the name before the sign, and the values behind it."""
    name, _, told = text.partition("=")
    try:
        values = _span(*map(float, told.split(":"))) if ":" in told else _list(told)
    except (TypeError, ValueError):
        values = ()
    if not name.strip() or not values:
        raise wrong_usage(
            said("{text}: write NAME=0,5,10 or NAME=FROM:TO:STEP, such as 0:40:5", text=text)
        )
    return name.strip(), values


def _list(told: str) -> tuple[float, ...]:
    return tuple(float(each) for each in told.split(","))


def _span(start: float, end: float, step: float) -> tuple[float, ...]:
    """Return values from one to another, both ends in; none for a step that leads nowhere."""
    finite = all(map(math.isfinite, (start, end, step)))
    if not (finite and step > 0 and 0 <= (end - start) / step < _MOST):
        return ()
    count = math.floor((end - start) / step + 1e-9) + 1
    return tuple(round(start + step * at, 9) for at in range(count))
