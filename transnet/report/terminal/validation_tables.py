"""How far the model is right, as tables: errors of trains and drives by group, and the worst."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text as RichText

from transnet.report.terminal.hole_tables import hole_parts
from transnet.report.terminal.table_style import console, open_table
from transnet.report.words.words import signed

if TYPE_CHECKING:
    import pandas as pd

    from transnet.travel.validation.validate import Validation

_TRAINS = "列车：由线路推算，与中位列车相比 Trains: modelled from the tracks, against the median"
_UNMODELLED = "未推算的车站对：列车驶出路网线路 Pairs not modelled: their trains leave the tracks"
_WAITS = "城市间候车与乘车：由间隔推算，与时刻表相比 Wait and ride between towns, by headway"
_READINGS = {"timed": "按表出行 by timetable", "chance": "随到随走 turning up"}


def print_validation(validation: Validation) -> None:
    """Print errors by group and the worst pairs."""
    console().print(validation_tables(validation))


def validation_tables(validation: Validation) -> Group:
    """Return the tables of a validation, each under a line that says what it holds."""
    parts: list[RenderableType] = [
        RichText(
            f"{validation.network_id}: trains of {validation.timetable_date}, roads of "
            f"{validation.when}",
            style="bold",
        )
    ]
    for title, table in (
        (_TRAINS, _trains(validation.rail_summary)),
        (_UNMODELLED, _unmodelled(validation.unmodelled)),
        (_WAITS, _waits(validation.wait_summary)),
        ("未参与标定的列车区间 Hops of trains left out of the fit", _holdout(validation.holdout)),
        ("驾车：推算与实际 Drives: modelled against what drivers take", _roads(validation.roads)),
        ("新路开通前后：推算与公布 Roads opened: modelled against published", _claims(validation)),
        ("标定与检验 Fitted to and left out", _claim_errors(validation.claim_summary)),
        ("县城之间的门到门车速 Speeds of drives between seats", _drives(validation.drive_summary)),
        ("误差最大的二十对 The twenty largest errors", _worst(validation.worst)),
    ):
        parts += [RichText(f"\n{title}"), table]
    return Group(*parts, *hole_parts(validation))


def _trains(rows: pd.DataFrame) -> Table:
    table = open_table(
        ("列车 trains", "left"), ("对数\npairs", "right"), ("推算\nmodelled", "right"),
        ("中位误差\nmedian error", "right"), ("90%误差\n90th pct", "right"),
        ("偏差\nbias", "right"), ("所用*\nused*", "right"),
    )  # fmt: skip
    for row in rows.to_dict("records"):
        name = f"{row['mode']} {row['kind']}"
        table.add_row(
            f"[bold]{name}[/]" if row["kind"] == "all" else f"  {escape(name)}",
            f"{row['pairs']:.0f}", f"{row['modelled']:.0f}",
            _pct(row["median_abs_error_pct"]), _pct(row["p90_abs_error_pct"]),
            _bias(row["bias_pct"]), _pct(row["used_median_abs_error_pct"]),
        )  # fmt: skip
    table.caption = "* 情景计算采用时刻表的运行时分 scenarios run trains at their observed times"
    table.caption_justify = "left"
    return table


def _unmodelled(rows: pd.DataFrame) -> Table:
    table = open_table(
        ("路网无线路 no tracks between", "left"), ("", "left"), ("对数\npairs", "right")
    )
    for row in rows.to_dict("records"):
        ends = [_end(row, end) for end in ("gap_from", "gap_to")]
        if not row["gap_from"]:
            ends[0] = escape(row["status"])
        table.add_row(*ends, f"{row['pairs']:.0f}")
    return table


def _waits(rows: pd.DataFrame) -> Table:
    table = open_table(
        ("旅客 travellers", "left"), ("城市对\npairs", "right"), ("10%以内\nwithin 10%", "right"),
        ("中位误差\nmedian error", "right"), ("偏差\nbias", "right"),
    )  # fmt: skip
    for row in rows.to_dict("records"):
        table.add_row(
            _READINGS[row["reading"]], f"{row['pairs']:.0f}", f"{row['within_10']:.0f}",
            _pct(row["median_abs_error_pct"]), _bias(row["bias_pct"]),
        )  # fmt: skip
    return table


def _holdout(rows: pd.DataFrame) -> Table:
    table = open_table(
        ("", "left"), ("标定 fitted on", "left"), ("检验 tested on", "left"),
        ("区间\nhops", "right"), ("中位误差\nmedian error", "right"), ("偏差\nbias", "right"),
    )  # fmt: skip
    for row in rows.to_dict("records"):
        table.add_row(
            row["mode"], row["fitted_on"], row["tested_on"], f"{row['hops']:.0f}",
            _pct(row["median_abs_error_pct"]), _bias(row["bias_pct"]),
        )  # fmt: skip
    return table


def _roads(rows: pd.DataFrame) -> Table:
    table = open_table(
        ("从 from", "left"), ("到 to", "left"), ("实际\nobserved", "right"),
        ("推算\nmodelled", "right"), ("误差\nerror", "right"), ("依据\nbasis", "left"),
    )  # fmt: skip
    for row in rows.to_dict("records"):
        table.add_row(
            _end(row, "from"), _end(row, "to"), f"{row['observed_min']:.0f} min",
            f"{row['modelled_min']:.0f} min", _bias(row["error_pct"]), row["basis"],
        )  # fmt: skip
    return table


def _claims(validation: Validation) -> Table:
    table = open_table(
        ("道路 road", "left"), ("用途\nrole", "left"), ("之前\nbefore", "right"),
        ("之后\nafter", "right"), ("节省\nsaving", "right"), ("误差\nerror", "right"),
    )  # fmt: skip
    for row in validation.claims.to_dict("records"):
        cells = [
            f"{_minutes(row[f'modelled_{part}_min'])} ({_minutes(row[f'{part}_min'])})"
            for part in ("before", "after", "saving")
        ]
        name = f"{row['name_zh']} {row['name_en']} {row['day']:%Y}"
        table.add_row(escape(name), row["role"], *cells, _bias(row["saving_error_pct"]))
    shown = validation.claims[validation.claims["role"] == "shown"]
    reasons = [f"{row['name_zh']} {row['note']}" for row in shown.to_dict("records")]
    table.caption = "; ".join(
        ["推算（公布），分钟 modelled (published), min; shown: not expressible", *reasons]
    )
    table.caption_justify = "left"
    return table


def _claim_errors(rows: pd.DataFrame) -> Table:
    table = open_table(
        ("", "left"), ("时间\ntimes", "right"), ("中位误差\nmedian error", "right"),
        ("节省\nsavings", "right"), ("误差30%内\nwithin 30%", "right"),
        ("最大误差\nworst", "right"),
    )  # fmt: skip
    for row in rows.to_dict("records"):
        table.add_row(
            row["role"], f"{row['times']:.0f}", _pct(row["median_abs_error_pct"]),
            f"{row['savings']:.0f}", f"{row['savings_near']:.0f}", _pct(row["worst_saving_pct"]),
        )  # fmt: skip
    return table


def _minutes(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.0f}"


def _drives(rows: pd.DataFrame) -> Table:
    table = open_table(
        ("主要道路 main road", "left"), ("程数\ndrives", "right"), ("10%", "right"),
        ("中位\nmedian", "right"), ("90%", "right"), ("合理\nplausible", "right"),
        ("之外\noutside", "right"),
    )  # fmt: skip
    for row in rows.to_dict("records"):
        table.add_row(
            row["road_class"], f"{row['drives']:.0f}", f"{row['p10_kmh']:.0f}",
            f"{row['median_kmh']:.0f} km/h", f"{row['p90_kmh']:.0f}",
            f"{row['low_kmh']:.0f}–{row['high_kmh']:.0f}", f"{row['outside']:.0f}",
        )  # fmt: skip
    return table


def _worst(rows: pd.DataFrame) -> Table:
    table = open_table(
        ("从 from", "left"), ("到 to", "left"), ("", "left"), ("实际\nobserved", "right"),
        ("推算\nmodelled", "right"), ("误差\nerror", "right"),
    )  # fmt: skip
    for row in rows.to_dict("records"):
        table.add_row(
            _end(row, "from"), _end(row, "to"), row["kind"], f"{row['observed_min']:.0f} min",
            f"{row['modelled_min']:.0f} min", _bias(row["error_pct"]),
        )  # fmt: skip
    return table


def _end(row: Mapping[Any, Any], end: str) -> str:
    return escape(f"{row[f'{end}_zh']} {row[f'{end}_en']}")


def _pct(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.1f}%"


def _bias(value: float) -> str:
    return "–" if math.isnan(value) else f"{signed(value, 1)}%"
