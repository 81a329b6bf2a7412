"""The three figures of docs/findings.md, in the colours and letters of the report's maps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import transnet
from networks.build.figure_panels import heading, picked, quiet
from transnet.report.maps.basemap import INK, MUTED, OPENED, PEOPLE, RAIL, cluster_places
from transnet.report.maps.figure_style import own_style
from transnet.report.maps.fonts import Lettering, lettering
from transnet.report.maps.legend import Entry, draw_legend, network_entries, patch, people_entries
from transnet.report.maps.paint import (
    HOUR_INK,
    HOUR_MIN,
    Scene,
    draw_title,
    paint_names,
    paint_network,
    unit_people,
)
from transnet.report.maps.result_maps import (
    CHANGE_EDGES_MIN,
    LOST_COLOURS,
    SAVED_COLOURS,
    map_data,
    saved_colour,
)
from transnet.report.words.short_names import place_texts
from transnet.report.words.words import DISPLACEMENT, DOUBT, LEGS, Text

IMAGES = Path(__file__).parent / "images"
BEIJING = "110000"
_DPI, _MAP_DPI = 100, 80
_TITLE_PT, _TICK_PT = 11.5, 8.5
# leg -> colour: road tan and brown, stations grey, rail as on the maps
_LEG_COLOURS = {
    "drive": "#b8722c", "access": "#d9b98a", "station": "#c9c4b8", "ride": RAIL,
    "transfer": "#7d4f96", "egress": "#d9b98a",
}  # fmt: skip
_HATCHED = {"facecolor": "white", "edgecolor": MUTED, "hatch": "////"}
_SHARES = (
    ("plan-1h-people-core", Text("到核心区", "core"), HOUR_INK),
    ("plan-1h-people-own", Text("到本市中心", "own seat"), PEOPLE),
)
_WORST = (
    ("plan-1h-commute-seats-timed", Text("五市门到门", "five seats, door to door"), OPENED),
    ("plan-1h-intercity-town", Text("在途，城区站", "in the train, in town"), PEOPLE),
    ("plan-1h-intercity", Text("在途", "in the train"), RAIL),
)


def draw(
    lean: transnet.Result,
    stages: Mapping[str, transnet.Result],
    city_legs: Any,
    turning: Set[tuple[str, str]],
) -> None:
    """Draw all three.

    lean       雄忻 opened today with its lean plan
    stages     the stages of the plan by their titles, the last holding everything
    city_legs  returns legs from the core to the other seats: state, using
    turning    ends of the trips that the line makes shorter, longer or neither as an input has it
    """
    for name, figure, dpi in (
        ("xiongxin", savings_map(lean, turning), _MAP_DPI),
        ("stages", stages_chart(stages), _DPI),
        ("legs", legs_chart(list(stages.values())[-1], city_legs), _DPI),
    ):
        figure.savefig(IMAGES / f"findings-{name}.png", dpi=dpi, metadata={"Software": None})


@own_style()
def savings_map(lean: transnet.Result, turning: Set[tuple[str, str]]) -> Any:
    """Draw the minutes that the line saves each county on the way to Beijing.

    turning  as `draw` has it: counties whose minutes are among them carry the mark of doubt
    """
    data, letters = map_data(lean), lettering()
    trips = lean.travel_times
    trips = trips[trips["to_id"] == BEIJING].set_index("from_id")
    saved = (trips["before_min"] - trips["after_min"]).loc[cluster_places(data.after)["place_id"]]
    ax = _map_axes(data.frame)
    scene = Scene(data.after, data.changes, data.frame, letters)
    paint_network(ax, scene, seats={place: saved_colour(each) for place, each in saved.items()})
    doubtful = {start for start, end in turning if end == BEIJING}
    paint_names(ax, scene, notes=_minutes_notes(saved, doubtful))
    title = Text(
        "雄忻高铁：到北京省下多少分钟", "The Xiong'an–Xinzhou line: minutes saved to Beijing"
    )
    under = Text(
        f"精简方案，门到门，任选方式，与今天相比；{DOUBT} 随输入取值翻转",
        f"lean plan, door to door by the best means, against today; {DOUBT} turns with an input",
    )
    draw_title(ax, title, under, letters)
    rows = [Entry(letters.pick("门到门省时", "Minutes saved"))]
    rows += _bands(saved, SAVED_COLOURS, "")
    rows += _bands(-saved, LOST_COLOURS, " " + letters.pick("多", "longer"))
    rows.append(patch("<1 min", saved_colour(0.0)))
    rows += network_entries(letters, opened=True, altered=bool(data.changes.altered), closed=False)
    draw_legend(
        ax, rows + people_entries(letters, unit_people(scene.network), SAVED_COLOURS[3]), letters
    )
    return ax.figure


def _minutes_notes(saved: pd.Series[float], doubtful: Set[str]) -> dict[str, str]:
    """Return what stands after a county's name: the minutes, marked where they turn."""
    return {
        str(place): f"{-each:+.0f}".replace("-", "−") + (DOUBT if place in doubtful else "")
        for place, each in saved.items()
        if abs(each) >= 1
    }


