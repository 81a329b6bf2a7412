"""The command that runs a scenario on roads alone."""

from __future__ import annotations

from pathlib import Path

import click

from transnet.base.language import said
from transnet.cli.shared import force_option, json_option, print_json, progress_of
from transnet.cli.spoken import SpokenCommand, tell


@click.command("run", cls=SpokenCommand)
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder that gets page, map and tables; without it results/ and the scenario's id.",
)
@click.option("--no-files", is_flag=True, help="Print the answer and write nothing.")
@force_option
@json_option
def roads_run(
    scenario: Path, out: Path | None, *, no_files: bool, force: bool, as_json: bool
) -> None:
    """Run a SCENARIO on roads alone: a TOML file with roads, places and edits of streets.

    Prints mean minutes, what is reached within some minutes and who loses most, before and after,
    and writes roads.html, change.png, measures.csv, places.csv and travel_times.csv.
    """
    from transnet.base.plain import records
    from transnet.report.page.road_page import check_road_files, write_road_result
    from transnet.report.terminal.notices import notices_text
    from transnet.report.terminal.table_style import plain_table
    from transnet.report.words.road_words import road_answer, road_edits
    from transnet.scenario.road_scenario import read_road_scenario
    from transnet.study.road_runs import run_roads

    asked = read_road_scenario(scenario)
    folder = out or Path("results") / asked.id
    if not no_files:
        check_road_files(folder, force=force)
    with progress_of(not as_json) as progress:
        result = run_roads(asked, progress=progress)
    paths = [] if no_files else write_road_result(result, folder, force=force)
    if as_json:
        told = [each.as_dict() for each in result.notices]
        rows = {"measures": records(result.measures), "losers": records(result.losers())}
        print_json({**rows, "files": [str(each) for each in paths], "notices": told})
        return
    tell(road_answer(result))
    for each in road_edits(result):
        tell(said("- {edit}", edit=each))
    tell(plain_table(result.measures.round(2)))
    losers = result.losers()
    if len(losers):
        columns = ["id", "name", "people", "mean_min_before", "mean_min_after", "cut_off"]
        tell(plain_table(losers[columns].round(1)))
    if paths:
        tell(str(paths[0]))
    if result.notices:
        tell(notices_text(list(result.notices), wrote=True))
