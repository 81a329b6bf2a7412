"""Two pictures of docs/findings.md, drawn from what commands print with --json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from networks.build.figure_panels import heading, picked, quiet
from transnet.report.maps.basemap import INK, MUTED, OPENED, PEOPLE, RAIL
from transnet.report.maps.figure_style import own_style
from transnet.report.maps.fonts import Lettering, lettering
from transnet.report.maps.paint import HOUR_INK
from transnet.report.words.decision_words import figure_name, order_name
from transnet.report.words.resilience_words import loss_name
from transnet.report.words.words import Text

IMAGES = Path(__file__).parents[2] / "docs" / "images"
_DPI, _LOSSES, _TEN_THOUSAND = 100, 10, 1e4
_TITLE_PT, _TICK_PT = 10.5, 8
_SAVED = Text("到各地平均省下", "saved on average to all places")
_ORDER_COLOURS = {"best": HOUR_INK, "plan": PEOPLE, "cheapest": RAIL, "per_yuan": OPENED}


@own_style()
def draw_losses(told: Mapping[str, Any]) -> Any:
    """Draw the losses that take most: people on the left, minutes of the others on the right."""
    letters, rows = lettering(), told["losses"][:_LOSSES]
    figure, (left, right) = _panels((11.4, 1.1 + 0.46 * len(rows)), left=0.36, foot=0.4)
    at = np.arange(len(rows))
    start = np.zeros(len(rows))
    for key, name, colour in (
        ("cut_off", Text("到不了", "cut off"), HOUR_INK),
        ("people_out", Text("超出一小时", "out of the hour"), PEOPLE),
    ):
        width = np.array([row[key] for row in rows], dtype=np.float64) / _TEN_THOUSAND
        if width.any():
            left.barh(at, width, left=start, color=colour, label=picked(name, letters))
        start += width
    minutes = [row["added_min"] or 0.0 for row in rows]
    right.barh(at, minutes, color=RAIL)
    for ax, ends, form in ((left, start, "{:.1f}"), (right, minutes, "{:.2f}")):
        _numbers(ax, ends, form, letters)
        ax.invert_yaxis()
        ax.set_yticks(at, [""] * len(rows))
    names = [loss_name(row) for row in rows]
    left.set_yticks(at, [letters.pick(each.zh, each.en, "\n") for each in names])
    heading(left, Text("万人", "people, 10,000"), letters, _TITLE_PT)
    heading(right, Text("其余的人多用的分钟", "minutes more for the others"), letters, _TITLE_PT)
    if start.any():
        left.legend(loc="lower right", frameon=False, prop=_letters(letters))
    for ax in (left, right):
        quiet(ax, letters, _TICK_PT)
    return figure


@own_style()
def draw_order(told: Mapping[str, Any]) -> Any:
    """Draw what the best order brings year by year, and each order's sum by horizon."""
    letters = lettering()
    figure, (left, right) = _panels((11.4, 4.8), left=0.07, foot=0.9)
    scale = _TEN_THOUSAND if told["by"] == "people" else 1.0
    unit = Text("万人", "10,000") if told["by"] == "people" else Text("分钟", "min")
    _draw_steps(left, told, scale, letters)
    name = _SAVED if told["by"] == "watt_min" else figure_name(told["by"])
    heading(left, Text(f"{name.zh}，{unit.zh}", f"{name.en}, {unit.en}"), letters, _TITLE_PT)
    left.set_xlabel(letters.pick("年", "years from the start"), **_family(letters))
    horizons = list(dict.fromkeys(row["horizon_years"] for row in told["orders"]))
    orders = list(dict.fromkeys(row["order"] for row in told["orders"]))
    totals = {(row["order"], row["horizon_years"]): row["total"] / scale for row in told["orders"]}
    height = 0.8 / len(orders)
    for number, order in enumerate(orders):
        at = np.arange(len(horizons)) + (number - (len(orders) - 1) / 2) * height
        values = [totals[(order, horizon)] for horizon in horizons]
        label = picked(order_name(order), letters)
        right.barh(at, values, height, color=_ORDER_COLOURS[order], label=label)
        _numbers(right, values, "{:.1f}", letters, at)
    right.invert_yaxis()
    ticks = [f"{horizon:g} {letters.pick('年', 'years')}" for horizon in horizons]
    right.set_yticks(range(len(horizons)), ticks)
    heading(right, Text(f"累计，{unit.zh}·年", f"added up, {unit.en} × years"), letters, _TITLE_PT)
    right.legend(
        loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=2, frameon=False,
        prop=_letters(letters),
    )  # fmt: skip
    for ax in (left, right):
        quiet(ax, letters, _TICK_PT)
    return figure


def _draw_steps(ax: Any, told: Mapping[str, Any], scale: float, letters: Lettering) -> None:
    """Draw the best order as steps, the projects that add something named."""
    opens = [row["opens_years"] for row in told["order"]]
    reached = np.cumsum([0.0, *(row["gain"] / scale for row in told["order"])])
    end = max([row["horizon_years"] for row in told["orders"]] + opens)
    ax.step(
        [0.0, *opens, end], [*reached, reached[-1]], where="post",
        color=_ORDER_COLOURS["best"], linewidth=1.8,
    )  # fmt: skip
    ax.margins(y=0.1)
    for number, (year, height) in enumerate(zip(opens, reached[1:], strict=True), start=1):
        ax.annotate(
            f"{number}", (year, height), xytext=(-3 if number % 2 else 3, 4), color=MUTED,
            textcoords="offset points", ha="right" if number % 2 else "left", fontsize=8,
            **_family(letters),
        )  # fmt: skip


def _numbers(
    ax: Any,
    ends: Sequence[float],
    form: str,
    letters: Lettering,
    at: Sequence[float] | None = None,
) -> None:
    """Write each bar's length behind it."""
    rows = range(len(ends)) if at is None else at
    for row, value in zip(rows, ends, strict=True):
        ax.annotate(
            form.format(value), (max(value, 0.0), row), xytext=(3, 0), va="center", fontsize=8,
            textcoords="offset points", color=INK, **_family(letters),
        )  # fmt: skip
    ax.margins(x=0.14)


def _panels(size: tuple[float, float], left: float, foot: float) -> tuple[Any, tuple[Any, Any]]:
    """Return a figure of so many inches and its two axes; left is a share, foot inches."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, dpi=_DPI, facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot(1, 2, 1), figure.add_subplot(1, 2, 2)
    bottom = foot / size[1]
    figure.subplots_adjust(left=left, right=0.98, top=1 - 0.4 / size[1], bottom=bottom, wspace=0.2)
    return figure, axes


def _family(letters: Lettering) -> dict[str, list[str]]:
    return {"family": list(letters.families)}


def _letters(letters: Lettering) -> dict[str, Any]:
    return {**_family(letters), "size": _TICK_PT}