def _bands(minutes: pd.Series[float], colours: Sequence[str], more: str) -> list[Entry]:
    """Return the bands of minutes that occur, for a legend; `more` stands after each."""
    bounds = (*CHANGE_EDGES_MIN, np.inf)
    return [
        patch(
            f"{low:.0f}–{high:.0f} min{more}" if np.isfinite(high) else f"{low:.0f}+ min{more}", of
        )
        for low, high, of in zip(bounds, bounds[1:], colours, strict=False)
        if ((minutes >= low) & (minutes < high)).any()
    ]


@own_style()
def stages_chart(stages: Mapping[str, transnet.Result]) -> Any:
    """Draw shares of people within the hour, and the worst pairs, by stage."""
    letters = lettering()
    figure, (left, right) = _panels(2, (11.4, 4.3))
    tables = [result.after.verdicts.set_index("target_id") for result in stages.values()]
    for target, name, colour in _SHARES:
        for ending, words, style in (
            ("", Text("平峰", "off peak"), "-"),
            ("-peak", Text("早高峰", "peak"), "--"),
        ):
            values = [float(table.loc[target + ending, "value"]) for table in tables]
            what = letters.pick(f"{name.zh}，{words.zh}", f"{name.en}, {words.en}")
            _line(left, values, what, (colour, style, " %"), letters)
    targets = next(iter(stages.values())).targets.set_index("target_id")
    required = float(targets.loc[_SHARES[0][0], "required_share_pct"])
    _limit(
        left, required, letters.pick(f"借用的标准 {required:.0f} %", "borrowed standard"), letters
    )
    left.set_ylim(0, 100)
    heading(left, Text("一小时内的居民，%", "people within the hour, %"), letters, _TITLE_PT)
    for target, name, colour in _WORST:
        values = [float(table.loc[target, "value"]) for table in tables]
        style = "--" if target == "plan-1h-intercity" else "-"
        _line(right, values, letters.pick(name.zh, name.en), (colour, style, ""), letters)
    _limit(right, HOUR_MIN, letters.pick("一小时", "the hour"), letters)
    right.set_ylim(0, 1.15 * right.dataLim.ymax)  # room for the numbers above the lines
    heading(right, Text("最差一对，分钟", "worst pair, minutes"), letters, _TITLE_PT)
    for ax in (left, right):
        quiet(ax, letters, _TICK_PT)
        ax.set_xticks(range(len(stages)), [title.replace(" ", "\n", 1) for title in stages])
        ax.set_xlim(-0.35, len(stages) - 0.65)
        ax.legend(
            loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=2, frameon=False,
            columnspacing=1.2, prop={"family": list(letters.families), "size": 8},
        )  # fmt: skip
    return figure


@own_style()
def legs_chart(last: transnet.Result, city_legs: Any) -> Any:
    """Draw what the way from the core to each other city is made of, at first and in the end."""
    letters = lettering()
    figure, (ax,) = _panels(1, (11.4, 5.6))
    names = place_texts(last.after.model.network)
    tables = {
        (using, when): city_legs(state, using)
        for using in ("drive", "rail")
        for when, state in (("first", last.before), ("last", last.after))
    }
    titles = {
        "drive": Text("驾车", "car"), "rail": Text("火车", "rail"),
        "first": Text("2022-10", "2022-10"), "last": Text("全部", "everything"),
    }  # fmt: skip
    rows, labels = [], []
    cities = tables[("rail", "last")]["travel_min"].sort_values().index
    for number, city in enumerate(cities):
        for at, ((using, when), table) in enumerate(tables.items()):
            rows.append((number * 5 + at, table.loc[city]))
            way = titles[using], titles[when]
            labels.append(f"{picked(way[0], letters)}, {picked(way[1], letters)}")
        ax.text(
            -0.29, number * 5 + 1.5, picked(names[city], letters).replace(" ", "\n"), va="center",
            fontsize=11, fontweight="bold", color=INK, family=list(letters.families),
            transform=ax.get_yaxis_transform(),
        )  # fmt: skip
    for height, row in rows:
        _bar(ax, height, row, letters)
    ax.set_yticks([height for height, _ in rows], labels)
    ax.invert_yaxis()
    ax.set_xlim(0, 1.12 * max(row["travel_min"] + row["displacement_min"] for _, row in rows))
    ax.axvline(HOUR_MIN, color=HOUR_INK, linewidth=1.4)
    ax.annotate(
        letters.pick("一小时", "the hour"), (HOUR_MIN, 0), xycoords=("data", "axes fraction"),
        xytext=(4, 4), textcoords="offset points", fontsize=8, color=HOUR_INK,
        family=list(letters.families),
    )  # fmt: skip
    quiet(ax, letters, _TICK_PT)
    heading(
        ax,
        Text("从太原核心区门到门，分钟", "from the core of Taiyuan, door to door, minutes"),
        letters,
        _TITLE_PT,
    )  # fmt: skip
    taken = [leg for leg in _LEG_COLOURS if any(row[f"{leg}_min"] > 0 for _, row in rows)]
    _leg_legend(ax, taken, letters)
    figure.subplots_adjust(left=0.24)
    return figure


