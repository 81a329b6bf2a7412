"""Bars across, a name before each: on axes of one's own or on new ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING

from rich.cells import cell_len

from transnet.base.language import Language, Text, current_language
from transnet.report.maps.figure_style import own_style
from transnet.report.maps.fonts import lettering
from transnet.report.maps.render import DPI

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GOOD, BAD, PLAIN = "#5fa8ad", "#c8553d", "#3a6b8c"
_WIDTH, _BAR, _LINE, _EDGES = 7.0, 0.3, 0.14, 1.3
_LETTERS, _CHARACTERS, _NAME_POINTS = 56, 28, 7.5


@dataclass(frozen=True)
class Bar:
    """A bar: its name and length, and the ends of its interval, NaN for none."""

    name: Text
    value: float
    low: float = math.nan
    high: float = math.nan
    colour: str = PLAIN


def new_axes(rows: int, names: Sequence[Text] = ()) -> Axes:
    """Return axes of a new figure that is as high as so many rows, and their names, need."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    lines = max((each.count("\n") + 1 for each in map(_in_lines, spoken(names))), default=1)
    size = (_WIDTH, _EDGES + max(_BAR, _LINE * lines) * max(rows, 3))
    figure = Figure(figsize=size, dpi=DPI, facecolor="white", layout="constrained")
    FigureCanvasAgg(figure)
    return figure.add_subplot()


@own_style()
def draw_bars(ax: Axes | None, bars: Sequence[Bar], title: Text, along: Text) -> Axes:
    """Draw bars from the top down; where there are none the axes say so by being empty.

    along  what their length is, with its unit
    """
    names = [each.name for each in bars]
    axes = new_axes(len(bars), names) if ax is None else ax
    at = range(len(bars))
    axes.barh(at, [each.value for each in bars], color=[each.colour for each in bars])
    for row, each in enumerate(bars):
        if math.isfinite(each.low) and math.isfinite(each.high):
            axes.plot([each.low, each.high], [row, row], color="#333333", linewidth=1.5)
    name_rows(axes, names)
    axes.margins(y=0.01)
    axes.invert_yaxis()
    axes.xaxis.set_major_formatter("{x:,.6g}")
    axes.locator_params(axis="x", nbins=6)
    axes.spines[["top", "right"]].set_visible(False)
    letter(axes, title, along)
    return axes


def letter(axes: Axes, title: Text, along: Text, up: Text | None = None) -> None:
    """Set the texts of axes, in a font that has their letters."""
    shown = spoken([title, along, *([up] if up else [])])
    axes.set_xlabel(_in_lines(shown[1]))
    if up:
        axes.set_ylabel(shown[2])
    families = list(lettering().families)
    ticks = [*axes.get_yticklabels(), *axes.get_xticklabels()]
    heading = axes.set_title(shown[0], loc="left")
    for each in (heading, axes.xaxis.label, axes.yaxis.label, *ticks):
        each.set_fontfamily(families)
        each.set_parse_math(False)  # axes of a user's may take a dollar sign for a formula


def name_rows(axes: Axes, names: Sequence[Text]) -> None:
    """Write a name before each row of axes, on several lines where it would take their room."""
    lines = [_in_lines(each) for each in spoken(names)]
    axes.set_yticks(range(len(lines)), lines, fontsize=_NAME_POINTS)


def spoken(texts: Sequence[Text]) -> list[str]:
    """Return texts in the language spoken; in English where no font has Chinese."""
    language: Language = current_language() if lettering().chinese else "en"
    return [each.in_language(language) for each in texts]


def _in_lines(text: str) -> str:
    """Break a text that would take the room of the picture; Chinese letters are twice as wide."""
    if cell_len(text) <= _LETTERS:
        return text
    return fill(text, _LETTERS if cell_len(text) == len(text) else _CHARACTERS)
