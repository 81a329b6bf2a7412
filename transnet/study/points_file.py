"""A file of population points that a planner made: read, and held against a network."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from transnet.base.errors import InputError, Notice
from transnet.base.language import Message, said
from transnet.io.input_files import is_workbook
from transnet.io.mend import Written, mended_beside, mended_copy
from transnet.io.outputs import write_outputs
from transnet.io.point_tables import read_point_table
from transnet.io.text import LIMITS, read_bytes
from transnet.io.workbooks.sheets import Workbook
from transnet.model.datum import Datum
from transnet.model.network import Network
from transnet.model.point_names import name_notices, point_names
from transnet.model.raw import RawTable
from transnet.travel.people import People
from transnet.travel.population_points import POINTS, read_points

_NEEDED = frozenset({"lon", "lat"})


def holds_points(header: Iterable[str]) -> bool:
    """Whether columns are those of points: longitude and latitude, in Chinese or English."""
    columns = list(header)
    return {*columns, *point_names(columns).values()} >= _NEEDED


def read_own_points(path: Path) -> tuple[pd.DataFrame, list[Notice]]:
    """Return the cells of a CSV file of points, or of a workbook's first sheet that holds some.

    Raises InputError when it can't be read, or has no such sheet.
    """
    if not is_workbook(path):
        return read_point_table(path)
    data, found = read_bytes(path)
    book = Workbook(data, path.name, LIMITS) if not found else None
    found += book.notices if book else []
    for sheet in book.names if book else []:
        raw, told = book.table(sheet, POINTS) if book else (None, [])
        if raw is not None and holds_points(raw.columns):
            table = pd.DataFrame(raw.rows, columns=list(raw.columns), dtype="str")
            return table, [*found, *told]
    raise InputError(said("{file} has no sheet with points", file=path.name), found)


def write_mended_points(path: Path, *, force: bool = False) -> Written:
    """Write a copy beside a file of points in which what was read otherwise is put right.

    It is headed id, lon, lat, people; of a workbook the sheet of points is written as CSV.
    force    replace a copy that is there; without it that is refused
    returns  the copy with the notices of what was changed; none where nothing was
    Raises InputError when the points can't be read, or the copy is there or can't be written.
    """
    cells, read = read_own_points(path)
    names = point_names(cells.columns)
    columns = tuple(names.get(each, each) for each in cells.columns)
    raw = RawTable(POINTS.name, columns, cells.to_numpy().tolist())
    copy = mended_copy(raw, POINTS, [*read, *name_notices(names, path.name)])
    if copy is None:
        return []
    beside = mended_beside(path).with_suffix(".csv")
    write_outputs({beside: copy[0]}, force=force, inputs=[path])
    return [(beside, [_named(each, path) for each in copy[1]])]


def check_points(
    path: Path, network: Network | None = None, crs: Datum = "WGS-84"
) -> tuple[Message, list[Notice]]:
    """Return a sentence that says what points a file holds, and everything that is wrong with them.

    network  they are held against it where it is given: coordinates, and how far away they lie
    """
    notices: list[Notice] = []
    try:
        cells, notices = read_own_points(path)
        if network is None:
            table, more = read_points(cells)
            count, people = len(table), float(table["people"].sum())
        else:
            found = People.from_points(network, cells, crs)
            more, count = list(found.notices), len(found.people)
            people = float(found.people.sum())
    except InputError as error:
        told = said("{file} is a table of points: it can't be used as it stands.", file=path.name)
        return told, [_named(each, path) for each in (*notices, *error.notices)]
    what = said(
        "{file} is a table of points: {count:,} of them, {people:,.0f} people in all.",
        file=path.name,
        count=count,
        people=people,
    )
    if network is None:
        what = said(
            "{what} With --anchors NETWORK they are held against a network's places too.", what=what
        )
    return what, [_named(each, path) for each in (*notices, *more)]


def _named(found: Notice, path: Path) -> Notice:
    """Return a notice of points with the name of their file."""
    return replace(found, table=path.name) if found.table == POINTS.name else found
