"""`transnet rank`: projects by what they gain, alone and in their stage, and per yuan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from transnet.base.language import said
from transnet.cli.read_otherwise import read_otherwise, tell_readings
from transnet.cli.shared import force_option, going_on_later, json_option, print_json, progress_of
from transnet.cli.spoken import SpokenCommand, tell, wrong_usage

_BY = {
    "potential": "potential_pct",
    "reach": "reach",
    "people": "people",
    "saved": "saved_min",
    "hours": "hours",
    "cities": "cities_min",
    "carless": "carless_min",
    "watt": "watt_min",
}
_SHARED = ("potential", "reach", "people", "hours", "carless")


@click.command(cls=SpokenCommand)
@click.argument("network")
@click.option("--theme", multiple=True, help="Only projects of this theme, such as rail or road.")
@click.option("--stage", multiple=True, help="Only projects of this stage, such as 2030, or none.")
@click.option(
    "--kind",
    multiple=True,
    type=click.Choice(["built", "upgrade", "service", "measure", "none"]),
    help="Only new works, upgrades, trains and buses, assumed values, or names alone.",
)
@click.option("--project", multiple=True, help="Only this project, by its id.")
@click.option(
    "--by",
    type=click.Choice([*_BY, *(f"{name}-per-yuan" for name in _SHARED)]),
    default="potential",
    show_default=True,
    help="What the rows stand in order of.",
)
@click.option(
    "--reading",
    type=click.Choice(["alone", "stage"]),
    default="alone",
    show_default=True,
    help="The project alone, or on top of the rest of its stage.",
)
@click.option(
    "--top",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="How many rows are printed; 0 for all that gain something.",
)
@click.option("--csv", "as_csv", is_flag=True, help="Print all columns as CSV instead.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder that gets ranking.html, ranking.csv and ranking-curve.csv.",
)
@click.option(
    "--xlsx", is_flag=True, help="Write the tables as one workbook for a spreadsheet, too."
)
@force_option
@json_option
def rank(
    network: str,
    project: tuple[str, ...],
    *,
    by: str,
    top: int,
    out: Path | None,
    **choice: Any,
) -> None:
    """Rank the projects of a NETWORK by what they gain, and by what that costs.

    Each project is held against the network without it: alone, and on top of all others of its
    stage. The first run of a network reads some 270 states of it, which takes half a minute on two
    free cores, and minutes more on a machine where what computes has yet to be compiled; later runs
    take a second. Stopped, it goes on later from where it was.
    """
    from transnet.io.csv_text import to_csv_text
    from transnet.io.network_folder import load_network
    from transnet.report.terminal.ranking_table import print_ranking, ranking_json
    from transnet.study.ranking import rank_projects

    as_json, as_csv = choice.pop("as_json"), choice.pop("as_csv")
    how = {name: choice.pop(name) for name in ("force", "xlsx")}
    if as_json and as_csv:
        raise wrong_usage(said("--json or --csv, not both"))
    if out is None and how["xlsx"]:
        raise wrong_usage(said("--xlsx writes a workbook into a folder: name it with --out"))
    if out is not None:
        from transnet.io.folder import check_folder
        from transnet.report.page.ranking_page import ranking_files, write_ranking

        check_folder(out, ranking_files(xlsx=how["xlsx"]), force=how["force"])
    name, per_yuan = by.removesuffix("-per-yuan"), by.endswith("-per-yuan")
    order = f"{_BY[name]}_per_100m_yuan" if per_yuan else _BY[name]
    loaded = load_network(network)
    with progress_of(not (as_json or as_csv)) as progress, going_on_later():
        found = rank_projects(
            loaded, projects=project or None, by=order, progress=progress, **choice
        )
    if out is not None:
        written = write_ranking(found, loaded, out, **how)
    if as_json:
        print_json({**ranking_json(found), **read_otherwise(loaded)})
    elif as_csv:
        click.echo(to_csv_text(found.flat), nl=False)
    else:
        print_ranking(found, top)
        if out is not None:
            tell("\n".join(map(str, written)))
    if not as_json:
        tell_readings(loaded, wrote=out is not None)
