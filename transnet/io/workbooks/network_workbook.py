"""A network in one workbook: a sheet for each table, and one for what network.toml says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from transnet.base.cache import Cache
from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import said
from transnet.io.network_info import Info, info_of, info_rows
from transnet.io.network_tables import RawFound, Typed, column_notices, kept_or_made, typed_raws
from transnet.io.outputs import write_outputs
from transnet.io.text import Limits, read_bytes
from transnet.io.workbooks.sheets import Workbook
from transnet.io.workbooks.text_sheet import TEXTS_SHEET, text_frame
from transnet.io.workbooks.writer import Sheet, SheetColumn, chinese_names, workbook_bytes
from transnet.model.checks.rules import INFO_FILE
from transnet.model.network import Network, NetworkInfo
from transnet.model.schema import Column, Table, tables

INFO_SHEET, LEGEND_SHEET = "network", "columns"
"""Sheets beside those of the tables: keys and values, and what every column holds."""

_KEY, _VALUE = "key", "value"

Found = tuple[NetworkInfo | None, tuple[str, date] | None, Typed]
"""What is said of the network, its road layer with its day, and its tables with all notices."""


def read_network_workbook(path: Path, limits: Limits, cache: Cache | None) -> Found:
    """Return what a workbook holds of a network, and every notice.

    Raises nothing that its content could cause.
    """
    data, found = read_bytes(path, limits=limits)
    if found:
        return None, None, ({}, found)
    book = Workbook(data, path.name, limits)
    if any(each.severity == "error" for each in book.notices):
        return None, None, ({}, book.notices)
    info, layer, notices = _info(book)
    notices = [*book.notices, *_sheet_notices(book), *notices]

    def made() -> Typed:
        there = [name for name in book.names if name in tables()]
        return typed_raws({name: _raw_table(book, tables()[name]) for name in there}, info)

    frames, told = kept_or_made(cache, {path.suffix: (data, [])}, (info, limits), made)
    return info, layer, (frames, notices + told)


def workbook_info(path: Path, limits: Limits) -> NetworkInfo | None:
    """Return what a workbook says of its network; None where it can't be read."""
    data, found = read_bytes(path, limits=limits)
    return None if found else _info(Workbook(data, path.name, limits))[0]


def write_network_workbook(
    network: Network, path: Path, *, texts: Mapping[str, str] | None = None, force: bool = False
) -> None:
    """Write a network as one workbook: a sheet for each table, one for the keys of network.toml.

    texts  what lies beside the tables, by file: a sheet of lines
    The last sheet says of every column what it holds, in both languages. Of a road layer only the
    way to it is written. Raises InputError when the file is there, can't be written, or a text is
    too long for a cell.
    """
    rows = info_rows(network.info, network.road_layer, path.parent)
    info = pd.DataFrame(rows, columns=[_KEY, _VALUE], dtype="str")
    sheets = [
        Sheet(INFO_SHEET, info, {}),
        *(
            Sheet(name, table, {each.name: _sheet_column(each) for each in _columns(name)})
            for name, table in network.tables.items()
        ),
        *([Sheet(TEXTS_SHEET, text_frame(texts), {})] if texts else []),
        Sheet(LEGEND_SHEET, _legend(), {}),
    ]
    data = workbook_bytes(sheets, f"{network.info.name_zh} {network.info.name_en}")
    write_outputs({path: data}, force=force)


def _columns(name: str) -> Iterable[Column]:
    return tables()[name].columns.values()


def _sheet_column(column: Column) -> SheetColumn:
    choices = ("yes", "no") if column.type == "bool" else column.choices
    return SheetColumn(column.type, column.unit, _comment(column), choices)


def _comment(column: Column) -> str:
    """Return what a column holds, for the note at its header."""
    unit = f" ({column.unit})" if column.unit else ""
    choices = f"\n{' | '.join(column.choices)}" if column.choices else ""
    needed = "\n必填 required" if not column.may_lack else ""
    return f"{column.description}{unit}{choices}{needed}"


def _legend() -> pd.DataFrame:
    names = chinese_names()
    return pd.DataFrame(
        [
            {
                "table": table.name,
                "column": column.name,
                "name_zh": names.get(column.name, ""),
                "unit": column.unit,
                "meaning": column.description,
            }
            for table in tables().values()
            for column in table.columns.values()
        ]
    )


def _raw_table(book: Workbook, table: Table) -> RawFound:
    raw, found = book.table(table.name, table)
    return raw, found + (column_notices(raw, table) if raw else [])


def _info(book: Workbook) -> Info:
    """Return what the sheet of keys and values says."""
    if INFO_SHEET not in book.names:
        return None, None, []
    raw, found = book.table(INFO_SHEET, _INFO_TABLE)
    lacking = [name for name in (_KEY, _VALUE) if raw and name not in raw.columns]
    for name in lacking:
        hint = said("add it: the sheet has the columns key and value")
        found.append(notice("missing_column", INFO_SHEET, 1, name, "", hint))
    if raw is None or lacking:
        return None, None, found
    key, value = raw.columns.index(_KEY), raw.columns.index(_VALUE)
    content = {row[key].strip(): row[value] for row in raw.rows if row[value]}
    info, layer, faults = info_of(content)
    named = [replace(each, table=INFO_SHEET) for each in faults if each.table == INFO_FILE]
    return info, layer, found + named


def _sheet_notices(book: Workbook) -> list[Notice]:
    """Return what is wrong with the names of the sheets."""
    needed = {INFO_SHEET: True} | {name: table.needed for name, table in tables().items()}
    found = [
        notice("missing_file", name, 0, "", "", said("every network needs this sheet"))
        for name, wanted in needed.items()
        if wanted and name not in book.names
    ]
    missing = [name for name in needed if name not in book.names]
    for name in _others(book.names, needed):
        near = get_close_matches(name.strip().lower(), missing, n=1, cutoff=0.8)
        if near:
            hint = said("the name of the sheet isn't known; did you mean {near}?", near=near[0])
            found.append(notice("misnamed_file", name, 0, "", "", hint))
        else:
            hint = said("the sheet belongs to no table and isn't read")
            found.append(notice("unknown_file", name, 0, "", "", hint))
    return found


def _others(names: Iterable[str], known: Iterable[str]) -> list[str]:
    return [name for name in names if name not in {*known, LEGEND_SHEET, TEXTS_SHEET}]


def _text_column(name: str) -> Column:
    return Column(INFO_SHEET, name, "text", "", False, False, None, None, (), (), "")


_INFO_TABLE = Table(INFO_SHEET, {name: _text_column(name) for name in (_KEY, _VALUE)})
