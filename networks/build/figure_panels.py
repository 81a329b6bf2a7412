"""How panels of the figures of docs/findings.md look: paper, ink and letters of the maps."""

from __future__ import annotations

from typing import Any

from transnet.report.maps.basemap import INK, MUTED, PAPER
from transnet.report.maps.fonts import Lettering
from transnet.report.words.words import Text

_SPINES = "#c9c4b8"


def quiet(ax: Any, letters: Lettering, points: float) -> None:
    """Give a chart the maps' paper and ink, and its ticks letters of so many points."""
    ax.set_facecolor(PAPER)
    for spine in ax.spines.values():
        spine.set_color(_SPINES)
    ax.tick_params(colors=MUTED, length=0, labelsize=points, labelcolor=INK)
    for label in (*ax.get_xticklabels(), *ax.get_yticklabels()):
        label.set_family(list(letters.families))


def heading(ax: Any, text: Text, letters: Lettering, points: float) -> None:
    """Set the title of a chart in letters of so many points."""
    ax.set_title(
        picked(text, letters), loc="left", fontsize=points, fontweight="bold", color=INK,
        family=list(letters.families),
    )  # fmt: skip


def picked(text: Text, letters: Lettering) -> str:
    """Return a text in both languages, once where they are the same."""
    return text.en if text.zh == text.en else letters.pick(text.zh, text.en)
