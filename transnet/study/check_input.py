"""What a file or folder is that somebody hands over, and everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

from transnet.base.errors import InputError, Notice, UnknownNameError
from transnet.base.language import Message, joined, said
from transnet.io.catalog import (
    is_scenario,
    list_more_scenarios,
    list_networks,
    list_scenarios,
    network_folder,
)
from transnet.io.folder import check_results, read_manifest
from transnet.io.gtfs.check_feed import check_gtfs
from transnet.io.input_files import exists, is_file, is_folder, is_workbook
from transnet.io.network_folder import load_network, read_folder
from transnet.io.point_tables import read_point_table
from transnet.io.road_check import check_roads, is_road_file, is_road_folder
from transnet.io.table_alone import check_table, header_of, network_of_table, table_of_file
from transnet.io.text import LIMITS, read_bytes
from transnet.io.workbooks.sheets import Workbook
from transnet.model.anchors import network_datum_notices
from transnet.model.checks.rules import INFO_FILE
from transnet.model.schema import tables
from transnet.study.check_scenario import check_scenario
from transnet.study.layer_guards import lost_roads
from transnet.study.points_file import check_points, holds_points

Checked = tuple[Message | str, list[Notice]]
"""A sentence that says what it is, "" for a network, and what is wrong with it."""

_TABLES = (".csv", ".txt", ".tsv")
_FEED = ("stops.txt", "trips.txt", "stop_times.txt")
_OLD_BOOKS = (".xls", ".ods", ".et", ".xlsb", ".numbers")
_NAMED = 6
_LOOKED_AT = 1000


def check_input(named: str, anchors: str | None = None) -> Checked:
    """Return what a path or name is, and everything that is wrong with it.

    named    a scenario, a network, one of its tables, points of one's own, roads, a timetable of
             GTFS, matrices, results, or a folder of scenarios
    anchors  network that the points of roads, networks and tables are held against
    Raises UnknownNameError for what isn't there or is of another kind.
    """
    path = Path(named)
    if is_scenario(named):
        return _scenario(named)
    kinds: tuple[Callable[[Path, str | None], Checked | None], ...]
    kinds = (_roads, _feed, _matrices, _book, _table) if is_file(path) else (_folder,)
    for kind in kinds:
        if (found := kind(path, anchors)) is not None:
            return found
    if is_file(path):
        raise _of_no_kind(path)
    try:
        return "", network_notices(network_folder(named), anchors)
    except UnknownNameError:
        if exists(path):
            raise
        raise _not_there(named) from None


def is_own_points(path: Path) -> bool:
    """Return whether `check_input` takes a file for points of somebody's own."""
    if not is_file(path):
        return False
    if is_workbook(path):
        data, found = read_bytes(path)
        sheets = [] if found else Workbook(data, path.name, LIMITS).names
        return bool(sheets) and not _of_a_network(sheets)
    if path.suffix.lower() not in _TABLES or network_of_table(path) is not None:
        return False
    return table_of_file(path) is None and holds_points(header_of(path))


def _of_a_network(sheets: Iterable[str]) -> bool:
    return any(name.strip().lower() in {"network", *tables()} for name in sheets)


def network_notices(folder: Path, anchors: str | None) -> list[Notice]:
    """Return everything that is wrong with a network, a folder or workbook."""
    found, notices = read_folder(folder)
    if anchors and found is not None:
        notices += network_datum_notices(found, load_network(anchors))
    if found is not None and found.road_layer is not None:
        notices += lost_roads(found)
    return notices


def _scenario(named: str) -> Checked:
    notices = check_scenario(named)
    if any(notice.severity == "error" for notice in notices):
        return said("{file} is a scenario: it can't be run as it stands.", file=named), notices
    return said("{file} is a scenario: transnet run {file} runs it.", file=named), notices


def _roads(path: Path, anchors: str | None) -> Checked | None:
    if not is_road_file(path):
        return None
    return check_roads(path, anchors=load_network(anchors) if anchors else None)


def _feed(path: Path, _: str | None) -> Checked | None:
    if path.suffix.lower() != ".zip":
        return None
    return said("{file} is taken for a timetable (GTFS).", file=path.name), check_gtfs(path)


