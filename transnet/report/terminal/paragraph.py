"""Lines of text that break between Chinese letters too; the terminal's own break at spaces.

Marks stay with the name they stand behind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rich.cells import cell_len, chop_cells
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’—…"
_NEVER_FIRST = "，。；：、！？）》】”’…—·%)†‡⚠"
_NEVER_LAST = "（《【“‘"
_PIECE = re.compile(rf"[{_NEVER_LAST}]*(?:[^\s{_WIDE}]+|[{_WIDE}])[{_NEVER_FIRST}]*|\s+")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text in one style, broken to the room that there is."""

    text: str
    style: str = ""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the lines."""
        for line in broken(self.text, options.max_width):
            yield Text(line, style=self.style, no_wrap=True)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """Return the least and the most room that it wants."""
        widest = max(map(cell_len, _PIECE.findall(self.text)), default=1)
        return Measurement(widest, cell_len(self.text)).with_maximum(options.max_width)


@dataclass(frozen=True, slots=True)
class Cell:
    """A text of a table with its styles, broken like a paragraph."""

    text: Text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the lines, to the side that their column is set to."""
        for whole in self.text.split("\n", allow_blank=True):
            at = 0
            for line in broken(whole.plain, options.max_width) or [""]:
                first = whole.plain.index(line, at)
                at = first + len(line)
                shown = whole[first:at]
                shown.no_wrap = True
                yield shown

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """Return the least and the most room that it wants."""
        pieces = map(cell_len, _PIECE.findall(self.text.plain))
        lines = map(cell_len, self.text.plain.split("\n"))
        widest = Measurement(max(pieces, default=1), max(lines, default=1))
        return widest.with_maximum(options.max_width)


def broken(text: str, room: int) -> list[str]:
    """Return text in lines of at most so many cells.

    Chinese letters part anywhere but before marks that close and after those that open, other words
    at spaces unless one is longer than a line.
    """
    lines, line = [], ""
    pieces = (part for piece in _PIECE.findall(text) for part in chop_cells(piece, max(room, 2)))
    for piece in pieces:
        if line and cell_len(line + piece.rstrip()) > room:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines
