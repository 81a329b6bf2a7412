"""What is looked at before a workbook is opened: its size, its parts, and what hides in it.

An .xlsx file is a zip of XML. Its parts are bounded before anything is unpacked, and what a table
can't hold is found by scanning them: formulas, merged cells, hidden rows, macros.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import said

_MOST_PARTS = 2_000
_PART_BYTES, _ALL_BYTES = 2**28, 2**29
_SMALL_BYTES = 2**24  # of parts that are read whole: styles, the list of sheets
_OLD = b"\xd0\xcf\x11\xe0"
_BLOCK, _OVERLAP = 2**20, 200
_CELL_WITH_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*hidden="(?:1|true)"')
_HIDDEN_COLUMN = re.compile(rb'<(?:\w+:)?col\s[^>]*hidden="(?:1|true)"')
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Contents:
    """What the XML of a sheet holds beside plain cells.

    merged  where cells are merged, such as B2:C3
    """

    formulas: int
    merged: tuple[str, ...]
    hidden_rows: int
    hidden_columns: int


def package_notices(data: bytes, name: str) -> list[Notice]:
    """Return why bytes can't be opened as a workbook, or what of them isn't read (macros).

    Raises nothing that the bytes could cause.
    """
    if data.startswith(_OLD):
        hint = said("an old .xls, or locked by a password: save it as .xlsx without one")
        return [notice("broken_file", name, 0, "", "", hint)]
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except _DAMAGED as error:
        hint = said("it isn't a workbook (.xlsx), or is cut off: {why}", why=str(error)[:80])
        return [notice("broken_file", name, 0, "", "", hint)]
    total = sum(part.file_size for part in parts)
    large = [part for part in parts if part.file_size > _bound(part.filename)]
    if large or total > _ALL_BYTES or len(parts) > _MOST_PARTS:
        size = large[0].file_size if large else total
        hint = said(
            "it unpacks to {size:,} bytes, which no such table does; save the sheets as CSV",
            size=size,
        )
        return [notice("file_too_large", name, 0, "", large[0].filename if large else "", hint)]
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        hint = said("its macros are neither run nor kept")
        return [notice("macros_ignored", name, 0, "", "", hint)]
    return []


def _bound(part: str) -> int:
    cells = part.startswith("xl/worksheets/") or part.endswith("sharedStrings.xml")
    return _PART_BYTES if cells or not part.endswith((".xml", ".rels")) else _SMALL_BYTES


def contents_of(data: bytes, part: str) -> Contents:
    """Return what the XML of a sheet holds beside plain cells; raises what a damaged zip does."""
    formulas = hidden_rows = hidden_columns = 0
    merged: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as package, package.open(part) as stream:
        kept = b""
        while block := stream.read(_BLOCK):
            text = kept + block
            end = len(text) if len(block) < _BLOCK else len(text) - _OVERLAP
            formulas += _count(_CELL_WITH_FORMULA, text, end)
            hidden_rows += _count(_HIDDEN_ROW, text, end)
            hidden_columns += _count(_HIDDEN_COLUMN, text, end)
            merged += [found[1].decode() for found in _MERGED.finditer(text) if found.start() < end]
            kept = text[end:]
    return Contents(formulas, tuple(merged[:1000]), hidden_rows, hidden_columns)


def _count(pattern: re.Pattern[bytes], text: bytes, end: int) -> int:
    return sum(found.start() < end for found in pattern.finditer(text))
