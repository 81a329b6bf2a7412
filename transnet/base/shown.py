"""What objects say of themselves: a line at the prompt, tables in a notebook, never all they hold.

A record that holds tables would else print each of them, cut in the middle by pandas.
"""

from __future__ import annotations

from collections.abc import Iterable, Sized
from dataclasses import fields, is_dataclass
from datetime import date
from typing import TYPE_CHECKING

from transnet.base.language import said
from transnet.base.notebook import ShownTable, notebook_html, shown_frame

if TYPE_CHECKING:
    import pandas as pd

_LINE = 200
_TEXT = 40
_ROWS = 10


class Shown:
    """Gives a record its line, from its fields, and anything with a line its notebook view.

    A dataclass says repr=False, or dataclasses would print its fields. Whoever says more of itself
    overrides `__repr__`, and `_shown_tables` for what a notebook shows below the line.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return record_line(self)

    def _repr_html_(self) -> str:
        line = repr(self)
        title = line[1:-1] if line.startswith("<") else line
        return notebook_html(*self._shown_tables(), title=title)

    def _shown_tables(self) -> Iterable[ShownTable]:
        """Return the tables of a notebook: the first rows of each table among the fields."""
        return [] if not is_dataclass(self) else [_first_rows(*each) for each in _frames(self)]


def record_line(record: object) -> str:
    """Return a dataclass as a line: <Kind: plain values, and how many of what it holds>."""
    facts = [_fact(name, value) for name, value in _values(record)]
    told = ", ".join(fact for fact in facts if fact)
    return f"<{type(record).__name__}: {cut(told, _LINE)}>"


def cut(text: str, longest: int) -> str:
    """Return a text as one line, cut where it is longer."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _values(record: object) -> list[tuple[str, object]]:
    shown = fields(record) if is_dataclass(record) else ()
    return [(each.name, getattr(record, each.name)) for each in shown]


def _fact(name: str, value: object) -> str:
    """Return what a field says in a line; nothing where it is empty or would need more words."""
    if value is None or (isinstance(value, Sized) and len(value) == 0):
        return ""
    if isinstance(value, str):
        return f"{name} {cut(value, _TEXT)}"
    if isinstance(value, bool | int):
        return f"{name} {value:,}" if not isinstance(value, bool) else f"{name} {value}"
    if isinstance(value, float):
        return f"{name} {value:.6g}"
    if isinstance(value, date):
        return f"{name} {value.isoformat()}"
    return f"{len(value):,} {name}" if isinstance(value, Sized) else ""


def _frames(record: object) -> list[tuple[str, pd.DataFrame]]:
    import pandas as pd

    return [(name, value) for name, value in _values(record) if isinstance(value, pd.DataFrame)]


def _first_rows(name: str, frame: pd.DataFrame) -> ShownTable:
    rows = len(frame)
    title = said("{name}, {rows:,} rows", name=name, rows=rows)
    if rows > _ROWS:
        title = said(
            "{name}, the first {shown} of {rows:,} rows", name=name, shown=_ROWS, rows=rows
        )
    return shown_frame(frame.head(_ROWS), "{:,.2f}", title)
