"""The commands that look at timetables of GTFS."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from transnet.base.language import in_words, joined, said
from transnet.cli.shared import force_option, json_option, print_json, print_json_text
from transnet.cli.spoken import SpokenGroup, tell

if TYPE_CHECKING:
    from transnet.timetable.timetable import Timetable


@click.group(cls=SpokenGroup)
def gtfs() -> None:
    """Look at timetables of GTFS, zips or folders."""


@gtfs.command("check")
@click.argument("feed", type=click.Path(path_type=Path))
@json_option
def gtfs_check(feed: Path, as_json: bool) -> None:
    """Find everything wrong in a FEED at once.

    Names file, line, column, value and remedy. Exit code 1 when there are errors.
    """
    from transnet.io.gtfs.check_feed import check_gtfs
    from transnet.report.terminal.notices import notices_json, notices_text

    notices = check_gtfs(feed)
    if as_json:
        print_json_text(notices_json(notices))
    else:
        tell(notices_text(notices))
    if any(notice.severity == "error" for notice in notices):
        sys.exit(1)


@gtfs.command("summary")
@click.argument("feed", type=click.Path(path_type=Path))
@json_option
def gtfs_summary(feed: Path, as_json: bool) -> None:
    """Show what a FEED holds: days, trips, kinds of routes, tables."""
    from transnet.io.gtfs.check_feed import summarise_gtfs

    found = summarise_gtfs(feed)
    if as_json:
        print_json(found.as_dict())
        return
    lines = [
        said("{name}: {agencies}", name=found.name, agencies=joined(found.agencies)),
        said("time zone: {zone}", zone=found.time_zone),
    ]
    if found.first_day:
        lines += [
            said("days: {first} to {last}", first=found.first_day, last=found.last_day),
            said(
                "busiest day: {day}, {trips:,} trips from {first} to {last}",
                day=found.busiest_day,
                trips=found.busiest_trips,
                first=found.busiest_hours[0],
                last=found.busiest_hours[1],
            ),
        ]
    else:
        lines.append(said("no trip ever runs"))
    lines.append(said("routes: {kinds}", kinds=joined(f"{n} {m}" for m, n in found.modes.items())))
    if found.box is not None:
        west, east, south, north = found.box
        box = {"west": west, "east": east, "south": south, "north": north}
        words = said("stops: {west:.3f} to {east:.3f} E, {south:.3f} to {north:.3f} N", **box)
        lines.append(words)
    rows = joined(f"{table} {count:,}" for table, count in found.files.items())
    lines.append(said("rows: {rows}", rows=rows))
    tell("\n".join(in_words(line) for line in lines))


@gtfs.command("write")
@click.argument("scenario")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--before", is_flag=True, help="The scenario's base instead of its outcome.")
@force_option
def gtfs_write(scenario: str, out: Path, *, before: bool, force: bool) -> None:
    """Write the trains and buses of a SCENARIO as a zip of GTFS, OUT, that other tools read.

    Trains of the timetable keep their times; planned ones are spread over their hours. The
    scenario's [[timetable.edit]] tables are made in its outcome.
    """
    from transnet.io.gtfs.write_feed import write_gtfs
    from transnet.io.outputs import check_outputs
    from transnet.report.terminal.notices import notices_text
    from transnet.scenario.file import read_scenario
    from transnet.scenario.timetable_changes import timetable_after
    from transnet.study.known_trips import known_trips
    from transnet.supply.service_timetable import service_timetable

    check_outputs([out], force=force)
    trips = known_trips(scenario, before=before)
    made, told = service_timetable(trips.model.network), [*trips.notices]
    if not before:
        changed = timetable_after(read_scenario(scenario), made)
        made, told = changed.timetable, [*told, *changed.notices]
    told += write_gtfs(made, out, force=force)
    tell(_written(out, made))
    if told:
        tell(notices_text(told, wrote=True))


@gtfs.command("edit")
@click.argument("feed", type=click.Path(path_type=Path))
@click.argument("scenario")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The new zip."
)
@force_option
def gtfs_edit(feed: Path, scenario: str, out: Path, *, force: bool) -> None:
    """Make a SCENARIO's edits on the timetable in a FEED, and write what they make of it.

    The scenario's [[timetable.edit]] tables say what changes; the feed itself stays as it is.
    """
    from transnet.report.terminal.notices import notices_text
    from transnet.scenario.feed_edits import edit_gtfs

    made, told = edit_gtfs(feed, scenario, out, force=force)
    tell(_written(out, made))
    if told:
        tell(notices_text(told, wrote=True))


def _written(out: Path, made: Timetable) -> str:
    return said(
        "{file}: {trips:,} trips, {stops:,} stops, {routes:,} routes",
        file=out,
        trips=len(made.trip_ids),
        stops=len(made.stop_ids),
        routes=len(made.route_ids),
    )