def _matrices(path: Path, _: str | None) -> Checked | None:
    if path.suffix.lower() != ".omx":
        return None
    from transnet.io.omx.matrix_reader import read_omx  # HDF5 takes long to load

    try:
        matrices, notices = read_omx(path)
    except InputError as error:
        return said("{file} is a file of matrices (OMX).", file=path.name), list(error.notices)
    names = joined(list(matrices)[:_NAMED])
    zones = len(next(iter(matrices.values())).table) if matrices else 0
    what = said(
        "{file} holds matrices (OMX) over {zones:,} zones: {names}.",
        file=path.name,
        zones=zones,
        names=names,
    )
    return what, notices


def _book(path: Path, anchors: str | None) -> Checked | None:
    """Return what a workbook holds: a network, points, or tables that nothing reads."""
    if not is_workbook(path):
        return None
    data, found = read_bytes(path)
    book = Workbook(data, path.name, LIMITS) if not found else None
    if book is None or not book.names or _of_a_network(book.names):
        return "", network_notices(path, anchors)
    return check_points(path, load_network(anchors) if anchors else None)


def _table(path: Path, anchors: str | None) -> Checked | None:
    """Return what a table in a file is: one of a network, in its folder or alone, or points."""
    if (network := network_of_table(path)) is not None:
        what = said("{file} belongs to the network in {folder}.", file=path.name, folder=network)
        return what, network_notices(network, anchors)
    if path.suffix.lower() not in _TABLES:
        return None
    if (table := table_of_file(path)) is not None:
        what = said(
            "{file} is the table {table} of a network, checked alone: whether what it names stands "
            "in other tables is seen in the folder of the network only.",
            file=path.name,
            table=table.name,
        )
        return what, check_table(path, table)
    header = header_of(path)
    if not header:
        return _unreadable(path)
    if holds_points(header):
        return check_points(path, load_network(anchors) if anchors else None)
    return None


def _unreadable(path: Path) -> Checked | None:
    try:
        read_point_table(path)
    except InputError as error:
        return said("{file} can't be read as a table.", file=path.name), list(error.notices)
    return None


def _folder(path: Path, anchors: str | None) -> Checked | None:
    """Return what a folder is that holds no network; None for others."""
    if not is_folder(path) or exists(path / INFO_FILE):
        return None
    if read_manifest(path) is not None:
        what = said(
            "{folder} is a folder of results: its files are held against manifest.json.",
            folder=path,
        )
        return what, check_results(path)
    if is_road_folder(path):
        return check_roads(path, anchors=load_network(anchors) if anchors else None)
    if any(is_file(path / name) for name in _FEED):
        return said("{file} is a timetable (GTFS).", file=path.name), check_gtfs(path)
    scenarios = sorted(each for each in path.glob("*.toml") if is_scenario(str(each)))
    if not scenarios or any(path.glob("*.csv")):
        return None
    found = [_scenario(str(each)) for each in scenarios]
    wrong = sum(any(each.severity == "error" for each in notices) for _, notices in found)
    what = said(
        "{folder} holds scenarios: of {count:,} {wrong:,} can't be run as they stand.",
        folder=path,
        count=len(scenarios),
        wrong=wrong,
    )
    return what, [each for _, notices in found for each in notices]


def _not_there(named: str) -> UnknownNameError:
    """Return the error for a name that is neither a file or folder nor one of ours."""
    beside = [str(each) for each in islice(Path().glob("*"), _LOOKED_AT)]
    known = [*list_networks(), *list_scenarios(), *list_more_scenarios(), *beside]
    return UnknownNameError(said("file, folder, scenario or network"), named, known)


def _of_no_kind(path: Path) -> UnknownNameError:
    """Return the error for a file that is nothing which is known here, with what is."""
    error = UnknownNameError(said("file"), str(path), [])
    columns = header_of(path) if path.suffix.lower() in _TABLES else []
    if path.suffix.lower() in _OLD_BOOKS:
        error.message = said("{file}: save it as .xlsx, or its sheets as .csv", file=path.name)
    elif columns:
        error.message = said(
            "{file} with the columns {columns} is no table that is known: points are headed id, "
            "lon, lat, people (编号, 经度, 纬度, 人口), tables of a network as docs/tables.md says",
            file=path.name,
            columns=joined(columns[:_NAMED]),
        )
    else:
        error.message = said(
            "{file} is of no kind that is known: scenarios end in .toml, networks are folders or "
            ".xlsx, points and tables .csv or .xlsx, timetables (GTFS) .zip, matrices .omx",
            file=path.name,
        )
    return error
