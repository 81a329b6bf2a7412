"""A table as text: what a file holds before the schema gives its cells a type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RawTable:
    """Header and rows of text cells.

    columns  names as in the header
    rows     one list of cells per row, as long as the header; row i is spreadsheet row i + 2
    decimal_comma  whether a comma in a number may be its decimal point, as in many countries where
             spreadsheets part cells by semicolons
    refitted  spreadsheet rows that were longer or shorter in the file, by empty cells at their end
    unread   cells of which nothing is known, as spreadsheet row and column, and why is told already
    """

    name: str
    columns: tuple[str, ...]
    rows: list[list[str]]
    decimal_comma: bool = False
    refitted: frozenset[int] = frozenset()
    unread: frozenset[tuple[int, str]] = frozenset()

    @classmethod
    def from_records(cls, name: str, records: Iterable[Mapping[str, str]]) -> RawTable:
        """Return the table of a few mappings; a column that a row leaves out is empty there."""
        listed = list(records)
        columns = tuple(dict.fromkeys(column for record in listed for column in record))
        return cls(name, columns, [[row.get(name, "") for name in columns] for row in listed])
