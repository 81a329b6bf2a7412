"""The tables of a network folder: bytes to typed frames with every notice, kept once read.

What is kept hangs on nothing but the bytes, the limits and the code; its name is a digest of them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from difflib import get_close_matches

import pandas as pd

from transnet.base.cache import Cache, content_name
from transnet.base.code_digest import package_digest
from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import said
from transnet.io.csv_tables import parse_csv
from transnet.io.kept_tables import keep_tables, kept_tables
from transnet.io.text import Limits, decode
from transnet.model.cells import type_table
from transnet.model.completed import completed
from transnet.model.misplaced_columns import MISPLACED
from transnet.model.network import NetworkInfo
from transnet.model.raw import RawTable
from transnet.model.schema import Table, tables

FileBytes = tuple[bytes, list[Notice]]
"""What a file holds, and why it couldn't be read."""
RawFound = tuple[RawTable | None, list[Notice]]
"""A table's rows, or None when they can't be trusted to be all, and what was found."""
Typed = tuple[Mapping[str, pd.DataFrame], list[Notice]]

_LIBRARIES = ("numpy", "pandas", "pyarrow")
_MISSING = {"missing_county_fact"}
_MISFITS = MISPLACED | {"ragged_row"}
_OF_CELLS = {"merged_cells", "formula_without_value", "cell_error", "cell_is_day"}
"""What is wrong with cells of a sheet, while its rows are all there."""


def typed_tables(
    files: Mapping[str, FileBytes], info: NetworkInfo | None, limits: Limits, cache: Cache | None
) -> Typed:
    """Return all tables of the schema as frames, and every notice of their cells and rows.

    files  by table, as far as the folder has them
    cache  where tables without an error are kept; None keeps none
    """

    def made() -> Typed:
        raws = {name: raw_table(file, tables()[name], limits) for name, file in files.items()}
        return typed_raws(raws, info)

    return kept_or_made(cache, files, (info, limits), made)


def kept_or_made(
    cache: Cache | None,
    files: Mapping[str, FileBytes],
    asked: tuple[NetworkInfo | None, Limits],
    make: Callable[[], Typed],
) -> Typed:
    """Return tables that were kept of the same files, or make them and keep them without errors."""
    name = "" if cache is None else _entry_name(files, *asked)
    kept = kept_tables(cache, name) if cache is not None else None
    if kept is not None:
        return kept
    frames, notices = make()
    if cache is not None and not any(found.severity == "error" for found in notices):
        keep_tables(cache, name, frames, notices)
    return frames, notices


def typed_raws(raws: Mapping[str, RawFound], info: NetworkInfo | None) -> Typed:
    """Return all tables of the schema as frames, and every notice of their cells and rows.

    raws  by table, as far as there are any: its rows, and what reading them brought up
    """
    from transnet.model.checks.all import check_tables

    frames: dict[str, pd.DataFrame] = {}
    notices: list[Notice] = []
    sound: set[str] = set()
    for name, table in tables().items():
        raw, found = (
            raws[name]
            if name in raws
            else (None if table.needed else RawTable(name, tuple(table.columns), []), [])
        )
        frame, faults = type_table(table, raw or RawTable(name, (), []))
        frames[name] = frame
        faults = _ragged(raw, _of_known_cells(raw, faults))
        notices += found + faults
        grave = [fault for fault in found if fault.code not in _OF_CELLS]
        grave += [fault for fault in faults if fault.code in _MISFITS]
        if raw is not None and not any(fault.severity == "error" for fault in grave):
            sound.add(name)
    lacking = tables().keys() - raws.keys()
    frames, made = completed(frames, info, lacking)
    checked = check_tables(frames, info, frozenset(sound))
    return frames, _told_once(notices, made, checked)


def _told_once(cells: list[Notice], made: list[Notice], checked: list[Notice]) -> list[Notice]:
    """Return all notices but for those that say again what is wrong with something else.

    What is wrong with a table that was made is wrong with those it was made of, and a cell that
    can't be read isn't missing.
    """
    own = {found.table for found in made if found.code == "table_made"}
    unread = {_cell(found) for found in cells if found.severity == "error"}
    checked = [each for each in checked if each.code not in _MISSING or _cell(each) not in unread]
    errors = [found for found in (*cells, *checked) if found.severity == "error"]
    if any(found.table not in own for found in errors):
        checked = [each for each in checked if each.severity != "error" or each.table not in own]
    return cells + made + checked


def _cell(found: Notice) -> tuple[str, int, str]:
    return found.table, found.row, found.column


def _of_known_cells(raw: RawTable | None, faults: list[Notice]) -> list[Notice]:
    """Return the notices of cells without those of which it was told that they can't be read."""
    unread = raw.unread if raw else frozenset()
    return [fault for fault in faults if (fault.row, fault.column) not in unread]


def _ragged(raw: RawTable | None, faults: list[Notice]) -> list[Notice]:
    """Return the notices of cells; a row that was made to fit and doesn't gives one, for its shape.

    A comma too many or too few in the middle of a row moves all cells behind it.
    """
    wrong = Counter(fault.row for fault in faults if fault.severity == "error")
    rows = {row for row in (raw.refitted if raw else ()) if wrong[row] > 1}
    hint = said("it has more or fewer cells than the header; quote a text that holds a comma")
    ragged = [notice("ragged_row", raw.name, row, "", "", hint) for row in sorted(rows) if raw]
    return [fault for fault in faults if fault.row not in rows] + ragged


def raw_table(file: FileBytes, table: Table, limits: Limits) -> RawFound:
    """Return a table's rows, or None when its file can't be trusted to hold them all."""
    data, found = file
    if found:
        return None, found
    text, found = decode(data, table.name)
    if any(fault.severity == "error" for fault in found):
        return None, found
    may_lack = [name for name, column in table.columns.items() if column.may_lack]
    raw, faults = parse_csv(text, table.name, limits=limits, may_lack=may_lack)
    return raw, found + faults + (column_notices(raw, table) if raw else [])


def column_notices(raw: RawTable, table: Table) -> list[Notice]:
    """Return which columns of a table aren't the schema's, and which of the schema's lack."""
    found = []
    missing = [name for name in table.columns if name not in raw.columns]
    for name in raw.columns:
        if name in table.columns:
            continue
        near = get_close_matches(name.strip().lower(), missing, n=1)
        if near:
            hint = said("did you mean {name!r}?", name=near[0])
            found.append(notice("unknown_column", raw.name, 1, name, name, hint))
        else:
            hint = said("it isn't read; delete it, or put it into note")
            found.append(notice("extra_column", raw.name, 1, name, name, hint))
    for name in missing:
        if not table.columns[name].may_lack:
            hint = said("add it: {meaning}", meaning=table.columns[name].description)
            found.append(notice("missing_column", raw.name, 1, name, "", hint))
    return found


def _entry_name(files: Mapping[str, FileBytes], info: NetworkInfo | None, limits: Limits) -> str:
    parts = [
        f"{name} {hashlib.sha256(data).hexdigest()} {[str(each) for each in found]}"
        for name, (data, found) in sorted(files.items())
    ]
    code = package_digest(*_LIBRARIES)  # which answers need too, and imports needn't be followed
    return content_name("tables", repr(info), repr(limits), code, *parts)
