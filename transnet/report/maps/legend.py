"""The legend beside a map: rows of a small drawing and a text, under bold headings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from transnet.report.maps.basemap import (
    CLOSED,
    INK,
    METRO,
    OPENED,
    OUTLINE,
    PAPER,
    PLANNED,
    RAIL,
    ROADS,
)
from transnet.report.maps.fonts import Lettering

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

_WIDTH, _HEIGHT = 26.0, 9.0  # points of a row's drawing


@dataclass(frozen=True)
class Entry:
    """One row: text, and what is drawn before it; without a drawing it is a heading."""

    text: str
    drawing: tuple[Artist, ...] = ()
    height: float = _HEIGHT


def patch(text: str, colour: str) -> Entry:
    """Return a row with a filled box."""
    from matplotlib.patches import Rectangle

    box = Rectangle((2, 0.5), _WIDTH - 4, _HEIGHT - 1, facecolor=colour, edgecolor="#9a958a")
    box.set_linewidth(0.4)
    return Entry(text, (box,))


def line(text: str, colour: str, width: float, style: Any = "-") -> Entry:
    """Return a row with a stroke."""
    return Entry(text, (_stroke(colour, width, style),))


def network_entries(
    letters: Lettering,
    drawn: Collection[str],
    *,
    opened: bool,
    altered: bool,
    closed: bool,
    outlined: bool = False,
) -> list[Entry]:
    """Return the rows that explain the base map and a scenario's changes on it.

    drawn  kinds of things that are on the map, as `drawn_kinds` names them
    """
    pick = letters.pick
    rows = [Entry(pick("网络", "Network"))]
    if opened:
        rows.append(line(pick("新开通", "Newly opened"), OPENED, 2.6))
    if altered:
        rows.append(line(pick("有改动", "Altered"), OPENED, 2.6, (0, (2.2, 1.0))))
    if closed:
        rows.append(line(pick("关闭", "Closed"), CLOSED, 2.6, (0, (1, 1.2))))
    if outlined:
        border = (0, (4, 1.5, 1, 1.5))
        rows.append(line(pick("县界", "County outline"), OUTLINE, 0.7, border))
    ladder = (_stroke(RAIL, 1.0), _stroke("white", 0.5, (0, (5, 5))))
    kinds = {
        "emu": line(pick("高速铁路", "High-speed rail"), RAIL, 1.8),
        "conventional": Entry(pick("普速铁路", "Conventional rail"), ladder),
        "metro": line(pick("地铁", "Metro"), METRO, 1.0),
        "planned": line(pick("在建、规划铁路", "Rail to come"), PLANNED, 1.0, (0, (2.5, 1.8))),
        "motorway": line(pick("高速公路", "Motorway"), *ROADS["motorway"]),
        "other_roads": line(pick("干线公路", "Other roads"), *ROADS["trunk"]),
        "airport": Entry(pick("机场", "Airport"), (_dot(5.0, INK, "^"),)),
    }
    rows += [entry for kind, entry in kinds.items() if kind in drawn]
    return rows if len(rows) > 1 else []


LARGEST_CIRCLE = 1_000_000 / 2600.0
"""Square points of the largest circle of residents that is explained."""


def people_entries(letters: Lettering, unit_people: float, colour: str) -> list[Entry]:
    """Return the rows that explain the circles of residents, in a colour.

    unit_people  residents that a circle of one square point stands for
    """
    largest = round(unit_people * LARGEST_CIRCLE)
    rows = [Entry(letters.pick("常住人口", "Residents"))]
    for people in (largest // 10, largest // 2, largest):
        zh = f"{people / 10_000:g}万" if people >= 10_000 else f"{people}"
        en = f"{people / 1_000_000:g} m" if people >= 100_000 else f"{people:,}"
        size = float(people / unit_people) ** 0.5
        circle = _dot(size, colour, "o", height=max(size + 1, _HEIGHT))
        circle.set_alpha(0.55)
        rows.append(Entry(letters.pick(zh, en), (circle,), max(size + 1, _HEIGHT)))
    return rows


def draw_legend(ax: Axes, entries: Sequence[Entry], letters: Lettering) -> None:
    """Draw the rows to the right of the axes, from their top."""
    from matplotlib.offsetbox import AnchoredOffsetbox, DrawingArea, HPacker, TextArea, VPacker

    rows: list[Any] = []
    for entry in entries:
        heading = not entry.drawing
        props = {
            "family": list(letters.families),
            "fontsize": 8.2 if heading else 7.6,
            "fontweight": "bold" if heading else "normal",
            "color": INK,
            "linespacing": 1.3,
        }
        text = TextArea(entry.text, textprops=props)
        if heading:
            if rows:
                rows.append(DrawingArea(_WIDTH, 5.0))
            rows.append(text)
            continue
        drawing = DrawingArea(_WIDTH, entry.height)
        for artist in entry.drawing:
            drawing.add_artist(artist)
        rows.append(HPacker(children=[drawing, text], align="center", pad=0, sep=7))
    box = AnchoredOffsetbox(
        "upper left", child=VPacker(children=rows, align="left", pad=0, sep=4.0), pad=0,
        borderpad=0, frameon=False, bbox_to_anchor=(1.014, 1.0), bbox_transform=ax.transAxes,
    )  # fmt: skip
    box.set_clip_on(False)
    ax.add_artist(box)


def saved_circles(letters: Lettering, colour: str) -> Entry:
    """Return the row that says what the colour of a county's circle means on a map of changes."""
    zh = "县区圆：至各市或主要城市\n变化最大的一程，同色标"
    en = "Circles: a county's largest\nchange to a seat or main\ncity, in the same colours"
    return Entry(letters.pick(zh, en, "\n"), (_dot(8.0, colour, "o"),))


def unchanged(letters: Lettering) -> Entry:
    """Return the row of the bare background of a map of changes."""
    return patch(letters.pick("不足1分钟或无路网", "<1 min"), PAPER)


def _stroke(colour: str, width: float, style: Any = "-") -> Artist:
    from matplotlib.lines import Line2D

    middle = _HEIGHT / 2
    return Line2D([1, _WIDTH - 1], [middle, middle], color=colour, linewidth=width, linestyle=style)


def _dot(size: float, colour: str, marker: str, *, height: float = _HEIGHT) -> Artist:
    from matplotlib.lines import Line2D

    return Line2D(
        [_WIDTH / 2], [height / 2], linestyle="none", marker=marker, markersize=size,
        markerfacecolor=colour, markeredgecolor="white", markeredgewidth=0.6,
    )  # fmt: skip
