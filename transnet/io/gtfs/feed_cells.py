"""Bytes of a table to columns of distinct cells: the grammar of CSV is held first."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import said
from transnet.base.units import Int32Array
from transnet.io.csv_tables import header_notices
from transnet.io.gtfs.feed_columns import Column, columns_of
from transnet.io.gtfs.feed_notices import MOST_ROWS, FeedNotices
from transnet.io.gtfs.feed_spec import fields_of
from transnet.io.text import decode

_BOM = b"\xef\xbb\xbf"
_LONGEST_HEADER = 100_000
_COMMA, _LINE, _QUOTE, _RETURN = b',\n"\r'
_BESIDE_QUOTES = (_COMMA, _LINE, _QUOTE)
_Bools = npt.NDArray[np.bool_]
_Places = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Cells:
    """Columns of a file.

    header   all names, those of columns that weren't asked for too
    columns  those asked for that are there
    count    rows
    lines    int32[rows], the line of each row in the file; None where row k is line k + 2
    """

    header: tuple[str, ...]
    columns: dict[str, Column]
    count: int
    lines: Int32Array | None

    def line_of(self, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        """Return the lines of rows; a cell of several lines counts as one line."""
        return rows + 2 if self.lines is None else self.lines[rows].astype(np.intp)


class _RefusedError(Exception):
    """A file can't be read any further; carries the notices that say why."""

    def __init__(self, *found: Notice) -> None:
        self.notices = found


def read_cells(
    data: bytes, table: str, wanted: Collection[str] | None, notices: FeedNotices
) -> Cells | None:
    """Return the columns of a file, None when its shape can't be trusted; `notices` say why.

    wanted  columns that are read; None for all
    Rows must be as long as the header, quotes be closed, and names of columns be distinct.
    """
    name = f"{table}.txt"
    try:
        plain = _plain_bytes(data, name, notices)
        header, start = _header(plain, name)
        text = plain[start:]
        least = _least_cells([each.strip() for each in header], table)
        rows = _held_rows(text, (least, len(header)), name)
    except _RefusedError as refused:
        notices.take(list(refused.notices))
        return None
    lines = _noted_short(rows, name, notices)
    named = [each.strip() for each in header]
    chosen = [each for each in named if wanted is None or each in wanted]
    is_even = lines is None and rows.widest == len(named)
    count, columns = columns_of(text, named[: rows.widest], chosen, is_even=is_even)
    made = Cells(tuple(named), columns, count, lines)
    _note_spaces(made, table, notices)
    return made


def _plain_bytes(data: bytes, name: str, notices: FeedNotices) -> bytes:
    """Return UTF-8 without a mark at its beginning and with single marks as line ends."""
    data = data.removeprefix(_BOM)
    if not data.isascii() or b"\0" in data:
        text, told = decode(data, name)
        if any(each.severity == "error" for each in told):
            raise _RefusedError(*told)
        notices.take(told)
        data = text.removeprefix("\ufeff").encode("utf-8")
    if b"\r" not in data or data.count(b"\r") == data.count(b"\r\n"):
        return data
    if b"\n" in data:
        line = data[: _lone_return(data)].count(b"\n") + 1
        hint = said("a line end without its second half; save the file with one kind of line ends")
        notices.take([notice("mixed_line_ends", name, line, "", "", hint)])
    while b"\r\r" in data:
        data = data.replace(b"\r\r", b"\r")
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _lone_return(data: bytes) -> int:
    at = data.index(b"\r")
    while data[at + 1 : at + 2] == b"\n":
        at = data.index(b"\r", at + 1)
    return at


def _header(data: bytes, name: str) -> tuple[list[str], int]:
    """Return the names of the columns, and where the rows begin."""
    if not data or data.isspace():
        hint = said("the first line names columns")
        raise _RefusedError(notice("empty_file", name, 0, "", "", hint))
    end = data.find(b"\n")
    end = len(data) if end < 0 else end
    if end > _LONGEST_HEADER:
        hint = said("a line may have {most:,} characters; are the line ends lost?", most=100_000)
        raise _RefusedError(notice("line_too_long", name, 1, "", "", hint))
    try:
        names = next(csv.reader(io.StringIO(data[:end].decode()), strict=True), [])
    except csv.Error:
        hint = said('write a quote inside a quoted cell twice: ""')
        raise _RefusedError(notice("stray_quote", name, 1, "", "", hint)) from None
    found = header_notices(name, [each.strip() for each in names])
    if found:
        raise _RefusedError(*found)
    return names, min(end + 1, len(data))


def _least_cells(header: list[str], table: str) -> int:
    """Return how many cells a row needs: spreadsheets leave out empty ones at its end."""
    fields, least = fields_of(table), len(header)
    while least > 1 and not (header[least - 1] in fields and fields[header[least - 1]].required):
        least -= 1
    return least


@dataclass(frozen=True, eq=False)
class _Rows:
    """Rows of a file.

    lines   of rows, None where row k is line k + 2
    short   lines of those that lack their last cells
    widest  most cells of a row
    """

    lines: Int32Array | None
    short: _Places
    widest: int


def _held_rows(text: bytes, widths: tuple[int, int], name: str) -> _Rows:
    """Hold each row against the header's length; say where some are empty or short.

    widths  least cells of a row, and those of the header
    """
    body = np.frombuffer(text, dtype=np.uint8)
    outside = _outside_quotes(body, name) if b'"' in text else None
    ends = body == _LINE
    if outside is not None:
        ends &= outside
    last = np.flatnonzero(ends)
    if len(body) and (not len(last) or last[-1] != len(body) - 1):
        last = np.append(last, len(body))
    starts = np.concatenate([[0], last[:-1] + 1]) if len(last) else last
    commas = body == _COMMA
    if outside is not None:
        commas &= outside
    counts = _counted(np.flatnonzero(commas), starts, last, widths[1] - 1) + 1
    blank = _blank_rows(text, starts, last, counts)
    wrong = np.flatnonzero(((counts > widths[1]) | (counts < widths[0])) & ~blank)
    if len(wrong):
        raise _RefusedError(*_ragged(name, wrong, counts, widths[1]))
    short = np.flatnonzero((counts < widths[1]) & ~blank) + 2
    lines = (np.flatnonzero(~blank) + 2).astype(np.int32) if blank.any() else None
    return _Rows(lines, short, int(counts[~blank].max(initial=0)))


def _noted_short(rows: _Rows, name: str, notices: FeedNotices) -> Int32Array | None:
    """Note rows whose last cells lack, and return the lines of all."""
    count = len(rows.short)
    if count:
        told = said("1 row") if count == 1 else said("{count:,} rows", count=count)
        hint = said(
            "the last cells, which may be empty, lack in {rows}: read as empty ones", rows=told
        )
        notices.take([notice("short_row", name, int(rows.short[0]), "", "", hint)])
    return rows.lines


def _counted(places: _Places, starts: _Places, last: _Places, usual: int) -> _Places:
    """Return how many places lie in each of some stretches that follow each other."""
    if usual and len(places) == usual * len(starts):
        held = places.reshape(-1, usual)
        if (held[:, 0] >= starts).all() and (held[:, -1] < last).all():
            return np.full(len(starts), usual, dtype=np.intp)
    return np.searchsorted(places, last) - np.searchsorted(places, starts)


def _blank_rows(text: bytes, starts: _Places, last: _Places, counts: _Places) -> _Bools:
    blank: _Bools = starts == last
    for row in np.flatnonzero((counts == 1) & ~blank & (last - starts < 100)).tolist():
        blank[row] = not text[starts[row] : last[row]].strip()
    return blank


def _outside_quotes(body: npt.NDArray[np.uint8], name: str) -> _Bools:
    """Return which bytes lie outside of quoted cells; raises where quotes stand astray."""
    quote = body == _QUOTE
    places = np.flatnonzero(quote)
    opening, closing = places[::2], places[1::2]
    before = body[np.maximum(opening - 1, 0)]
    good = (opening == 0) | np.isin(before, _BESIDE_QUOTES)
    after = body[np.minimum(closing + 1, len(body) - 1)]
    ends = (closing == len(body) - 1) | np.isin(after, (*_BESIDE_QUOTES, _RETURN))
    astray = np.concatenate([opening[~good], closing[~ends]])
    if len(astray):
        line = int((body[: astray.min()] == _LINE).sum()) + 2
        hint = said('write a quote inside a quoted cell twice: ""')
        raise _RefusedError(notice("stray_quote", name, line, "", "", hint))
    if len(places) % 2:
        line = int((body[: places[-1]] == _LINE).sum()) + 2
        hint = said('a cell begins with " and never ends; close it, or write "" for a quote inside')
        raise _RefusedError(notice("quote_not_closed", name, line, "", "", hint))
    inside: _Bools = np.bitwise_xor.accumulate(quote)
    return ~inside


def _ragged(
    name: str, rows: npt.NDArray[np.intp], counts: npt.NDArray[np.intp], width: int
) -> list[Notice]:
    hint = said("expected {count} cells; quote a text that holds a comma", count=width)
    notices = FeedNotices()
    lines = rows + 2
    notices.rows(
        "ragged_row",
        (name.removesuffix(".txt"), ""),
        lines,
        lambda at: f"{counts[rows[at]]} cells",
        hint,
    )
    return notices.found


def _note_spaces(cells: Cells, table: str, notices: FeedNotices) -> None:
    """Say where cells hold line ends or invisible characters."""
    for name, column in cells.columns.items():
        if "".join(column.cells).isprintable():
            continue
        odd = [at for at, cell in enumerate(column.cells) if not cell.isprintable()]
        rows = np.flatnonzero(np.isin(column.codes, odd))[:MOST_ROWS]
        hint = said("a line end or an invisible character stands in the cell; delete it")
        shown = [column.cells[code] for code in column.codes[rows].tolist()]
        place = (table, name)
        notices.rows("control_character", place, cells.line_of(rows), shown.__getitem__, hint)
