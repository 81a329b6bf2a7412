"""The command that brings tables of points to WGS-84."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from transnet.base.language import said
from transnet.cli.shared import crs_option, force_option, json_option, print_json
from transnet.cli.spoken import SpokenGroup, tell, wrong_usage

if TYPE_CHECKING:
    from transnet.model.datum import Datum


@click.group(cls=SpokenGroup)
def points() -> None:
    """Bring tables of points to WGS-84, and find out what they are in."""


@points.command("convert")
@click.argument("table", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
@crs_option
@click.option("--anchors", help="Network whose stations and places the points are held against.")
@force_option
@json_option
def convert(
    table: Path, out: Path, crs: Datum | None, anchors: str | None, *, force: bool, as_json: bool
) -> None:
    """Write TABLE (CSV with lon and lat) as OUT in WGS-84.

    With --anchors it says in which coordinates the points seem to be.
    """
    from transnet.io.network_folder import load_network
    from transnet.io.outputs import check_outputs
    from transnet.io.point_tables import convert_points
    from transnet.model.anchors import anchors_of
    from transnet.report.terminal.notices import notices_text

    if crs is None:
        raise wrong_usage(said("say in which coordinates the points are: --crs WGS-84, GCJ-02 …"))
    check_outputs([out], force=force, inputs=[table])
    known = anchors_of(load_network(anchors)) if anchors else None
    notices = convert_points(table, out, crs, anchors=known, force=force)
    if as_json:
        print_json({"file": str(out), "notices": [each.as_dict() for each in notices]})
        return
    tell(said("{file}: WGS-84, from {crs}", file=out, crs=crs))
    if notices:
        tell(notices_text(notices, wrote=True))
