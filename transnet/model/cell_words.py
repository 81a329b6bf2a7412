"""What a row says to people: a column in English, its twin with `_zh` in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from transnet.base.language import Text


def words_of(row: Mapping[Any, Any], column: str) -> Text:
    """Return a cell and its Chinese; the other language where one is empty.

    row  the cells of a row by column
    """
    english, chinese = str(row[column]), str(row[f"{column}_zh"])
    return Text(chinese or english, english or chinese)
