"""One table of a network in a file of its own: which table it is, and what is wrong in it."""

from __future__ import annotations

from pathlib import Path

from transnet.base.errors import Notice
from transnet.io.csv_tables import parse_csv
from transnet.io.input_files import is_file
from transnet.io.network_tables import raw_table
from transnet.io.text import LIMITS, decode, read_bytes
from transnet.model.cells import type_table
from transnet.model.checks.rules import INFO_FILE
from transnet.model.schema import Table, tables

_ALIKE = 0.6
"""Share of a table's columns that a file must have to be taken for it by them alone."""


def network_of_table(path: Path) -> Path | None:
    """Return the folder of the network that a file is a table of; None for one that is alone."""
    known = {f"{name}.csv" for name in tables()} | {INFO_FILE}
    return path.parent if path.name in known and is_file(path.parent / INFO_FILE) else None


def lone_table(named: str) -> Table | None:
    """Return the table that a path leads to, where it lies in no folder of a network."""
    path = Path(named)
    is_csv = path.suffix.lower() == ".csv" and is_file(path)
    return table_of_file(path) if is_csv and network_of_table(path) is None else None


def table_of_file(path: Path) -> Table | None:
    """Return the table that a CSV file holds, by its name or by its columns; None for none."""
    header = header_of(path)
    by_name = tables().get(path.stem.split(".")[0].split(" ")[0].lower())
    if by_name is not None and set(header) & set(by_name.columns):
        return by_name
    shares = {
        name: len(set(header) & set(table.columns)) / len(table.columns)
        for name, table in tables().items()
    }
    likest = max(shares, key=shares.__getitem__)
    return tables()[likest] if shares[likest] >= _ALIKE else None


def header_of(path: Path) -> list[str]:
    """Return the names of a CSV file's columns; none where it can't be read."""
    data, found = read_bytes(path)
    text, more = decode(data, path.name) if not found else ("", [])
    if not text or any(each.severity == "error" for each in more):
        return []
    raw, _ = parse_csv(text.split("\n", 1)[0], path.name)
    return list(raw.columns) if raw else []


def check_table(path: Path, table: Table) -> list[Notice]:
    """Return what is wrong in the cells and columns of a table; others aren't looked at."""
    raw, found = raw_table(read_bytes(path, table.name), table, LIMITS)
    return found + (type_table(table, raw)[1] if raw else [])
