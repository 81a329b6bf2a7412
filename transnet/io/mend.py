"""Mended copies of a network's files: what was read otherwise than written, put right beside it.

The old files stay as they are. A copy is written only of what could be read; what is in doubt stays
as it is, and stays an error.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from transnet.base.codes import HOW_READ
from transnet.base.errors import Notice
from transnet.io.csv_tables import parse_csv
from transnet.io.csv_text import BOM
from transnet.io.formulas import escaped
from transnet.io.input_files import is_file, is_workbook
from transnet.io.network_folder import read_folder, save_workbook
from transnet.io.network_texts import texts_of
from transnet.io.outputs import write_outputs
from transnet.io.text import LIMITS, decode, read_bytes
from transnet.model.cells import column_texts, comma_in, mended_cells, type_table
from transnet.model.checks.rules import INFO_FILE
from transnet.model.raw import RawTable
from transnet.model.schema import Table, tables

MENDED = ".mended"
_STAYS = {"extra_column"}  # nobody's column is thrown away
Mended = tuple[bytes, list[Notice]]
"""A mended file, and what was changed in it."""
Written = list[tuple[Path, list[Notice]]]
"""Copies that were written, with what was changed in each."""


def write_mended(network: Path, *, force: bool = False) -> Written:
    """Write a copy beside each file of a network in which a text was read as another.

    network  folder, or workbook; roads.csv gets roads.mended.csv
    force    replace copies that are there; without it they are refused
    returns  the copies, each with the notices of what was changed; none where nothing was
    Raises InputError when a copy is there or can't be written; nothing is then written.
    """
    if is_workbook(network):
        return _mended_workbook(network, force=force)
    copies = {
        mended_beside(network / f"{name}.csv"): made
        for name, table in tables().items()
        if is_file(file := network / f"{name}.csv") and (made := _mended_table(file, table))
    }
    if info := _mended_info(network):
        copies[mended_beside(network / INFO_FILE)] = info
    if copies:
        write_outputs({path: data for path, (data, _) in copies.items()}, force=force)
    return [(path, changes) for path, (_, changes) in copies.items()]


def write_mended_table(path: Path, table: Table, *, force: bool = False) -> Written:
    """Write a copy beside the file of one table, as `write_mended` does."""
    made = _mended_table(path, table)
    if made is None:
        return []
    write_outputs({mended_beside(path): made[0]}, force=force, inputs=[path])
    return [(mended_beside(path), made[1])]


def mended_copy(raw: RawTable, table: Table, found: Sequence[Notice]) -> Mended | None:
    """Return a table as CSV with what was read put right, and what that was; None for nothing.

    found  how its text was read
    """
    changes = _changes([*found, *type_table(table, raw)[1]])
    return (BOM + _mended_text(raw, table).encode("utf-8"), changes) if changes else None


def mended_beside(path: Path) -> Path:
    """Return where the mended copy of a file lies: roads.csv gets roads.mended.csv."""
    return path.with_name(f"{path.stem}{MENDED}{path.suffix}")


def _mended_workbook(path: Path, *, force: bool) -> Written:
    """Write a workbook anew, whole, where it can be read."""
    network, notices = read_folder(path)
    changes = _changes(notices)
    if network is None or not changes or any(each.severity == "error" for each in notices):
        return []
    save_workbook(network, mended_beside(path), texts=texts_of(path), force=force)
    return [(mended_beside(path), changes)]


def _mended_table(path: Path, table: Table) -> Mended | None:
    """Return a table's file with what was read put right, and what that was; None for nothing."""
    data, found = read_bytes(path, table.name)
    text, said = decode(data, table.name) if not found else ("", [])
    may_lack = [name for name, column in table.columns.items() if column.may_lack]
    raw, shape = parse_csv(text, table.name, limits=LIMITS, may_lack=may_lack)
    return mended_copy(raw, table, [*said, *shape]) if raw is not None else None


def _mended_text(raw: RawTable, table: Table) -> str:
    texts = column_texts(raw)
    comma = comma_in(table, raw, texts)
    columns = [
        mended_cells(table.columns[name], cells, comma) if name in table.columns else cells
        for name, cells in texts.items()
    ]
    stream = io.StringIO()
    rows = [list(raw.columns), *map(list, zip(*columns, strict=True))]
    csv.writer(stream, lineterminator="\n").writerows([list(map(escaped, row)) for row in rows])
    return stream.getvalue()


def _mended_info(folder: Path) -> Mended | None:
    """Return network.toml in UTF-8 where it was in another encoding."""
    if not is_file(folder / INFO_FILE):
        return None
    data, found = read_bytes(folder / INFO_FILE, INFO_FILE)
    text, said = decode(data, INFO_FILE) if not found else ("", [])
    changes = _changes(said) if text else []
    return (text.encode("utf-8"), changes) if changes else None


def _changes(notices: Sequence[Notice]) -> list[Notice]:
    return [
        replace(each, severity="info")
        for each in notices
        if each.code in HOW_READ and each.code not in _STAYS
    ]
