"""The command: arguments in, public functions called, tables out, and an exit code.

Exit codes: 0 done, 1 the input has errors or something can't be written, 2 the command line is
wrong, 130 interrupted, 143 told to end.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from transnet.base.language import Message, in_words, joined, said
from transnet.base.version import __version__
from transnet.cli.ends import EndingGroup
from transnet.cli.export_command import export
from transnet.cli.gtfs_command import gtfs
from transnet.cli.points_command import points as points_group
from transnet.cli.rank_command import rank
from transnet.cli.read_otherwise import read_otherwise, tell_readings
from transnet.cli.roads_command import roads
from transnet.cli.run_command import compare, run
from transnet.cli.shared import force_option, json_option, print_json, print_json_text
from transnet.cli.spoken import tell, wrong_usage
from transnet.cli.tables_command import tables

if TYPE_CHECKING:
    from transnet.base.errors import Notice
    from transnet.supply.congestion import Traffic

_NEW_OBJECTS_PER_COLLECTION = 50_000


@click.group(cls=EndingGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="transnet")
def main() -> None:
    """Open a line, and see who comes within an hour of whom.

    A scenario is a small TOML file: a network, a date, and what opens, closes or changes.
    Start with `transnet list`, then `transnet run xiongxin-hsr`.
    """
    # By default Python looks for cycles after every 700 objects: half a second of a run goes into
    # walking over the modules of the libraries, which stay anyway.
    gc.set_threshold(_NEW_OBJECTS_PER_COLLECTION)


@main.command("list")
@click.argument("kind", required=False)
@click.argument("search", nargs=-1)
@click.option(
    "--network", default="shanxi-central", show_default=True, help="Network that is listed."
)
@click.option("--status", multiple=True, help="open, building, planned, study or cancelled only.")
@click.option("--theme", multiple=True, help="Projects of this theme, or things of this kind.")
@click.option("--stage", multiple=True, help="Projects of this stage of the plan, such as 2030.")
@click.option("--place", multiple=True, help="Stations and places in this place or city.")
@json_option
def list_command(
    kind: str | None, search: tuple[str, ...], network: str, *, as_json: bool, **words: Any
) -> None:
    """Show what is at hand: networks, scenarios and targets, or one KIND of things in a network.

    Kinds: projects, lines, roads, stations, airports, services, places, stages, themes, targets,
    plan, parameters. SEARCH words must stand in an id or a name, in Chinese or English.
    """
    if kind is not None:
        from transnet.io.network_folder import load_network
        from transnet.model.listing import Wanted, listed
        from transnet.report.terminal.listing_table import listing_json, print_listing

        table = listed(load_network(network), kind, Wanted(search=search, **words))
        if as_json:
            print_json(listing_json(table))
        else:
            print_listing(table, network, kind)
        return
    from transnet.report.terminal.result_tables import catalog_json, print_catalog

    if as_json:
        print_json(catalog_json())
    else:
        print_catalog()


@main.command()
@click.argument("network")
@click.option("--anchors", help="Network whose stations tell in which coordinates this one is.")
@click.option(
    "--fix",
    is_flag=True,
    help="Write mended copies beside files of which something was read otherwise than written.",
)
@force_option
@json_option
def check(network: str, anchors: str | None, *, fix: bool, force: bool, as_json: bool) -> None:
    """Find everything wrong in a NETWORK (folder or .xlsx) at once.

    Names file, row, column, value and remedy. Exit code 1 when there are errors. A folder or file
    of roads is checked as roads, a folder of results against what was written, and a scenario with
    its targets and edits against its network, without running it. With --fix what a spreadsheet
    rewrote, such as 2013/12/31, is put right in copies: roads.csv gets roads.mended.csv; a scenario
    file gets one with plain marks in place of “”, ＝ or ２００.
    """
    from transnet.io.catalog import is_scenario, network_folder
    from transnet.report.terminal.notices import notices_json, notices_text

    if force and not fix:
        raise wrong_usage(said("--force replaces mended copies: it goes with --fix"))
    is_file = is_scenario(network)
    if fix and is_file:
        _fix(network, force=force, as_json=as_json)
    kind, others = _roads_or_results(network, anchors)
    if fix and not is_file:
        if kind:
            told = said("--fix mends the tables of a network, and files of scenarios")
            raise wrong_usage(told)
        _fix(network, force=force, as_json=as_json)
    notices = others if kind else _network_notices(network_folder(network), anchors)
    if as_json:
        print_json_text(notices_json(notices))
    else:
        tell(f"{in_words(kind)}\n{notices_text(notices, wrote=fix)}".lstrip())
    if any(notice.severity == "error" for notice in notices):
        sys.exit(1)


def _fix(named: str, *, force: bool, as_json: bool) -> None:
    """Write mended copies, and say what was changed in which."""
    from transnet.io.catalog import is_scenario, network_folder, scenario_file
    from transnet.io.mend import mended_beside, write_mended

    if is_scenario(named):
        from transnet.scenario.mend_scenario import write_mended_scenario

        path = scenario_file(named)
        written = write_mended_scenario(path, mended_beside(path), force=force)
    else:
        written = write_mended(network_folder(named), force=force)
    if as_json:
        return
    for copy, changes in written:
        tell(in_words(said("{file} was written, with this put right:", file=str(copy))))
        for each in changes:
            tell(f"  {each}")
    if not written:
        tell(in_words(said("No copy was written: nothing can be put right without asking you.")))
    click.echo()


def _roads_or_results(named: str, anchors: str | None) -> tuple[Message | str, list[Notice]]:
    """Say what a path is that holds no network, and what is wrong with it; "" for a network."""
    from transnet.io.catalog import is_scenario, network_folder
    from transnet.io.folder import check_results, read_manifest
    from transnet.io.input_files import exists, is_workbook
    from transnet.io.network_folder import load_network
    from transnet.io.road_check import check_roads, is_road_file, is_road_folder

    path = Path(named)
    if is_scenario(named):
        from transnet.study.check_scenario import check_scenario

        notices = check_scenario(named)
        wrong = any(notice.severity == "error" for notice in notices)
        if wrong:
            return said("{file} is a scenario: it can't be run as it stands.", file=named), notices
        return said("{file} is a scenario: transnet run {file} runs it.", file=named), notices
    if not is_road_file(path):
        path = network_folder(named)
        if is_workbook(path) or exists(path / "network.toml"):
            return "", []
        if read_manifest(path) is not None:
            kind = said(
                "{folder} is a folder of results: its files are held against manifest.json.",
                folder=path,
            )
            return kind, check_results(path)
        if not is_road_folder(path):
            return "", []
    return check_roads(path, anchors=load_network(anchors) if anchors else None)


def _network_notices(folder: Path, anchors: str | None) -> list[Notice]:
    from transnet.io.network_folder import read_folder

    found, notices = read_folder(folder)
    if anchors and found is not None:
        from transnet.io.network_folder import load_network
        from transnet.model.anchors import network_datum_notices

        notices += network_datum_notices(found, load_network(anchors))
    if found is not None and found.road_layer is not None:
        from transnet.study.layer_guards import lost_roads

        notices += lost_roads(found)
    return notices


@main.command()
@click.argument("ends", nargs=-1, metavar="ORIGIN DESTINATION")
@click.option("--scenario", default="today", show_default=True, help="State of the network.")
@click.option("--before", is_flag=True, help="The scenario's base instead of its outcome.")
@click.option(
    "--using",
    type=click.Choice(["best", "drive", "public", "rail", "carfree"]),
    default="best",
    show_default=True,
    help="Means that may be used.",
)
@click.option(
    "--impedance",
    type=click.Choice(["time", "money", "generalised_cost", "co2"]),
    default="time",
    show_default=True,
    help="What the way is to take least of.",
)
@click.option(
    "--traffic",
    type=click.Choice(["off_peak", "peak"]),
    help="Roads off the peak or in the weekday peak; as the scenario has it unless given.",
)
@click.option(
    "--value-of-time",
    type=click.FloatRange(min=0.0),
    metavar="YUAN_PER_HOUR",
    help="What an hour is worth in a generalised cost, in place of the network's.",
)
@click.option(
    "--alternatives",
    type=click.IntRange(min=0),
    default=0,
    metavar="COUNT",
    help="Show so many of the next best ways too, by other means.",
)
@click.option(
    "--doubts",
    is_flag=True,
    help="Try the trip at the low and high end of each input: its range, and what turns it.",
)
@json_option
def path(
    ends: tuple[str, ...],
    scenario: str,
    *,
    before: bool,
    value_of_time: float | None,
    traffic: Traffic | None,
    as_json: bool,
    **choice: Any,
) -> None:
    """Print the fastest way from ORIGIN to DESTINATION, leg by leg, with its sources.

    Ends are places; between two stations it is the ride in the train. With --impedance the way
    that costs least. Legs show minutes, kilometres, yuan and kg of CO2.
    """
    from transnet.cli.path_beside import Beside
    from transnet.study.known_trips import known_trips
    from transnet.study.scenario_notices import traffic_notices
    from transnet.travel.asked_way import asked_way, next_ways
    from transnet.travel.no_way import no_way_notices
    from transnet.travel.unlikely import unlikely_notices

    if len(ends) != 2:
        given = said("{count} given: {ends}", count=len(ends), ends=joined(ends))
        told = given if ends else said("none given")
        raise wrong_usage(said("name two places, from where and to where ({told})", told=told))
    trips = known_trips(scenario, before=before, traffic=traffic, value_of_time=value_of_time)
    notices = (*traffic_notices(trips.network, trips.state.traffic), *trips.notices)
    alternatives, doubts = choice.pop("alternatives"), choice.pop("doubts")
    found, of_ends = asked_way(trips, (ends[0], ends[1]), **choice)
    asked = Beside(trips, choice["using"], found, doubts)
    ways = next_ways(trips, found, alternatives) if alternatives else []
    of_trip = (*no_way_notices(trips.network, found), *unlikely_notices(trips, (found, *ways)))
    notices = (*of_trip, *of_ends, *asked.longer(), *notices)
    turning = asked.doubts()
    day = trips.network.when.isoformat()
    if as_json:
        beside = {
            "traffic": trips.state.traffic,
            "notices": [notice.as_dict() for notice in notices],
        }
        others = {"next_ways": [each.as_dict() for each in ways]} if alternatives else {}
        tried = {"doubts": turning.as_dict()} if turning else {}
        print_json({**found.as_dict(), "date": day, **others, **tried, **beside})
    else:
        from transnet.report.terminal.way_table import print_way

        print_way(found, notices, day, ways)
        if asked.applies:
            from transnet.report.terminal.doubts_table import print_doubts

            print_doubts(turning)


@main.command()
@click.argument("network")
@json_option
def validate(network: str, as_json: bool) -> None:
    """Hold a NETWORK's modelled times against observed ones, and list its holes."""
    from transnet.io.network_folder import load_network
    from transnet.travel.validation.validate import validate as validate_network

    loaded = load_network(network)
    validation = validate_network(loaded)
    if as_json:
        print_json({**validation.as_dict(), **read_otherwise(loaded)})
    else:
        from transnet.report.terminal.result_tables import print_validation

        print_validation(validation)
        tell_readings(loaded)


@main.command()
@click.argument("network")
@click.option("--item", help="One item of the plan: its clause, rows and sources.")
@json_option
def plan(network: str, item: str | None, as_json: bool) -> None:
    """Show how much of its plan a NETWORK holds, or one --item of it with its rows."""
    from transnet.io.network_folder import load_network
    from transnet.model.plan import plan_item
    from transnet.report.terminal.plan_tables import coverage_json, print_coverage, print_item

    loaded = load_network(network)
    if item is not None:
        found = plan_item(loaded, item)
        if as_json:
            print_json({**found.as_dict(), **read_otherwise(loaded)})
            return
        print_item(found)
    elif as_json:
        print_json({**coverage_json(loaded), **read_otherwise(loaded)})
        return
    else:
        print_coverage(loaded)
    tell_readings(loaded)


main.add_command(run)
main.add_command(compare)
main.add_command(rank)
main.add_command(roads)
main.add_command(export)
main.add_command(points_group)
main.add_command(tables)
main.add_command(gtfs)
