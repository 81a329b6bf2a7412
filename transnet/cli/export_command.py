"""The command that takes a network to other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from transnet.base.language import Text, joined, said
from transnet.cli.read_otherwise import read_otherwise, tell_readings
from transnet.cli.shared import force_option, json_option, print_json
from transnet.cli.spoken import SpokenCommand, tell

if TYPE_CHECKING:
    from datetime import datetime

    from transnet.supply.kinds import ModeSet


@click.command(cls=SpokenCommand)
@click.argument("network")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="File that gets it: .gpkg, .parquet, .geojson, or .omx for travel times.",
)
@click.option(
    "--date",
    "when",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day the network is read at; by default the last one that its sources know.",
)
@click.option(
    "--using",
    type=click.Choice(["best", "drive", "public", "rail", "carfree"]),
    multiple=True,
    default=("best",),
    show_default=True,
    help="Means of the travel times in an .omx file; give it again for more.",
)
@force_option
@json_option
def export(
    network: str,
    out: Path,
    when: datetime | None,
    using: tuple[ModeSet, ...],
    *,
    force: bool,
    as_json: bool,
) -> None:
    """Write a NETWORK for a map or a transport model.

    Layers: places, stations, airports, nodes, roads, tracks, flights and services, each with names
    in both languages, source, basis and whether it is open on the day. Matrices: minutes door to
    door.
    """
    from transnet.io.network_folder import load_network
    from transnet.report.export import check_export, export_network

    check_export(out, force=force)
    loaded = load_network(network, when=when.date() if when else None)
    counts = export_network(loaded, out, using=using, force=force)
    if as_json:
        told = {"file": str(out), "date": loaded.when.isoformat(), "counts": counts}
        print_json({**told, **read_otherwise(loaded)})
        return
    listed = joined(
        said("{count:,} {layer}", count=count, layer=_layer(name)) for name, count in counts.items()
    )
    tell(said("{file} ({day}): {layers}", file=out, day=loaded.when.isoformat(), layers=listed))
    tell_readings(loaded, wrote=True)


def _layer(name: str) -> Text:
    """Return what a layer is called; a matrix of an .omx file by its name there."""
    from transnet.report.words.words import TABLES

    return Text(TABLES[name].zh if name in TABLES else name, name)
