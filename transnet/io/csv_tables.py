"""Text to rows of a table: the grammar of CSV, and what spreadsheets make of it.

What a spreadsheet changes without leaving a doubt is read, with a notice that says how: cells
parted by semicolons or tabs, empty columns at the right, empty cells left out at the end of a row.
Where two readings are possible the table is refused.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence
from dataclasses import replace

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import Message, joined, said
from transnet.io.formulas import unescaped
from transnet.io.text import LIMITS, Limits
from transnet.model.raw import RawTable

_DELIMITERS = {
    ";": said("semicolons"),
    "\t": said("tabs"),
    "；": said("full-width semicolons"),
    "，": said("full-width commas"),
    "|": said("bars"),
}
_READ = (";", "\t")
_OF_A_TITLE = 2  # columns without a name, from which on the first row may be a title
_LOOKED_AT = 6


class _RefusedError(Exception):
    """A file can't be read any further; carries the notice that says why."""

    def __init__(self, found: Notice) -> None:
        super().__init__(str(found))
        self.notice = found


def parse_csv(
    text: str, name: str, *, limits: Limits = LIMITS, may_lack: Collection[str] = ()
) -> tuple[RawTable | None, list[Notice]]:
    """Return the rows of a text and how they were read, or None when its shape can't be trusted.

    may_lack  columns whose cells may lack at the end of a row: spreadsheets leave out empty ones
    Row numbers count records, as a spreadsheet does. Empty rows at the end are left out.
    The header must have no blank or repeated name; every row must be as long as the header.
    """
    try:
        mark, told = _delimiter(text, name)
        records = _records(text, name, limits, mark)
    except _RefusedError as refused:
        return None, [refused.notice]
    raw, found = table_of(records, name, may_lack)
    return raw and replace(raw, decimal_comma=mark == ";"), told + found


def table_of(
    records: list[list[str]], name: str, may_lack: Collection[str] = ()
) -> tuple[RawTable | None, list[Notice]]:
    """Return records as a table, the first of which is its header, as `parse_csv` does.

    Of a header of several lines, as our own workbooks have them, the first is the name.
    """
    read: list[Notice] = []
    try:
        if not records or not any(cell.strip() for cell in records[0]):
            raise _RefusedError(
                notice("empty_file", name, 0, "", "", said("the first line names columns"))
            )
        records[0] = [name.split("\n")[0] for name in records[0]]
        cut, told = _cut_empty_cells(name, records)
        read += told + _cut_empty_columns(name, records)
        filled, told = _fill_short_rows(name, records, may_lack)
        read += told
        found = (
            _title_notices(name, records)
            or header_notices(name, records[0])
            or _shape_notices(name, records)
        )
    except _RefusedError as refused:
        return None, [refused.notice]
    if found:
        return None, read + found
    refitted = frozenset(row + 1 for row in (*cut, *filled))
    return RawTable(name, tuple(records[0]), records[1:], refitted=refitted), read


def _delimiter(text: str, name: str) -> tuple[str, list[Notice]]:
    """Return what parts the cells, and how that is said; _RefusedError where it's in doubt."""
    try:
        header = next(csv.reader(io.StringIO(text, newline="")), [])
    except csv.Error:  # told when the records are read
        return ",", []
    if len(header) != 1:
        return ",", []
    marks = [mark for mark in _DELIMITERS if mark in header[0]]
    if not marks:
        return ",", []
    words = joined([_DELIMITERS[mark] for mark in marks], " or ", "或")
    if len(marks) == 1 and marks[0] in _READ:
        hint = said(
            "cells are parted by {words}: read so; better save the table with commas", words=words
        )
        return marks[0], [notice("other_delimiter", name, 1, "", header[0], hint)]
    hint = said("cells are parted by {words}; save the table with commas", words=words)
    raise _RefusedError(notice("wrong_delimiter", name, 1, "", header[0], hint))


def _records(text: str, name: str, limits: Limits, mark: str) -> list[list[str]]:
    """Return the records of the text without empty ones at its end."""
    _refuse_long_line(text, name, limits)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    records: list[list[str]] = []
    quoted = "'" in text
    try:
        for record in reader:
            if not records and len(record) > limits.columns:
                hint = said("a table may have {most:,} columns", most=limits.columns)
                raise _RefusedError(notice("too_many_columns", name, 1, "", len(record), hint))
            if len(records) > limits.rows:
                hint = said("a table may have {most:,} rows", most=limits.rows)
                raise _RefusedError(notice("too_many_rows", name, 0, "", "", hint))
            records.append([unescaped(cell) for cell in record] if quoted else record)
    except csv.Error as error:
        raise _RefusedError(_grammar_notice(name, len(records) + 1, str(error))) from error
    while records and not any(records[-1]):
        records.pop()
    return records


