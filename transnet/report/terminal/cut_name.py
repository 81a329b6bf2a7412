"""A name that is shortened to the room it has, its marks left whole."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

_GAP = "…"
_OF_HEAD = 0.6  # of the room; the end tells readings of one kind apart: (door to door, with waits)
_NARROWEST = 12


@dataclass(frozen=True, slots=True)
class CutName:
    """A name in one line with marks behind it."""

    name: str
    marks: str = ""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the line in the room that the column gives."""
        room = options.max_width
        marks = Text(self.marks, style="yellow")
        head = cut_middle(self.name, room - cell_len(self.marks))
        yield Text.assemble(head, marks, no_wrap=True, overflow="crop")

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """Return the least and the most room that it wants."""
        wanted = cell_len(self.name) + cell_len(self.marks)
        return Measurement(min(_NARROWEST, wanted), wanted).with_maximum(options.max_width)


def cut_middle(name: str, room: int) -> str:
    """Return a name in at most so many cells: its beginning and its end, what is between left out.

    Chinese letters take two cells.
    """
    if cell_len(name) <= room:
        return name
    left = max(room - cell_len(_GAP), 0)
    head = _first(name, round(_OF_HEAD * left))
    return head + (_GAP if room > 0 else "") + _last(name, left - cell_len(head))


def _first(name: str, room: int) -> str:
    kept = set_cell_size(name, room).rstrip(" ")
    return kept if name.startswith(kept) else kept[:-1]


def _last(name: str, room: int) -> str:
    return _first(name[::-1], room)[::-1]
