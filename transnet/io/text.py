"""Bytes to rows of text: encodings, CSV grammar, size caps."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.io.formulas import unescaped
from transnet.io.input_files import not_a_file
from transnet.model.raw import RawTable

_BOM_UTF8 = b"\xef\xbb\xbf"
_LOOKED_AT, _WIDE_SHARE, _FEW_ZEROS = 4096, 0.25, 8
_BOMS_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = {
    ";": "semicolons",
    "；": "full-width semicolons",
    "\t": "tabs",
    "，": "full-width commas",
}
_DELIMITERS["|"] = "bars"
_REWRITE = "open it in a text editor and save it as UTF-8"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read: memory stays bounded whatever a file holds."""

    file_bytes: int = 64 * 2**20
    line_chars: int = 1_000_000
    columns: int = 1_000
    rows: int = 500_000


LIMITS = Limits()


class _RefusedError(Exception):
    """A file can't be read any further; carries the notice that says why."""

    def __init__(self, found: Notice) -> None:
        super().__init__(str(found))
        self.notice = found


def read_bytes(
    path: str | Path, name: str = "", *, limits: Limits = LIMITS
) -> tuple[bytes, list[Notice]]:
    """Return a file's bytes, or none and a notice when it's missing, unreadable or too large.

    name  table or file that notices name; the file's own name unless given
    """
    source = Path(path)
    name = name or source.name
    if problem := not_a_file(source):
        return b"", [notice("unreadable_file", name, 0, "", "", problem)]
    try:
        with source.open("rb") as stream:
            data = stream.read(limits.file_bytes + 1)
    except OSError as error:
        hint = f"it can't be opened: {error.strerror or error}"
        return b"", [notice("unreadable_file", name, 0, "", "", hint)]
    if len(data) > limits.file_bytes:
        hint = f"a table may have {limits.file_bytes:,} bytes; split the region or drop columns"
        return b"", [notice("file_too_large", name, 0, "", "", hint)]
    return data, []


def decode(data: bytes, name: str) -> tuple[str, list[Notice]]:
    """Return the text of a file, or "" and the notice that says what its encoding looks like.

    UTF-8 comes first, always: UTF-8 Chinese often decodes as GBK without an error, but to nonsense.
    """
    warnings: list[Notice] = []
    try:
        if data.startswith(_BOMS_UTF16):
            text = data.decode("utf-16")
            warnings = [notice("utf16_text", name, 0, "", "", f"UTF-16; {_REWRITE}")]
        else:
            text = data.removeprefix(_BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        return "", [_encoding_notice(data, name)]
    for mark, code, what in (
        ("\0", "nul_character", "a NUL character: the file is damaged or isn't text"),
        ("\ufffd", "lost_character", "an earlier conversion lost this; take it from the source"),
    ):
        if mark in text:
            if _is_wide(data):
                return "", [_encoding_notice(data, name)]
            line = len(re.findall(r"\r\n|\r|\n", text[: text.index(mark)])) + 1
            return "", [notice(code, name, line, "", "", what)]
    return text, warnings


def _encoding_notice(data: bytes, name: str) -> Notice:
    if _is_wide(data):
        hint = f"looks like UTF-16 or UTF-32, without the mark that tells or cut off; {_REWRITE}"
        return notice("not_utf8", name, 0, "", "", hint)
    lines = re.split(rb"\r\n|\r|\n", data)
    foreign = [place for place, line in enumerate(lines) if not _decodes(line, "utf-8")]
    row = foreign[0] + 1 if foreign else 0
    others = [line for line in lines if not line.isascii() and _decodes(line, "utf-8")]
    # Two-byte GBK characters can pass as UTF-8 by chance; three-byte ones hardly ever do.
    if any(ord(mark) > 0x7FF for line in others for mark in line.decode("utf-8")):
        hint = f"{len(foreign)} lines aren't UTF-8 while others are; convert those lines"
        return notice("mixed_encoding", name, row, "", "", hint)
    if _decodes(data, "gb18030"):
        hint = f"looks like GB18030 (GBK); {_REWRITE}, or convert it: iconv -f GB18030 -t UTF-8"
    else:
        hint = f"neither UTF-8 nor GB18030; {_REWRITE}"
    return notice("not_utf8", name, row, "", "", hint)


def _is_wide(data: bytes) -> bool:
    """Whether every other byte is so often zero that letters of two or four bytes stand there."""
    start = data[:_LOOKED_AT]
    zeros = max(start[at::2].count(0) for at in (0, 1))
    return zeros > max(_FEW_ZEROS, _WIDE_SHARE * len(start) / 2)


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def parse_csv(
    text: str, name: str, *, limits: Limits = LIMITS
) -> tuple[RawTable | None, list[Notice]]:
    """Return the rows of a comma-separated text, or None when its shape can't be trusted.

    Row numbers count records, as a spreadsheet does. Empty rows at the end are left out.
    The header must have no blank or repeated name; every row must be as long as the header.
    """
    try:
        records = _records(text, name, limits)
        if not records or not any(cell.strip() for cell in records[0]):
            raise _RefusedError(
                notice("empty_file", name, 0, "", "", "the first line names columns")
            )
        header = records[0]
        found = _delimiter_notices(name, header) or _header_notices(name, header)
        found += _shape_notices(name, header, records) if not found else []
    except _RefusedError as refused:
        return None, [refused.notice]
    if found:
        return None, found
    return RawTable(name, tuple(header), records[1:]), []


def _records(text: str, name: str, limits: Limits) -> list[list[str]]:
    """Return the records of the text without empty ones at its end."""
    _refuse_long_line(text, name, limits)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records: list[list[str]] = []
    quoted = "'" in text
    try:
        for record in reader:
            if not records and len(record) > limits.columns:
                hint = f"a table may have {limits.columns:,} columns"
                raise _RefusedError(notice("too_many_columns", name, 1, "", len(record), hint))
            if len(records) > limits.rows:
                hint = f"a table may have {limits.rows:,} rows"
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
        hint = f"a line may have {limits.line_chars:,} characters; are the line ends lost?"
        raise _RefusedError(notice("line_too_long", name, 0, "", "", hint))


def _grammar_notice(name: str, row: int, error: str) -> Notice:
    if "field limit" in error:
        hint = "a cell has at most 131,072 characters; is a quote never closed?"
        return notice("field_too_long", name, row, "", "", hint)
    if "unexpected end" in error:
        hint = 'a cell begins with " and never ends; close it, or write "" for a quote inside'
        return notice("quote_not_closed", name, row, "", "", hint)
    hint = 'write a quote inside a quoted cell twice: ""'
    return notice("stray_quote", name, row, "", "", hint)


def _delimiter_notices(name: str, header: Sequence[str]) -> list[Notice]:
    if len(header) > 1:
        return []
    for mark, words in _DELIMITERS.items():
        if mark in header[0]:
            hint = f"cells are parted by {words}; save the table with commas"
            return [notice("wrong_delimiter", name, 1, "", header[0], hint)]
    return []


def _header_notices(name: str, header: Sequence[str]) -> list[Notice]:
    found = []
    seen: dict[str, int] = {}
    for place, column in enumerate(header, start=1):
        if not column.strip():
            hint = f"name column {place} or delete it"
            found.append(notice("blank_column", name, 1, "", "", hint))
        elif column in seen:
            hint = f"columns {seen[column]} and {place} share a name; delete one"
            found.append(notice("duplicate_column", name, 1, column, column, hint))
        seen.setdefault(column, place)
    return found


def _shape_notices(
    name: str, header: Sequence[str], records: Sequence[Sequence[str]]
) -> list[Notice]:
    found = []
    for row, record in enumerate(records[1:], start=2):
        if not any(record):
            found.append(notice("blank_row", name, row, "", "", "delete the empty row"))
        elif len(record) != len(header):
            hint = f"expected {len(header)} cells; quote a text that holds a comma"
            found.append(notice("ragged_row", name, row, "", f"{len(record)} cells", hint))
    return found
