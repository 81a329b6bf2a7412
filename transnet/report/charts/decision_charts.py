"""What decisions found, drawn: the pictures behind `.plot(ax=)` of their results."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from transnet.base.errors import UnknownNameError
from transnet.base.language import Text, both, said, same
from transnet.report.charts.bars import (
    BAD,
    GOOD,
    PLAIN,
    Bar,
    draw_bars,
    letter,
    name_rows,
    new_axes,
    spoken,
)
from transnet.report.maps.figure_style import own_style
from transnet.report.words.decision_words import figure_name, gain_name
from transnet.report.words.parameter_words import scanned_text
from transnet.report.words.resilience_words import loss_name

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from transnet.decision.attribution import Attribution
    from transnet.decision.diagnosis import Diagnosis
    from transnet.decision.resilience import Resilience
    from transnet.decision.robustness import Robustness
    from transnet.decision.scan import Scan
    from transnet.decision.staging import Staging

_MOST = 15  # bars of a ranking


def plot_attribution(
    found: Attribution, ax: Axes | None, figure: str = "", target: str = ""
) -> Axes:
    """Draw the shares of one figure, the largest first, with their error where they are drawn.

    figure  the first that projects change if empty
    """
    if not figure:
        figure, target = found.changed[0] if found.changed else ("people", "")
    rows = found.of(figure, target)
    if rows.empty:
        known = sorted(set(found.table["figure"]))
        raise UnknownNameError(said("figure"), " ".join([figure, target]).strip(), known)
    less_is_better = figure in ("watt_min", "shortfall")
    bars = [
        Bar(
            _name(row),
            _finite(row["share"]),
            row["share"] - row["error"] if row["error"] > 0 else math.nan,
            row["share"] + row["error"] if row["error"] > 0 else math.nan,
            BAD if (row["share"] > 0 if less_is_better else row["share"] < 0) else PLAIN,
        )
        for row in rows.to_dict("records")
    ]
    return draw_bars(ax, bars, both("Who earned it"), figure_name(figure))


@own_style()
def plot_staging(found: Staging, ax: Axes | None) -> Axes:
    """Draw what the best order brings a year, step by step as its projects open."""
    axes = new_axes(10) if ax is None else ax
    horizon = float(found.orders["horizon_years"].iloc[0])
    opens = found.order["opens_years"].to_numpy(np.float64)
    reached = np.concatenate([[0.0], np.cumsum(found.order["gain"].to_numpy(np.float64))])
    at = np.concatenate([[0.0], opens, [max(horizon, *opens, 0.0)]])
    axes.step(at, np.append(reached, reached[-1]), where="post", color=PLAIN)
    for year, height, row in zip(opens, reached[1:], found.order.to_dict("records"), strict=True):
        (name,) = spoken([_name(row)])
        axes.annotate(name, (year, height), xytext=(3, 3), textcoords="offset points", fontsize=7)
    axes.spines[["top", "right"]].set_visible(False)
    letter(axes, both("Which project first"), both("years from the start"), gain_name(found.by))
    _letter_notes(axes)
    return axes


def plot_robust(found: Robustness, ax: Axes | None, day: str = "") -> Axes:
    """Draw the share of draws that meets each target on a day, with its interval.

    day  one of those judged, YYYY-MM-DD; the last if empty
    """
    days = found.shares["day"].dt.strftime("%Y-%m-%d")
    if day and day not in set(days):
        raise UnknownNameError(said("day"), day, sorted(set(days)))
    chosen = day or str(days.iloc[-1])
    bars = [
        Bar(
            _name(row),
            100.0 * row["met_share"],
            100.0 * row["low"],
            100.0 * row["high"],
            GOOD if row["as_is"] else BAD,
        )
        for row in found.shares[days == chosen].to_dict("records")
    ]
    title = both("Does it hold? {day}", day=chosen)
    along = both("% of draws that meet the target; red: missed with inputs at their values")
    return draw_bars(ax, bars, title, along)


def plot_resilience(found: Resilience, ax: Axes | None) -> Axes:
    """Draw the losses that take most: people cut off or out of the hour."""
    hits = found.table["cut_off"] + found.table["people_out"] > 0
    table = (found.table[hits] if hits.any() else found.table).head(_MOST)
    bars = [
        Bar(loss_name(row), row["cut_off"] + row["people_out"],
            colour=BAD if row["cut_off"] > 0 else PLAIN)
        for row in table.to_dict("records")
    ]  # fmt: skip
    along = both("people out of the hour of the core; red: some are cut off")
    return draw_bars(ax, bars, both("What breaks it"), along)


def plot_diagnosis(found: Diagnosis, ax: Axes | None) -> Axes:
    """Draw what the pairs beyond their limits miss, the most first; counties by their people."""
    table = found.missing
    by_people = table["people_missing"].notna()
    chosen = table[~by_people] if (~by_people).any() else table
    column = "missing_min" if (~by_people).any() else "people_missing"
    chosen = chosen.sort_values(column, ascending=False, kind="stable").head(_MOST)
    names = found.places.set_index("place_id")
    bars = [
        Bar(
            _pair(names, row),
            _finite(row[column]),
            colour=BAD if math.isinf(row[column]) else PLAIN,
        )
        for row in chosen.to_dict("records")
    ]  # fmt: skip
    along = both("minutes missing") if column == "missing_min" else both("people missing")
    return draw_bars(ax, bars, both("What is missing"), along)


@own_style()
def plot_scan(found: Scan, ax: Axes | None, target: str = "") -> Axes:
    """Draw where verdicts hold: of one input all targets, of two one target.

    target  with two inputs; the first that turns if empty
    """
    first, *others = (each.label for each in found.inputs)
    names = found.targets.set_index("target_id")
    if target and target not in names.index:
        raise UnknownNameError(said("target"), target, list(names.index))
    if others:
        turned = found.turns["target_id"].tolist()
        chosen = target or (turned or names.index.tolist())[0]
        own = found.table[found.table["target_id"] == chosen]
        rows, title = others[0], _name(names.loc[chosen].to_dict())
    else:
        own = found.table if not target else found.table[found.table["target_id"] == target]
        rows, title = "target_id", both("Where verdicts turn")
    met = own.pivot_table(index=rows, columns=first, values="met", sort=False).astype(np.float64)
    ticks = met.index.tolist()
    told = [
        _name(names.loc[each].to_dict()) if not others else same(_point(each)) for each in ticks
    ]
    axes = new_axes(len(met), told) if ax is None else ax
    _draw_grid(axes, met)
    name_rows(axes, told)
    along, *up = map(scanned_text, found.inputs)
    letter(axes, title, both("{input}; green: met, red: missed", input=along), *up)
    return axes


def _draw_grid(axes: Axes, met: pd.DataFrame) -> None:
    from matplotlib.colors import ListedColormap

    axes.imshow(met.to_numpy(), cmap=ListedColormap([BAD, GOOD]), vmin=0, vmax=1, aspect="auto")
    step = max(len(met.columns) // 8, 1)
    shown = range(0, len(met.columns), step)
    axes.set_xticks(list(shown), [_point(met.columns[at]) for at in shown])


def _point(value: Any) -> str:
    """Return a value of an input: a number without what it doesn't need, or a day."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _letter_notes(axes: Axes) -> None:
    from transnet.report.maps.fonts import lettering

    for text in axes.texts:
        text.set_fontfamily(list(lettering().families))
        text.set_parse_math(False)


def _name(row: Mapping[Any, Any]) -> Text:
    return Text(str(row["name_zh"] or row["name_en"]), str(row["name_en"] or row["name_zh"]))


def _pair(names: pd.DataFrame, row: Mapping[Any, Any]) -> Text:
    ends = [
        _name(names.loc[row[end]].to_dict()) if row[end] in names.index else same(str(row[end]))
        for end in ("from_id", "to_id")
    ]
    return both("{start}–{end}", start=ends[0], end=ends[1])


def _finite(value: float) -> float:
    return float(value) if math.isfinite(value) else 0.0
