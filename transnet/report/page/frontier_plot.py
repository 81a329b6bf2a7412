"""Efficiency against equity of several scenarios: a plot and a table for the comparison page."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from transnet.report.words.words import signed

if TYPE_CHECKING:
    from transnet.study.result import Comparison

_WIDTH, _HEIGHT, _PAD = 560.0, 320.0, 46.0
_BEST, _OTHER = "#23689f", "#8a8578"
_LEAD = (
    "横轴：居民平均经济潜力的增幅；纵轴：潜力在居民间的泰尔指数的变化，越往上越平等。蓝点：没有别的情景既增得更多又更平等。<br>"
    "Across: gain of mean economic potential over residents; up: change of its Theil index, the "
    "higher the more even. Blue: no other scenario gains more and is as even, or is more even and "
    "gains as much. Each against its own base."
)


def frontier_section(comparison: Comparison) -> str:
    """Return the section of the page: plot and table, in both languages."""
    rows = comparison.frontier.to_dict("records")
    body = "".join(_row(number, row) for number, row in enumerate(rows, start=1))
    return (
        "<h2>效率与公平 Efficiency and equity</h2>"
        f"<p class='small'>{_LEAD}</p>{_plot(comparison.frontier)}"
        "<div class='scroll'><table><thead><tr><th>#</th><th>情景 Scenario</th>"
        "<th class='n'>潜力 Potential</th><th class='n'>泰尔指数 Theil index</th>"
        "<th class='n'>变化 Change</th><th>前沿 Frontier</th></tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def percent(value: float) -> str:
    """Return a change in per cent with its sign; a dash where it isn't known."""
    return "–" if not math.isfinite(value) else f"{signed(value, 2)}%"


def index(value: float) -> str:
    """Return a Theil index; a dash where it isn't known."""
    return "–" if not math.isfinite(value) else f"{value:.4f}"


def _row(number: int, row: dict[Any, Any]) -> str:
    name = f"{html.escape(row['name_zh'])}<small>{html.escape(row['name_en'])}</small>"
    theil = f"{index(row['theil_before'])} → {index(row['theil_after'])}"
    return (
        f"<tr><td>{number}</td><th>{name}<small>{html.escape(row['base'])}</small></th>"
        f"<td class='n'>{percent(row['gain_pct'])}</td><td class='n'>{theil}</td>"
        f"<td class='n'>{percent(row['theil_change_pct'])}</td>"
        f"<td>{'● 前沿 on it' if row['on_frontier'] else ''}</td></tr>"
    )


def _plot(table: pd.DataFrame) -> str:
    """Return the scatter as SVG: numbers are those of the table; nothing where none is known."""
    known = table[table[["gain_pct", "theil_change_pct"]].notna().all(axis=1)]
    if known.empty:
        return ""
    x, right = _scaled(known["gain_pct"].to_list(), _PAD, _WIDTH - _PAD)
    y, top = _scaled(known["theil_change_pct"].to_list(), _PAD, _HEIGHT - _PAD)
    zero = f"<line x1='{right(0.0):.1f}' x2='{right(0.0):.1f}' y1='0' y2='{_HEIGHT:g}'/>"
    zero += f"<line y1='{top(0.0):.1f}' y2='{top(0.0):.1f}' x1='0' x2='{_WIDTH:g}'/>"
    best = known["on_frontier"].to_numpy(dtype=bool)
    line = " ".join(f"{x[at]:.1f},{y[at]:.1f}" for at in np.argsort(x) if best[at])
    dots = "".join(
        f"<circle cx='{x[at]:.1f}' cy='{y[at]:.1f}' r='5' fill='{_BEST if best[at] else _OTHER}'/>"
        f"<text x='{x[at] + 8:.1f}' y='{y[at] + 4:.1f}'>{known.index[at] + 1}</text>"
        for at in range(len(known))
    )
    gains, spreads = (
        sorted({min(*known[name], 0.0), 0.0, max(*known[name], 0.0)})
        for name in ("gain_pct", "theil_change_pct")
    )
    foot = _HEIGHT - 6
    labels = f"<text x='{_WIDTH - 4:g}' y='{foot - 16:g}' text-anchor='end'>潜力增幅 gain →</text>"
    labels += "<text x='4' y='12'>↑ 更平等 more even</text>"
    for value in gains:
        labels += f"<text x='{right(value):.1f}' y='{foot:g}'>{percent(value)}</text>"
    for value in spreads:
        labels += f"<text x='4' y='{top(value) - 3:.1f}'>{percent(value)}</text>"
    return (
        f"<figure class='plot'><svg viewBox='0 0 {_WIDTH:g} {_HEIGHT:g}' role='img' "
        f"aria-label='效率与公平 efficiency and equity' style='max-width:{_WIDTH * 1.4:g}px'>"
        f"<rect width='{_WIDTH:g}' height='{_HEIGHT:g}'/>{zero}"
        f"<polyline points='{line}' fill='none' stroke='{_BEST}' stroke-dasharray='3 3'/>"
        f"{dots}{labels}</svg></figure>"
    )


def _scaled(values: Sequence[float], low: float, high: float) -> tuple[list[float], Any]:
    """Return values on a scale that holds 0 too, and the scale itself; all alike: the middle."""
    least, most = min(*values, 0.0), max(*values, 0.0)
    width = most - least

    def scale(value: float) -> float:
        return (low + high) / 2 if width == 0 else low + (value - least) / width * (high - low)

    return [scale(value) for value in values], scale
