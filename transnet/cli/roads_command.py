"""The commands that bring in a road layer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from transnet.base.language import Message, said
from transnet.cli.roads_run_command import roads_run
from transnet.cli.shared import crs_option, force_option, json_option, print_json, progress_of
from transnet.cli.spoken import (
    SpokenGroup,
    tell,
    wrong_usage,
    wrong_value,
)

if TYPE_CHECKING:
    from transnet.base.errors import Notice
    from transnet.io.osm.way_tags import OsmOptions
    from transnet.model.datum import Datum


@click.group(cls=SpokenGroup)
def roads() -> None:
    """Bring in a road layer of your own, and ask roads alone."""


roads.add_command(roads_run)


@roads.command("import")
@click.argument("extract", type=click.Path(path_type=Path), required=False)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder that gets the tables.",
)
@click.option("--place", help="In place of an EXTRACT: a name to ask OpenStreetMap's servers for.")
@click.option(
    "--country",
    default="*",
    help="Code, such as MT or BE-VLG, whose default speeds and side of the road count.",
)
@click.option("--service", is_flag=True, help="Take service roads too.")
@click.option(
    "--profile",
    type=click.Choice(["car", "walk", "bicycle"]),
    default="car",
    help="Who uses the ways.",
)
@click.option("--speed", "speed_kmh", type=float, help="km/h of who walks or rides.")
@click.option(
    "--speeds",
    type=click.Path(dir_okay=False, path_type=Path),
    help="CSV table of km/h where no tag says any: road_class,country,urban,speed_kmh.",
)
@click.option("--tags", default="", help="Tags of ways to keep, by commas: bridge,lanes,ref.")
@click.option("--turn-penalties", is_flag=True, help="Let turns cost time; takes more memory.")
@click.option("--delay", "delays", multiple=True, help="KEY=SECONDS, such as traffic_signals=5.")
@click.option("--no-cache", is_flag=True, help="Read the extract even if an import of it is kept.")
@force_option
@json_option
def roads_import(
    extract: Path | None,
    out: Path,
    place: str | None,
    *,
    no_cache: bool,
    force: bool,
    as_json: bool,
    **settings: Any,
) -> None:
    """Turn an OpenStreetMap EXTRACT (.osm.pbf, .osm) into a routable road layer.

    Writes node.csv, link.csv, config.csv (GMNS) and roads.json. With --place the roads are fetched
    by OSMnx and simplified by its rules; only --country and --service count then.
    """
    if (extract is None) == (place is None):
        raise wrong_usage(said("give an EXTRACT or --place NAME, one of the two"))
    if place is not None:
        _import_place(place, out, settings, force=force, as_json=as_json)
    elif extract is not None:
        switches = {"no_cache": no_cache, "force": force, "as_json": as_json}
        _import_extract(extract, out, settings, **switches)


def _import_place(
    place: str, out: Path, settings: dict[str, Any], *, force: bool, as_json: bool
) -> None:
    from transnet.io.osm.osmnx_place import import_place
    from transnet.report.terminal.notices import notices_text

    if settings["profile"] != "car" or any(
        settings[each] for each in ("speed_kmh", "turn_penalties", "delays", "speeds", "tags")
    ):
        raise wrong_usage(
            said(
                "--profile, --speed, --speeds, --tags, --turn-penalties and --delay count for an "
                "EXTRACT alone"
            )
        )
    kept = {"country": settings["country"], "service": settings["service"]}
    made = import_place(place, out, **kept, force=force)
    graph = made.graph
    if as_json:
        notices = [each.as_dict() for each in made.notices]
        print_json({"nodes": graph.node_count, "arcs": graph.arc_count, "notices": notices})
        return
    tell(_made(out, graph.node_count, graph.arc_count))
    if made.notices:
        tell(notices_text(made.notices, wrote=True))


def _import_extract(
    extract: Path,
    out: Path,
    settings: dict[str, Any],
    *,
    no_cache: bool,
    force: bool,
    as_json: bool,
) -> None:
    from transnet.base.cache import Cache
    from transnet.base.store import default_folder
    from transnet.io.osm.extract import import_roads
    from transnet.report.terminal.notices import notices_text

    options, told_of = _options(settings, out)
    folder = None if no_cache else default_folder("roads")
    cache = Cache(folder) if folder else None
    with progress_of(not as_json) as progress:
        made = import_roads(extract, out, options, progress=progress, cache=cache, force=force)
    found = [*told_of, *made.notices]
    if as_json:
        notices = [each.as_dict() for each in found]
        print_json({**made.counts, "from_cache": made.from_cache, "notices": notices})
        return
    counts = made.counts
    told = _made(out, counts["nodes"], counts["arcs"])
    kept = said("{made} (from an earlier import of the same file)", made=told)
    tell(kept if made.from_cache else told)
    if settings["profile"] == "car":
        tell(_assumed_speeds(counts["ways_without_limit"], counts["ways_used"]))
    if counts["copies"]:
        copies, arcs = counts["copies"], counts["repeated_arcs"]
        tell(
            said(
                "{copies:,} copies of junctions and {arcs:,} arcs from them, for turns",
                copies=copies,
                arcs=arcs,
            )
        )
    if found:
        tell(notices_text(found, wrote=True))


def _options(settings: dict[str, Any], out: Path) -> tuple[OsmOptions, list[Notice]]:
    """Return how an extract is read, and how the table of speeds was."""
    from transnet.io.osm.speed_table import speeds_given
    from transnet.io.osm.way_tags import OsmOptions
    from transnet.io.outputs import check_outputs
    from transnet.io.roads.digests import ROAD_TABLES, ROADS_INFO

    table: Path | None = settings["speeds"]
    if table is not None:  # it isn't written over, even where that is forced
        files = [out / name for name in (*ROAD_TABLES, ROADS_INFO)]
        check_outputs(files, force=True, inputs=[table], new_folders=True)
    speeds, told = speeds_given(table, settings["country"])
    tags = tuple(each.strip() for each in settings["tags"].split(",") if each.strip())
    chosen = {**settings, "delays": _delays(settings["delays"]), "speeds": speeds, "tags": tags}
    return OsmOptions(**chosen), told


@roads.command("convert")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
@crs_option
@click.option("--anchors", help="Network whose points the junctions are held against, by id.")
@force_option
@json_option
def roads_convert(
    source: Path, out: Path, crs: Datum | None, anchors: str | None, *, force: bool, as_json: bool
) -> None:
    """Write the roads of SOURCE as OUT; their endings say the formats.

    In: a GMNS folder, .gpkg, .parquet, .geojson, .gr, .tntp, .osm.pbf, .osm. Out: a folder (GMNS),
    .gpkg, .parquet, .geojson, .gr (with .co beside it). What a format can't hold is named.
    """
    from transnet.io.road_formats import (
        check_roads,
        read_roads,
        road_datum_notices,
        source_of,
        write_roads,
    )
    from transnet.report.terminal.notices import notices_text

    check_roads(out, force=force, source=source_of(source), inputs=[source])
    graph, notices = read_roads(source, crs=crs)
    if anchors:
        from transnet.io.network_folder import load_network

        notices += road_datum_notices(graph, crs or "WGS-84", load_network(anchors), source.name)
    notices += write_roads(graph, out, force=force, source=source_of(source))
    counts = {"nodes": graph.node_count, "arcs": graph.arc_count}
    if as_json:
        print_json({**counts, "notices": [each.as_dict() for each in notices]})
        return
    tell(_made(out, graph.node_count, graph.arc_count))
    if notices:
        tell(notices_text(notices, wrote=True))


def _assumed_speeds(assumed: int, ways: int) -> Message:
    return said(
        "{assumed:,} of {ways:,} ways ({share:.1f} %) have no tag of a speed: it is assumed by "
        "class and country",
        assumed=assumed,
        ways=ways,
        share=100 * assumed / max(1, ways),
    )


def _made(out: Path, junctions: int, arcs: int) -> Message:
    return said(
        "{folder}: {junctions:,} junctions, {arcs:,} arcs",
        folder=out,
        junctions=junctions,
        arcs=arcs,
    )


def _delays(texts: Sequence[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for text in texts:
        key, seconds = _delay(text)
        if key in found:
            raise wrong_value(said("{key} is given twice; which one counts?", key=key))
        found[key] = seconds
    return found


def _delay(text: str) -> tuple[str, float]:
    key, mark, seconds = text.partition("=")
    try:
        value = float(seconds)
    except ValueError:
        value = -1.0
    if not mark or not 0 <= value < float("inf"):
        raise wrong_value(said("{text!r}: write KEY=SECONDS, such as traffic_signals=5", text=text))
    return key, value


@roads.command("reach")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--from", "origin", required=True, help="Where the drive starts: LON,LAT (WGS-84).")
@click.option("--minutes", default="15,30,45", show_default=True, help="Times, parted by commas.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("reach.png"),
    show_default=True,
    help="The map (.png); its areas (.gpkg) and table (.csv) are written beside it.",
)
@click.option("--name", default="", help="What the starting point is called on the map.")
@crs_option
@force_option
@json_option
def roads_reach(
    source: Path, origin: str, minutes: str, out: Path, *, crs: Datum | None, **shown: Any
) -> None:
    """Map how far one drives over the roads of SOURCE: a folder of tables, or another road file.

    Times are those of free flow. Roads count once, whatever their directions.
    """
    from transnet.base.plain import records
    from transnet.io.road_formats import read_roads
    from transnet.report.maps.drive_maps import check_reach, write_reach
    from transnet.report.maps.fonts import letter_notices
    from transnet.report.terminal.notices import notices_text
    from transnet.report.terminal.table_style import plain_table
    from transnet.travel.drive_areas import road_reach

    start, limits = _numbers(origin, "--from"), _numbers(minutes, "--minutes")
    if len(start) != 2:
        raise wrong_value(said("write longitude and latitude: LON,LAT"), "--from")
    check_reach(out, force=shown["force"], inputs=[source])
    graph, notices = read_roads(source, crs=crs)
    reach = road_reach(graph, start[0], start[1], limits)
    paths = write_reach(reach, graph, out, name=shown["name"], force=shown["force"])
    table = reach.bands.drop(columns="geometry")
    if shown["as_json"]:
        print_json(records(table))
    else:
        tell(plain_table(table.round(1)))
        tell("\n".join(map(str, paths)))
        for notice in letter_notices([shown["name"]]):
            tell(notice)
    if notices:  # beside the numbers of --json, which another program reads
        tell(notices_text(notices, wrote=True), err=shown["as_json"])


def _numbers(text: str, option: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise wrong_value(said("numbers parted by commas"), option) from None
