"""`transnet new`: a network of one's own to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from transnet.base.language import said
from transnet.cli.shared import force_option, json_option, print_json
from transnet.cli.spoken import SpokenCommand, tell, wrong_usage


@click.command(cls=SpokenCommand)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--places",
    type=click.Path(dir_okay=False, path_type=Path),
    help="CSV of where people live: id, lon, lat, people.",
)
@click.option(
    "--osm",
    type=click.Path(dir_okay=False, path_type=Path),
    help="OpenStreetMap extract (.osm.pbf, .osm) whose streets are driven on.",
)
@click.option(
    "--gtfs", multiple=True, type=click.Path(path_type=Path), help="GTFS feed; again for several."
)
@click.option(
    "--country",
    default="*",
    help="Code, such as PT, whose default speeds and side of the road count in the extract.",
)
@force_option
@json_option
def new(
    folder: Path,
    *,
    places: Path | None,
    force: bool,
    as_json: bool,
    **having: Any,
) -> None:
    """Begin a network of your own in FOLDER: a made-up island that runs at once.

    With --places it is made of what you have: places with people, streets of an OpenStreetMap
    extract, services of GTFS feeds. Says what was made and assumed.
    """
    if places is None:
        if having["osm"] is not None or having["gtfs"]:
            raise wrong_usage(said("--osm and --gtfs go with --places, where people live"))
        _starter(folder, force=force, as_json=as_json)
        return
    from transnet.io.network_of_own import make_network
    from transnet.report.terminal.notices import notices_text

    made = make_network(folder, places, **having, force=force)
    files = [str(path) for path in made.files]
    if as_json:
        notices = [each.as_dict() for each in made.notices]
        print_json(
            {"files": files, "steps": [str(each) for each in made.steps], "notices": notices}
        )
        return
    for step in made.steps:
        tell(said("- {step}", step=step))
    tell(notices_text(made.notices, wrote=True))
    _next(folder, files)


def _starter(folder: Path, *, force: bool, as_json: bool) -> None:
    from transnet.io.starter_world import write_starter

    written = [str(path) for path in write_starter(folder, force=force)]
    if as_json:
        print_json({"files": written})
        return
    _next(folder, written)


def _next(folder: Path, written: list[str]) -> None:
    """Say what to do next: run the scenario that was written last."""
    tell(said("{count} files in {folder}; next:", count=len(written), folder=folder))
    tell(f"  transnet run {written[-1]}")
