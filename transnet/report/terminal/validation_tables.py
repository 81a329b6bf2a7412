"""How far the model is right, as tables: errors of trains and drives by group, and the worst."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text as RichText

from transnet.base.language import in_words
from transnet.base.unit_words import unit_word
from transnet.model.cell_words import words_of
from transnet.report.terminal.hole_tables import hole_parts
from transnet.report.terminal.table_style import console, named, open_table, pick
from transnet.report.words.row_words import word
from transnet.report.words.words import Text, minutes, signed

if TYPE_CHECKING:
    import pandas as pd

    from transnet.travel.validation.validate import Validation

_TRAINS = Text(
    "列车：由线路推算，与中位列车相比", "Trains: modelled from the tracks, against the median"
)
_UNMODELLED = Text(
    "未推算的车站对：列车驶出路网线路", "Pairs not modelled: their trains leave the tracks"
)
_WAITS = Text(
    "城市间候车与乘车：由间隔推算，与时刻表相比", "Wait and ride between towns, by headway"
)
_NOT_MODELLED = {
    "no train": Text("没有列车", "no train"),
    "leaves the tracks": Text("驶出路网线路", "leaves the tracks"),
}
_READINGS = {"timed": Text("按表出行", "by timetable"), "chance": Text("随到随走", "turning up")}


def print_validation(validation: Validation) -> None:
    """Print errors by group and the worst pairs."""
    console().print(validation_tables(validation))


def validation_tables(validation: Validation) -> Group:
    """Return the tables of a validation, each under a line that says what it holds."""
    parts: list[RenderableType] = [
        RichText(
            pick(
                f"{validation.network_id}：列车按 {validation.timetable_date}，"
                f"公路按 {validation.when}",
                f"{validation.network_id}: trains of {validation.timetable_date}, roads of "
                f"{validation.when}",
            ),
            style="bold",
        )
    ]
    for title, table in (
        (_TRAINS, _trains(validation.rail_summary)),
        (_UNMODELLED, _unmodelled(validation.unmodelled)),
        (_WAITS, _waits(validation.wait_summary)),
        (
            pick("未参与标定的列车区间", "Hops of trains left out of the fit"),
            _holdout(validation.holdout),
        ),
        (
            pick("驾车：推算与实际", "Drives: modelled against what drivers take"),
            _roads(validation.roads),
        ),
        (
            pick("新路开通前后：推算与公布", "Roads opened: modelled against published"),
            _claims(validation),
        ),
        (pick("标定与检验", "Fitted to and left out"), _claim_errors(validation.claim_summary)),
        (
            pick("县城之间的门到门车速", "Speeds of drives between seats"),
            _drives(validation.drive_summary),
        ),
        (pick("误差最大的二十对", "The twenty largest errors"), _worst(validation.worst)),
    ):
        parts += [RichText(f"\n{in_words(title)}"), table]
    return Group(*parts, *hole_parts(validation))


def _trains(rows: pd.DataFrame) -> Table:
    table = open_table(
        (pick("列车", "trains"), "left"),
        (pick("对数", "pairs"), "right"), (pick("推算", "modelled"), "right"),
        (pick("中位误差", "median error"), "right"), (pick("90%误差", "90th pct"), "right"),
        (pick("偏差", "bias"), "right"), (pick("所用*", "used*"), "right"),
    )  # fmt: skip
    for row in rows.to_dict("records"):
        name = f"{word(row['mode'])} {word(row['kind'])}"
        table.add_row(
            f"[bold]{name}[/]" if row["kind"] == "all" else f"  {escape(name)}",
            f"{row['pairs']:.0f}", f"{row['modelled']:.0f}",
            _pct(row["median_abs_error_pct"]), _pct(row["p90_abs_error_pct"]),
            _bias(row["bias_pct"]), _pct(row["used_median_abs_error_pct"]),
        )  # fmt: skip
    table.caption = pick(
        "* 情景计算采用时刻表的运行时分", "* scenarios run trains at their observed times"
    )
    table.caption_justify = "left"
    return table


def _unmodelled(rows: pd.DataFrame) -> Table:
    table = open_table(
        (pick("路网无线路", "no tracks between"), "left"),
        ("", "left"),
        (pick("对数", "pairs"), "right"),
    )
    for row in rows.to_dict("records"):
        ends = [_end(row, end) for end in ("gap_from", "gap_to")]
        if not row["gap_from"]:
            ends[0] = escape(in_words(_NOT_MODELLED.get(row["status"], row["status"])))
        table.add_row(*ends, f"{row['pairs']:.0f}")
    return table


def _waits(rows: pd.DataFrame) -> Table:
    table = open_table(
        (pick("旅客", "travellers"), "left"),
        (pick("城市对", "pairs"), "right"), (pick("10%以内", "within 10%"), "right"),
        (pick("中位误差", "median error"), "right"), (pick("偏差", "bias"), "right"),
    )  # fmt: skip
    for row in rows.to_dict("records"):
        table.add_row(
            in_words(_READINGS[row["reading"]]), f"{row['pairs']:.0f}", f"{row['within_10']:.0f}",
            _pct(row["median_abs_error_pct"]), _bias(row["bias_pct"]),
        )  # fmt: skip
    return table


def _holdout(rows: pd.DataFrame) -> Table:
    table = open_table(
        ("", "left"), (pick("标定", "fitted on"), "left"), (pick("检验", "tested on"), "left"),
        (pick("区间", "hops"), "right"),
        (pick("中位误差", "median error"), "right"), (pick("偏差", "bias"), "right"),
    )  # fmt: skip
    for row in rows.to_dict("records"):
        table.add_row(
            *(in_words(word(row[name])) for name in ("mode", "fitted_on", "tested_on")),
            f"{row['hops']:.0f}",
            _pct(row["median_abs_error_pct"]), _bias(row["bias_pct"]),
        )  # fmt: skip
    return table


def _roads(rows: pd.DataFrame) -> Table:
    table = open_table(
        (pick("从", "from"), "left"),
        (pick("到", "to"), "left"), (pick("实际", "observed"), "right"),
        (pick("推算", "modelled"), "right"),
        (pick("误差", "error"), "right"), (pick("依据", "basis"), "left"),
    )  # fmt: skip
    for row in rows.to_dict("records"):
        table.add_row(
            _end(row, "from"), _end(row, "to"), in_words(minutes(row["observed_min"])),
            in_words(minutes(row["modelled_min"])), _bias(row["error_pct"]),
            in_words(word(row["basis"])),
        )  # fmt: skip
    return table


def _claims(validation: Validation) -> Table:
    table = open_table(
        (pick("道路", "road"), "left"),
        (pick("用途", "role"), "left"), (pick("之前", "before"), "right"),
        (pick("之后", "after"), "right"),
        (pick("节省", "saving"), "right"), (pick("误差", "error"), "right"),
    )  # fmt: skip
    for row in validation.claims.to_dict("records"):
        cells = [
            f"{_minutes(row[f'modelled_{part}_min'])} ({_minutes(row[f'{part}_min'])})"
            for part in ("before", "after", "saving")
        ]
        name = f"{named(row)} {row['day']:%Y}"
        table.add_row(name, in_words(word(row["role"])), *cells, _bias(row["saving_error_pct"]))
    shown = validation.claims[validation.claims["role"] == "shown"]
    reasons = [
        f"{named(row)}{pick('：', ': ')}{escape(str(words_of(row, 'note')))}"
        for row in shown.to_dict("records")
    ]
    told = [pick("推算（公布），分钟", "modelled (published), min; shown: not expressible")]
    table.caption = pick("；", "; ").join([*told, *reasons])
    table.caption_justify = "left"
    return table


def _claim_errors(rows: pd.DataFrame) -> Table:
    table = open_table(
        ("", "left"), (pick("时间", "times"), "right"), (pick("中位误差", "median error"), "right"),
        (pick("节省", "savings"), "right"), (pick("误差30%内", "within 30%"), "right"),
        (pick("最大误差", "worst"), "right"),
    )  # fmt: skip
    for row in rows.to_dict("records"):
        table.add_row(
            in_words(word(row["role"])), f"{row['times']:.0f}", _pct(row["median_abs_error_pct"]),
            f"{row['savings']:.0f}", f"{row['savings_near']:.0f}", _pct(row["worst_saving_pct"]),
        )  # fmt: skip
    return table


def _minutes(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.0f}"


def _drives(rows: pd.DataFrame) -> Table:
    table = open_table(
        (pick("主要道路", "main road"), "left"),
        (pick("程数", "drives"), "right"), ("10%", "right"),
        (pick("中位", "median"), "right"), ("90%", "right"), (pick("合理", "plausible"), "right"),
        (pick("之外", "outside"), "right"),
    )  # fmt: skip
    for row in rows.to_dict("records"):
        table.add_row(
            in_words(word(row["road_class"])), f"{row['drives']:.0f}", f"{row['p10_kmh']:.0f}",
            f"{row['median_kmh']:.0f} {unit_word('km/h')}", f"{row['p90_kmh']:.0f}",
            f"{row['low_kmh']:.0f}–{row['high_kmh']:.0f}", f"{row['outside']:.0f}",
        )  # fmt: skip
    return table


def _worst(rows: pd.DataFrame) -> Table:
    table = open_table(
        (pick("从", "from"), "left"), (pick("到", "to"), "left"),
        ("", "left"), (pick("实际", "observed"), "right"),
        (pick("推算", "modelled"), "right"), (pick("误差", "error"), "right"),
    )  # fmt: skip
    for row in rows.to_dict("records"):
        table.add_row(
            _end(row, "from"), _end(row, "to"), in_words(word(row["kind"])),
            in_words(minutes(row["observed_min"])),
            in_words(minutes(row["modelled_min"])), _bias(row["error_pct"]),
        )  # fmt: skip
    return table


def _end(row: Mapping[Any, Any], end: str) -> str:
    return named(row, end)


def _pct(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.1f}%"


def _bias(value: float) -> str:
    return "–" if math.isnan(value) else f"{signed(value, 1)}%"
