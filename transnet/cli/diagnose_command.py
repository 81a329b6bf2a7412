"""`transnet diagnose`: what is missing, and the least that mends it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from transnet.base.errors import TransnetError
from transnet.base.progress import ignore_progress
from transnet.cli.shared import (
    force_option,
    going_on_later,
    json_option,
    page_option,
    print_json,
    progress_of,
    taken,
)
from transnet.cli.spoken import SpokenCommand, tell

if TYPE_CHECKING:
    from transnet.base.progress import Progress
    from transnet.decision.diagnosis import Diagnosis
    from transnet.scenario.file import Scenario


@click.command(cls=SpokenCommand)
@click.argument("scenario")
@click.option("--target", "targets", multiple=True, help="A target in place of the scenario's.")
@click.option(
    "--project",
    "projects",
    multiple=True,
    default=("*",),
    help="A project that may open, by its id or name; all of the network if left out.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Scenario file that gets what mends it, and can be run.",
)
@page_option
@force_option
@json_option
def diagnose(scenario: str, *, out: Path | None, **how: Any) -> None:
    """Say what a SCENARIO's outcome lacks, pair by pair, and the least that meets each target.

    The fewest projects, found by judging every set of few; else the least value of an input that
    meets it alone; else what no project takes away. SCENARIO may be a network: it is taken as it
    is today.
    """
    from transnet.report.mended_scenario import scenario_to_mend, write_mended_scenario_file
    from transnet.report.page.decision_page import check_decision_folder, write_decision
    from transnet.report.sections.outcome_sections import diagnosis_section
    from transnet.report.terminal.decision_json import diagnosis_json
    from transnet.report.terminal.section_tables import print_section

    page, force, as_json = taken(how).values()
    if page is not None:
        check_decision_folder(page, "diagnose", force=force)
    asked = scenario_to_mend(scenario)
    with progress_of(not as_json) as progress, going_on_later():
        found = find_diagnosis(asked, how, progress or ignore_progress)
    try:
        written = write_mended_scenario_file(found, out, force=force) if out is not None else None
    except TransnetError:
        if not as_json:  # minutes of search went into what was found
            print_section(diagnosis_section(found))
        raise
    pages = write_decision(found, page, force=force) if page is not None else []
    if as_json:
        print_json(diagnosis_json(found, written))
        return
    print_section(diagnosis_section(found, written))
    if out is not None and written is not None:
        tell(str(out))
    for file in pages[:1]:
        tell(str(file))


def find_diagnosis(
    scenario: str | Scenario, how: Mapping[str, Any], progress: Progress
) -> Diagnosis:
    """Say what a scenario lacks, by the command's options."""
    from transnet.decision.diagnosis import diagnose as find_least

    return find_least(scenario, keep=True, progress=progress, **how)
