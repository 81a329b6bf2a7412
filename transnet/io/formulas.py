"""Texts in CSV files that a spreadsheet would run as formulas, and how they are kept from it.

The one rule of every CSV file that is written here, for people or for our own readers: a cell that
begins with = + - @ (of either width), a tab or a line end, and isn't a plain number, gets an
apostrophe before it. So does one that begins with apostrophes before one of these, so that every
reader of ours takes exactly one off again and no text is lost. Spreadsheets take such an apostrophe
for "this is text".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_RUN = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_ANY_RUN = re.compile(rf"(?:^|\0){_RUN.pattern}")
_NUMBER = re.compile(r"[+-](\d{1,400}\.?\d{0,400}|\.\d{1,400})([eE][+-]?\d{1,4})?", re.ASCII)


def escaped(text: str) -> str:
    """Return a cell's text as it is written."""
    if not _RUN.match(text) or _NUMBER.fullmatch(text):
        return text
    return f"'{text}"


def none_escaped(texts: Iterable[str]) -> bool:
    """Return whether all of many texts are written as they are; False where that isn't certain."""
    return _ANY_RUN.search("\0".join(texts)) is None


def unescaped(cell: str) -> str:
    """Return the text that a cell was written for; a cell of others' that only looks so, too."""
    return cell[1:] if cell.startswith("'") and _RUN.match(cell) else cell