def _bar(ax: Any, height: float, row: pd.Series[Any], letters: Lettering) -> None:
    """Draw one trip as a bar of its legs, displacement hatched at its end."""
    left = 0.0
    for leg, colour in _LEG_COLOURS.items():
        width = float(row[f"{leg}_min"])
        ax.barh(
            height, width, left=left, color=colour, edgecolor="white", linewidth=0.6, height=0.8
        )
        left += width
    beside = float(row["displacement_min"])
    ax.barh(height, beside, left=left, height=0.8, linewidth=0.4, **_HATCHED)
    text = f"{left:.0f}" + (f" + {beside:.0f}" if beside else "")
    ax.text(
        left + beside + 2, height, text, va="center", fontsize=8.5, color=INK,
        family=list(letters.families),
    )  # fmt: skip


def _leg_legend(ax: Any, taken: list[str], letters: Lettering) -> None:
    from matplotlib.patches import Patch

    road = Text(f"{LEGS['access'].zh}、{LEGS['egress'].zh}", "access, egress")
    names = {**LEGS, "access": road}
    boxes = [
        Patch(color=_LEG_COLOURS[leg], label=picked(names[leg], letters))
        for leg in taken
        if leg != "egress"
    ]
    boxes.append(Patch(label=picked(DISPLACEMENT, letters), **_HATCHED))
    ax.legend(
        handles=boxes, loc="upper center", bbox_to_anchor=(0.42, -0.05), ncols=len(boxes),
        frameon=False, prop={"family": list(letters.families), "size": 8},
    )  # fmt: skip


def _line(
    ax: Any, values: list[float], name: str, look: tuple[str, str, str], letters: Lettering
) -> None:
    """Draw one reading over the stages, its first and last value written out."""
    colour, style, unit = look
    face = colour if style == "-" else "white"
    ax.plot(
        values, color=colour, linestyle=style, linewidth=1.8, marker="o", markersize=5,
        markerfacecolor=face, label=name,
    )  # fmt: skip
    below = style != "-"
    for at in (0, len(values) - 1):
        ax.annotate(
            f"{values[at]:.1f}{unit}" if unit else f"{values[at]:.0f}", (at, values[at]),
            xytext=(0, -6 if below else 6), textcoords="offset points", ha="center",
            va="top" if below else "bottom", fontsize=8, color=colour,
            family=list(letters.families),
        )  # fmt: skip


def _limit(ax: Any, value: float, text: str, letters: Lettering) -> None:
    ax.axhline(value, color=MUTED, linewidth=1.0, linestyle=(0, (4, 2)))
    ax.annotate(
        text, (1, value), xycoords=("axes fraction", "data"), xytext=(-4, 3),
        textcoords="offset points", ha="right", fontsize=8, color=MUTED,
        family=list(letters.families),
    )  # fmt: skip


def _panels(count: int, size: tuple[float, float]) -> tuple[Any, list[Any]]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, dpi=_DPI, facecolor="white")
    FigureCanvasAgg(figure)
    axes = [figure.add_subplot(1, count, number + 1) for number in range(count)]
    figure.subplots_adjust(left=0.05, right=0.98, top=0.91, bottom=0.27 if count > 1 else 0.11)
    return figure, axes


def _map_axes(frame: Any) -> Any:
    """Return axes for a map of the frame, with room for a title and a legend."""
    width, beside, top, foot, edge = 9.2, 2.0, 0.78, 0.3, 0.15
    height = width * frame.height_km / frame.width_km
    size = (edge + width + beside, top + height + foot)
    _, (ax,) = _panels(1, size)
    ax.set_position((edge / size[0], foot / size[1], width / size[0], height / size[1]))
    return ax
