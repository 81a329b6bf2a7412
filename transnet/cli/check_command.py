"""The command that finds everything wrong in what somebody hands over, and mends copies."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from transnet.base.errors import Notice
from transnet.base.language import in_words, said
from transnet.cli.shared import force_option, json_option, print_json_text
from transnet.cli.spoken import SpokenCommand, tell, wrong_usage


@click.command(cls=SpokenCommand)
@click.argument("path")
@click.option("--anchors", help="Network whose stations tell in which coordinates this one is.")
@click.option(
    "--fix",
    is_flag=True,
    help="Write mended copies beside files of which something was read otherwise than written.",
)
@click.option(
    "--all",
    "every",
    is_flag=True,
    help="Of a copy of a shipped network, list what is said of the shipped one, too.",
)
@force_option
@json_option
def check(path: str, *, anchors: str | None, fix: bool, every: bool, **how: bool) -> None:
    """Find everything wrong at PATH at once, whatever it is.

    A network (folder or .xlsx) or one of its tables, a scenario with its targets and edits (it is
    not run), a folder of scenarios, points of your own (编号, 经度, 纬度, 人口), roads, a timetable
    (GTFS), matrices (OMX), or results. Names file, row or line, column, value and remedy. Exit code
    1 when there are errors. With --fix what a spreadsheet rewrote, such as 2013/12/31, is put right
    in copies: roads.csv gets roads.mended.csv, as do points; a scenario file gets one with plain
    marks in place of “”, ＝ or ２００.
    """
    from transnet.io.catalog import is_scenario
    from transnet.io.table_alone import lone_table
    from transnet.report.terminal.notices import notices_json
    from transnet.study.check_input import check_input, is_own_points

    force, as_json = how["force"], how["as_json"]
    if force and not fix:
        raise wrong_usage(said("--force replaces mended copies: it goes with --fix"))
    if fix and is_scenario(path):
        _fix(path, force=force, as_json=as_json)
    kind, notices = check_input(path, anchors)
    if fix and not is_scenario(path):
        if kind and lone_table(path) is None and not is_own_points(Path(path)):
            told = said("--fix mends tables of a network, points, and files of scenarios")
            raise wrong_usage(told)
        _fix(path, force=force, as_json=as_json)
    if as_json:
        from transnet.study.shipped_notices import changes_in

        print_json_text(notices_json([*notices, *changes_in(path, notices)]))
    else:
        lines = _told(path, notices, every=every, wrote=fix)
        tell(f"{in_words(kind)}\n{lines}".lstrip())
    if any(notice.severity == "error" for notice in notices):
        sys.exit(1)


def _told(path: str, notices: Sequence[Notice], *, every: bool, wrote: bool) -> str:
    """Return notices in words; of a copy of a shipped network those that are its own."""
    from transnet.io.input_files import is_workbook
    from transnet.report.terminal.notices import notices_text
    from transnet.study.shipped_notices import apart_from_shipped, changes_in

    apart = None if every else apart_from_shipped(path, notices)
    shown = notices if apart is None else apart.new
    text = notices_text(shown, wrote=wrote, in_sheets=is_workbook(Path(path)))
    changes = [
        in_words(said("{table}: {told}", table=each.table, told=each.hint))
        for each in changes_in(path, notices)
    ]
    text = "\n".join([text, *changes])
    if apart is None or not apart.standing:
        return text
    more = said(
        "{count:,} more are said of the shipped network {network}, too: --all lists them.",
        count=len(apart.standing),
        network=apart.network,
    )
    return f"{text}\n{in_words(more)}"


def _fix(named: str, *, force: bool, as_json: bool) -> None:
    """Write mended copies, and say what was changed in which."""
    from transnet.io.catalog import is_scenario, network_folder, scenario_file
    from transnet.io.mend import mended_beside, write_mended, write_mended_table
    from transnet.io.table_alone import lone_table
    from transnet.study.check_input import is_own_points
    from transnet.study.points_file import write_mended_points

    if is_scenario(named):
        from transnet.scenario.mend_scenario import write_mended_scenario

        path = scenario_file(named)
        written = write_mended_scenario(path, mended_beside(path), force=force)
    elif (table := lone_table(named)) is not None:
        written = write_mended_table(Path(named), table, force=force)
    elif is_own_points(Path(named)):
        written = write_mended_points(Path(named), force=force)
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
