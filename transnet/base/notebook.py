"""What notebooks show of an object: a title and tables, by one template, in the language spoken."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from transnet.base.language import in_words

if TYPE_CHECKING:
    import pandas as pd
    from jinja2 import Template


@dataclass(frozen=True)
class ShownTable:
    """A table: its columns' headings and its rows, any values; texts and messages are in words."""

    columns: Sequence[object]
    rows: Iterable[Sequence[object]]
    title: object = ""


def notebook_html(*tables: ShownTable, title: object = "", subtitle: object = "") -> str:
    """Return HTML of a title and tables; whatever they hold is escaped."""
    shown = [
        {
            "title": in_words(table.title),
            "columns": [in_words(name) for name in table.columns],
            "rows": [[in_words(cell) for cell in row] for row in table.rows],
        }
        for table in tables
    ]
    html: str = _template().render(title=in_words(title), subtitle=in_words(subtitle), tables=shown)
    return html


def shown_frame(frame: pd.DataFrame, numbers: str, title: object = "") -> ShownTable:
    """Return a table of pandas with its numbers in a format, such as "{:.1f}"; NaN is empty."""
    rows = frame.itertuples(index=False)
    return ShownTable(
        list(frame.columns), [[_cell(value, numbers) for value in row] for row in rows], title
    )


def _cell(value: object, numbers: str) -> str:
    if isinstance(value, float):
        return "" if math.isnan(value) else numbers.format(value)
    return str(value)


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    text = files("transnet.base").joinpath("templates/notebook.html.j2").read_text("utf-8")
    return Environment(autoescape=True, undefined=StrictUndefined).from_string(text)
