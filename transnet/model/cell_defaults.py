"""What stands in empty cells: the schema's defaults, and a notice that says what was taken.

A default is written as its choices, parted by |, of which the first that gives something counts:

    assumed              these words
    =name_en             what another cell of the row says
    ?project:planned     these words, where another cell of the row says anything
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import Message, joined, said
from transnet.model.schema import Table

Texts = dict[str, list[str]]

_OF_CELL, _WHERE, _THEN = "=", "?", ":"


def with_defaults(
    table: Table, texts: Mapping[str, list[str]], rows: int
) -> tuple[Texts, list[Notice]]:
    """Return the cells of each column with defaults in empty ones, and what was taken, if anything.

    texts  cells by column, as written; a column may lack
    rows   how many there are
    """
    filled = dict(texts)
    taken: dict[str, int] = {}
    for name, column in table.columns.items():
        own = texts.get(name)
        if not (column.default and rows) or (own is not None and "" not in own):
            continue
        cells = list(own) if own is not None else [""] * rows
        empty = [at for at, cell in enumerate(cells) if not cell]
        for at in empty:
            cells[at] = _stand_in(column.default, texts, at)
        filled[name] = cells
        taken[name] = len(empty)
    return filled, _told(table, taken, rows)


def _stand_in(default: str, texts: Mapping[str, Sequence[str]], at: int) -> str:
    """Return what the first choice of a default gives in a row."""

    def cell(name: str) -> str:
        return texts[name][at] if name in texts else ""

    for choice in default.split("|"):
        text = choice
        if choice.startswith(_OF_CELL):
            text = cell(choice[len(_OF_CELL) :])
        elif choice.startswith(_WHERE):
            name, _, words = choice[len(_WHERE) :].partition(_THEN)
            text = words if cell(name) else ""
        if text:
            return text
    return ""


def default_words(default: str) -> Message:
    """Return in words what an empty cell stands for: 'name_en, else place_id'."""
    parts = []
    for choice in default.split("|"):
        if choice.startswith(_WHERE):
            name, _, words = choice[len(_WHERE) :].partition(_THEN)
            parts.append(said("{words} where {column} is given", words=words, column=name))
        else:
            parts.append(Message("{words}", {"words": choice.removeprefix(_OF_CELL)}))
    return joined(parts, en=", else ", zh="，否则 ")


def _told(table: Table, taken: Mapping[str, int], rows: int) -> list[Notice]:
    """Return one notice of all defaults of a table."""
    if not taken:
        return []
    parts = [
        said(
            "{column}: {words}" if count == rows else "{column} in {count:,} of {rows:,}: {words}",
            column=name,
            words=default_words(table.columns[name].default),
            count=count,
            rows=rows,
        )
        for name, count in taken.items()
    ]
    hint = said("read so in {rows:,} rows: {cells}", rows=rows, cells=joined(parts, "; ", "；"))
    return [notice("default_taken", table.name, 0, "", "", hint)]
