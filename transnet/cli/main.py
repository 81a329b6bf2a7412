"""The command: arguments in, public functions called, tables out, and an exit code.

Exit codes: 0 done, 1 the input has errors or something can't be written, 2 the command line is
wrong, 130 interrupted, 143 told to end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from transnet.base.language import joined, said
from transnet.base.version import __version__
from transnet.cli.check_command import check
from transnet.cli.decision_commands import attribute, stage
from transnet.cli.diagnose_command import diagnose
from transnet.cli.ends import EndingGroup
from transnet.cli.explore_command import explore
from transnet.cli.export_command import export
from transnet.cli.gtfs_command import gtfs
from transnet.cli.isochrones_command import isochrones
from transnet.cli.new_command import new
from transnet.cli.points_command import points as points_group
from transnet.cli.rank_command import rank
from transnet.cli.read_otherwise import read_otherwise, tell_readings
from transnet.cli.resilience_command import resilience
from transnet.cli.roads_command import roads
from transnet.cli.robust_command import robust
from transnet.cli.run_command import compare, run
from transnet.cli.scan_command import scan
from transnet.cli.shared import json_option, print_json
from transnet.cli.spoken import one_network, wrong_usage
from transnet.cli.tables_command import tables

if TYPE_CHECKING:
    from transnet.supply.congestion import Traffic


@click.group(cls=EndingGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="transnet")
def main() -> None:
    """Open a line, and see who comes within an hour of whom.

    A scenario is a small TOML file: a network, a date, and what opens, closes or changes.
    Start with `transnet list`, then `transnet run xiongxin-hsr`.
    """


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
    plan, parameters, or their Chinese names. SEARCH words must stand in an id or a name, in Chinese
    or English.
    """
    if kind is not None:
        from transnet.io.network_folder import load_network
        from transnet.model.listing import Wanted, listed
        from transnet.report.terminal.listing_table import (
            kind_called,
            listing_json,
            print_listing,
        )
        from transnet.report.words.row_words import codes_called

        kind = kind_called(kind)
        for name in ("status", "theme", "stage"):
            words[name] = tuple(code for text in words[name] for code in codes_called(text))
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
@click.argument("ends", nargs=-1, metavar="ORIGIN DESTINATION")
@click.option("--scenario", default="today", show_default=True, help="State of the network.")
@click.option("--network", help="A network as it is today, in place of a scenario.")
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
    from transnet.scenario.file import Scenario
    from transnet.study.known_trips import known_trips
    from transnet.study.scenario_notices import traffic_notices
    from transnet.travel.asked_way import asked_way, next_ways
    from transnet.travel.no_way import no_way_notices
    from transnet.travel.unlikely import unlikely_notices

    if len(ends) != 2:
        given = said("{count} given: {ends}", count=len(ends), ends=joined(ends))
        told = given if ends else said("none given")
        raise wrong_usage(said("name two places, from where and to where ({told})", told=told))
    network = choice.pop("network")
    state = scenario if network is None else Scenario(id="today", network=network)
    trips = known_trips(state, before=before, traffic=traffic, value_of_time=value_of_time)
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
@click.argument("network", required=False)
@click.option("--network", "named", help="The NETWORK, as other commands name it.")
@click.option("--item", help="One item of the plan: its clause, rows and sources.")
@json_option
def plan(network: str | None, named: str | None, item: str | None, as_json: bool) -> None:
    """Show how much of its plan a NETWORK holds, or one --item of it with its rows."""
    from transnet.io.network_folder import load_network
    from transnet.model.plan import plan_item
    from transnet.report.terminal.plan_tables import coverage_json, print_coverage, print_item

    loaded = load_network(one_network(network, named))
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


main.add_command(new)
main.add_command(check)
main.add_command(run)
main.add_command(compare)
main.add_command(rank)
main.add_command(diagnose)
main.add_command(attribute)
main.add_command(stage)
main.add_command(scan)
main.add_command(robust)
main.add_command(resilience)
main.add_command(roads)
main.add_command(explore)
main.add_command(export)
main.add_command(isochrones)
main.add_command(points_group)
main.add_command(tables)
main.add_command(gtfs)
