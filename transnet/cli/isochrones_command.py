"""The command that draws isochrones of places for a map."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from transnet.base.language import said
from transnet.cli.shared import force_option, json_option, print_json
from transnet.cli.spoken import SpokenCommand, tell, wrong_value


@click.command(cls=SpokenCommand)
@click.argument("scenario", default="today")
@click.option(
    "--from",
    "origins",
    multiple=True,
    required=True,
    help="Place one starts from; give it again for more.",
)
@click.option("--minutes", default="30,60,90", show_default=True, help="Times, parted by commas.")
@click.option(
    "--to",
    "out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("isochrones.gpkg"),
    show_default=True,
    help="File that gets them: .gpkg, .geojson or .parquet.",
)
@click.option("--lines", is_flag=True, help="Lines of equal time in place of areas.")
@click.option("--shared", is_flag=True, help="What is reached from all of the places.")
@click.option(
    "--traffic",
    type=click.Choice(["off_peak", "peak"]),
    help="Roads off the peak or in the weekday peak; as the scenario has it unless given.",
)
@force_option
@json_option
def isochrones(
    scenario: str, origins: tuple[str, ...], minutes: str, out: Path, **how: Any
) -> None:
    """Write what one reaches from places within some minutes, door to door, as areas for a map.

    SCENARIO is a file or a name, such as xiongxin-hsr: there is a row for each place and time
    before and after it, and for what is gained or lost between. Columns: state, from_id, names,
    within_min, area_km2.
    """
    from transnet.base.plain import records
    from transnet.io.isochrone_files import check_isochrones, write_isochrones
    from transnet.report.terminal.notices import notices_text
    from transnet.report.terminal.table_style import plain_table
    from transnet.study.scenario_isochrones import scenario_isochrones

    if how["shared"] and how["lines"]:
        raise wrong_value(said("what several places share is an area; leave --lines out"))
    limits = _minutes(minutes)
    check_isochrones(out, force=how["force"])
    table, notices = scenario_isochrones(
        scenario,
        origins,
        limits,
        shape="lines" if how["lines"] else "areas",
        shared=how["shared"],
        traffic=how["traffic"],
    )
    write_isochrones(table, out, force=how["force"])
    shown = table.drop(columns="geometry")
    if how["as_json"]:
        told = [each.as_dict() for each in notices]
        print_json({"file": str(out), "rows": records(shown), "notices": told})
        return
    tell(plain_table(shown.round(1)))
    tell(str(out))
    if notices:
        tell(notices_text(notices, wrote=True))


def _minutes(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise wrong_value(said("numbers parted by commas"), "--minutes") from None
