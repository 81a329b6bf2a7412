"""The section of the page on access: rows, groups, and Lorenz curves as lines to draw."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from transnet.report.words.accessibility_words import (
    accessibility_gain,
    group_rows,
    left_out,
    measure_name,
    measure_rows,
    sentence,
    spread_measure,
    spread_rows,
)
from transnet.report.words.minutes_alone import minutes_alone
from transnet.report.words.why_longer import losers
from transnet.report.words.words import Text
from transnet.study.groups import OTHER

if TYPE_CHECKING:
    from transnet.study.gains import Gains
    from transnet.study.result import Result

SIDE = 200.0
"""Width and height of a drawn curve, in the units of its view box."""
_BYS = {
    "city": Text("城市", "City"),
    "belt": Text("核心与城镇带", "Core and belts"),
    "cluster": Text("组团", "Clusters"),
}
_MASSES = {
    "population": Text("各地以常住人口计", "Places count by their residents"),
    "gdp": Text(
        "各地以GDP计，只计有数据的地方",
        "Places count by their GDP, where there is a figure",
    ),
}
_MEANS = {
    "best": Text("取最优的方式", "by the best means"),
    "drive": Text("驾车", "by car"),
    "public": Text("乘公共交通", "by public transport"),
    "rail": Text("乘火车和地铁", "by train and metro"),
    "carfree": Text(
        "不用汽车，表中未列的长途客运班车不计",
        "without a car; long-distance coaches that the tables don't list don't count",
    ),
}


@dataclass(frozen=True)
class Curve:
    """A Lorenz curve before and after, as corners of lines in a square of SIDE."""

    name: Text
    before: str
    after: str
    gini: tuple[str, str]


def accessibility_context(result: Result) -> dict[str, Any]:
    """Return what the page's section on access shows."""
    gains = result.gains
    settings = result.scenario.accessibility
    how, means = _MASSES[settings.mass], _MEANS[settings.using]
    told = measure_name(gains, gains.headline_measure)
    unit = accessibility_gain(gains).unit
    return {
        "sentence": sentence(gains),
        "losers": losers(result),
        "minutes_alone": minutes_alone(result),
        "rows": measure_rows(gains),
        "spread": spread_rows(gains),
        "spread_of": measure_name(gains, spread_measure(gains)),
        "groups": [(name, group_rows(gains, by)) for by, name in _BYS.items() if _has(gains, by)],
        "told": Text(
            f"{told.zh}的平均变化({'分钟' if unit == 'min' else '单位'})",
            f"Mean change of {told.en}",
        ),
        "curves": curves(gains),
        "side": SIDE,
        "how": Text(f"{how.zh}，{means.zh}，门到门", f"{how.en}, door to door {means.en}"),
        "left_out": left_out(gains),
    }


def _has(gains: Gains, by: str) -> bool:
    """Return whether the network has groups of a kind."""
    table = gains.groups
    return bool((table.loc[table["by"] == by, "group_id"] != OTHER).any())


def curves(gains: Gains) -> list[Curve]:
    """Return the Lorenz curves of the measures of which more is better and somebody has some."""
    found = []
    for row in gains.measures.to_dict("records"):
        ginis = [float(row[f"gini_{state}"]) for state in ("before", "after")]
        if row["better"] == "more" and all(math.isfinite(value) for value in ginis):
            lines = gains.lorenz[gains.lorenz["measure"] == row["measure"]]
            name = measure_name(gains, str(row["measure"]))
            title = Text(name.zh, f"{name.en[:1].upper()}{name.en[1:]}")
            found.append(_curve(title, lines, ginis))
    return found


def _curve(name: Text, lines: pd.DataFrame, ginis: list[float]) -> Curve:
    before, after = (
        " ".join(
            f"{SIDE * corner['people_share']:.1f},{SIDE * (1.0 - corner['value_share']):.1f}"
            for corner in lines[lines["state"] == state].to_dict("records")
        )
        for state in ("before", "after")
    )
    return Curve(name, before, after, (f"{ginis[0]:.3f}", f"{ginis[1]:.3f}"))