def _refuse_long_line(text: str, name: str, limits: Limits) -> None:
    longest = max((len(line) for line in text.splitlines()), default=0)
    if longest > limits.line_chars:
        hint = said(
            "a line may have {most:,} characters; are the line ends lost?", most=limits.line_chars
        )
        raise _RefusedError(notice("line_too_long", name, 0, "", "", hint))


def _grammar_notice(name: str, row: int, error: str) -> Notice:
    if "field limit" in error:
        hint = said("a cell has at most 131,072 characters; is a quote never closed?")
        return notice("field_too_long", name, row, "", "", hint)
    if "unexpected end" in error:
        hint = said('a cell begins with " and never ends; close it, or write "" for a quote inside')
        return notice("quote_not_closed", name, row, "", "", hint)
    hint = said('write a quote inside a quoted cell twice: ""')
    return notice("stray_quote", name, row, "", "", hint)


def _cut_empty_cells(name: str, records: list[list[str]]) -> tuple[list[int], list[Notice]]:
    """Cut empty cells off rows that are longer than the header; return these rows, from 0."""
    width = len(records[0])
    cut = [
        row
        for row, record in enumerate(records)
        if len(record) > width and any(record) and not any(map(str.strip, record[width:]))
    ]
    for row in cut:
        del records[row][width:]
    if not cut:
        return [], []
    hint = said("empty cells beyond the last column, in {rows}: left out", rows=_rows(len(cut)))
    return cut, [notice("empty_columns", name, cut[0] + 1, "", "", hint)]


def _cut_empty_columns(name: str, records: list[list[str]]) -> list[Notice]:
    """Cut columns that have neither a name nor a value."""
    blank = {place for place, column in enumerate(records[0]) if not column.strip()}
    for record in records[1:]:
        blank -= {place for place in blank if record[place : place + 1] and record[place].strip()}
    if not blank:
        return []
    for row, record in enumerate(records):
        if any(record):
            records[row] = [cell for place, cell in enumerate(record) if place not in blank]
    hint = said("column {place} without a name and without a value: left out", place=min(blank) + 1)
    if len(blank) > 1:
        hint = said(
            "{count} columns without a name and without a value: left out", count=len(blank)
        )
    return [notice("empty_columns", name, 1, "", "", hint)]


def _fill_short_rows(
    name: str, records: list[list[str]], may_lack: Collection[str]
) -> tuple[list[int], list[Notice]]:
    """Fill rows up whose last cells lack where those may be empty; return these rows, from 0."""
    header = records[0]
    least = len(header)
    while least and header[least - 1] in may_lack:
        least -= 1
    short = [
        row for row, cells in enumerate(records) if any(cells) and least <= len(cells) < len(header)
    ]
    for row in short:
        records[row] += [""] * (len(header) - len(records[row]))
    if not short:
        return [], []
    hint = said(
        "the last cells, which may be empty, lack in {rows}: read as empty ones",
        rows=_rows(len(short)),
    )
    return short, [notice("short_row", name, short[0] + 1, header[-1], "", hint)]


def _rows(count: int) -> Message:
    return said("1 row") if count == 1 else said("{count:,} rows", count=count)


def _title_notices(name: str, records: Sequence[Sequence[str]]) -> list[Notice]:
    """Return that the header stands below a title, if it seems so: once, not for each column."""
    if sum(not column.strip() for column in records[0]) < _OF_A_TITLE:
        return []
    for row, record in enumerate(records[1:_LOOKED_AT], start=2):
        named = [cell.strip() for cell in record]
        if all(named) and len(set(named)) == len(records[0]):
            hint = said(
                "the names of the columns seem to stand in row {row}: delete the rows above it",
                row=row,
            )
            return [notice("blank_column", name, 1, "", "", hint)]
    return []


def header_notices(name: str, header: Sequence[str]) -> list[Notice]:
    """Return what is wrong with the names of a file's columns: blank ones, and the same twice."""
    found = []
    seen: dict[str, int] = {}
    for place, column in enumerate(header, start=1):
        if not column.strip():
            hint = said("name column {place} or delete it", place=place)
            found.append(notice("blank_column", name, 1, "", "", hint))
        elif column in seen:
            hint = said(
                "columns {first} and {second} share a name; delete one",
                first=seen[column],
                second=place,
            )
            found.append(notice("duplicate_column", name, 1, column, column, hint))
        seen.setdefault(column, place)
    return found


def _shape_notices(name: str, records: Sequence[Sequence[str]]) -> list[Notice]:
    found = []
    width = len(records[0])
    for row, record in enumerate(records[1:], start=2):
        if not any(record):
            found.append(notice("blank_row", name, row, "", "", said("delete the empty row")))
        elif len(record) != width:
            hint = said("expected {count} cells; quote a text that holds a comma", count=width)
            found.append(notice("ragged_row", name, row, "", f"{len(record)} cells", hint))
    return found
