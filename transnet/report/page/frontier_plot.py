"""Efficiency against equity of several scenarios: what fills plot and table of the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from transnet.report.words.accessibility_words import FRONTIER_LEAD
from transnet.report.words.words import Text, signed_percent, theil_index

if TYPE_CHECKING:
    from transnet.study.compared_results import Comparison

_WIDTH, _HEIGHT, _PAD = 560, 320, 46


def frontier_context(comparison: Comparison) -> dict[str, Any]:
    """Return what the template of the section needs: sentence, plot and rows of the table."""
    rows = [
        {
            "name": Text(row["name_zh"], row["name_en"]),
            "base": Text(result.before.label_zh, result.before.label_en),
            "gain": signed_percent(row["gain_pct"]),
            "theil": f"{theil_index(row['theil_before'])} → {theil_index(row['theil_after'])}",
            "change": signed_percent(row["theil_change_pct"]),
            "is_best": row["on_frontier"],
        }
        for row, result in zip(
            comparison.frontier.to_dict("records"), comparison.results, strict=True
        )
    ]
    return {"lead": FRONTIER_LEAD, "plot": _plot(comparison.frontier), "rows": rows}


def _plot(table: pd.DataFrame) -> dict[str, Any] | None:
    """Return places of dots and labels, numbers those of the table; None where none is known."""
    known = table[table[["gain_pct", "theil_change_pct"]].notna().all(axis=1)]
    if known.empty:
        return None
    x, right = _scaled(known["gain_pct"].to_list(), _PAD, _WIDTH - _PAD)
    y, top = _scaled(known["theil_change_pct"].to_list(), _PAD, _HEIGHT - _PAD)
    best = known["on_frontier"].to_numpy(dtype=bool)
    dots = [
        {
            "x": f"{x[at]:.1f}",
            "y": f"{y[at]:.1f}",
            "text_x": f"{x[at] + 8:.1f}",
            "text_y": f"{y[at] + 4:.1f}",
            "number": known.index[at] + 1,
            "is_best": best[at],
        }
        for at in range(len(known))
    ]
    gains, spreads = (
        sorted({min(*known[name], 0.0), 0.0, max(*known[name], 0.0)})
        for name in ("gain_pct", "theil_change_pct")
    )
    return {
        "width": _WIDTH,
        "height": _HEIGHT,
        "zero": {"x": f"{right(0.0):.1f}", "y": f"{top(0.0):.1f}"},
        "line": " ".join(f"{x[at]:.1f},{y[at]:.1f}" for at in np.argsort(x) if best[at]),
        "dots": dots,
        "across": [{"at": f"{right(each):.1f}", "text": signed_percent(each)} for each in gains],
        "up": [{"at": f"{top(each) - 3:.1f}", "text": signed_percent(each)} for each in spreads],
    }


def _scaled(values: Sequence[float], low: float, high: float) -> tuple[list[float], Any]:
    """Return values on a scale that holds 0 too, and the scale itself; all alike: the middle."""
    least, most = min(*values, 0.0), max(*values, 0.0)
    width = most - least

    def scale(value: float) -> float:
        return (low + high) / 2 if width == 0 else low + (value - least) / width * (high - low)

    return [scale(value) for value in values], scale
