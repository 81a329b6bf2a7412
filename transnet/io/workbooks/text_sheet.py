"""Texts that lie beside a network's tables, as a sheet of its workbook: a row for each line."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from transnet.base.collector import refusal
from transnet.base.language import said
from transnet.io.workbooks.sheets import Workbook
from transnet.model.checks.rules import INFO_FILE
from transnet.model.schema import Column, Table

TEXTS_SHEET = "texts"
"""Sheet of network.toml as it is written, with its comments, and of what is noted beside it."""

_FILE, _NUMBER, _TEXT = "file", "line_number", "text"
_NAME = re.compile(r"[^\W.][\w .-]*\.(md|txt)")


def may_lie_beside(name: str) -> bool:
    """Whether a file is a text that belongs to a network: network.toml, .md or .txt."""
    return name == INFO_FILE or _NAME.fullmatch(name) is not None


def text_frame(texts: Mapping[str, str]) -> pd.DataFrame:
    """Return the lines of texts, by the name of their file."""
    rows = [
        (name, number, line)
        for name, text in texts.items()
        for number, line in enumerate(text.split("\n"), start=1)
    ]
    return pd.DataFrame(rows, columns=[_FILE, _NUMBER, _TEXT])


def texts_in(book: Workbook) -> dict[str, str]:
    """Return the texts of a workbook's sheet, by the name of their file; none where it has none.

    Lines stand in the order of their numbers; one without a number stays behind the one above it.
    Raises InputError for a name that no text beside a network has.
    """
    if TEXTS_SHEET not in book.names:
        return {}
    raw, _ = book.table(TEXTS_SHEET, _TABLE)
    if raw is None or not {_FILE, _TEXT} <= set(raw.columns):
        return {}
    lines: dict[str, list[tuple[float, str]]] = {}
    for row in raw.rows:
        cells = dict(zip(raw.columns, row, strict=True))
        own = lines.setdefault(cells[_FILE].strip(), [])
        number = cells.get(_NUMBER, "")
        own.append((float(number) if number.isdigit() else own[-1][0] if own else 0, cells[_TEXT]))
    for name in lines:
        if not may_lie_beside(name):
            told = said("{book} holds a text that can't be written", book=book.name)
            hint = said("texts beside a network are network.toml and files in .md or .txt")
            raise refusal(told, "unknown_file", TEXTS_SHEET, hint, name, column=_FILE)
    return {
        name: "\n".join(text for _, text in sorted(own, key=lambda pair: pair[0]))
        for name, own in lines.items()
    }


def _column(name: str) -> Column:
    return Column(TEXTS_SHEET, name, "text", "", False, False, None, None, (), (), "")


_TABLE = Table(TEXTS_SHEET, {name: _column(name) for name in (_FILE, _NUMBER, _TEXT)})
