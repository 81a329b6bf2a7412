"""What an answer consists of for a reader: headings, tables, sentences, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from transnet.base.language import Text, same

NOTHING = same("")


@dataclass(frozen=True)
class Column:
    """A column: its heading, and whether it holds figures."""

    name: Text
    figures: bool = True


@dataclass(frozen=True)
class Table:
    """A table of texts, names in the first column.

    most  rows that a terminal shows; 0 for all
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]
    most: int = 0


@dataclass(frozen=True)
class Part:
    """A heading with a table, with sentences that say what was found, and notes below them."""

    heading: Text = NOTHING
    table: Table | None = None
    says: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Section:
    """An answer: what was asked, its parts, and what must be known to read them."""

    title: Text
    parts: tuple[Part, ...]
    notes: tuple[Text, ...] = ()


def name_of(row: Mapping[Any, Any], of: str = "name") -> Text:
    """Return the name of a row in both languages; in the other one where it has none."""
    zh, en = str(row[f"{of}_zh"] or ""), str(row[f"{of}_en"] or "")
    return Text(zh or en, en or zh)
