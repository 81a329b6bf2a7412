"""The figures of docs/measures-shanxi.md: our measures beside what studies of Shanxi printed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import transnet
from transnet.study.accessibility import Accessibility
from transnet.study.measure_change import MeasureChange

PAGE = Path(__file__).parent / "measures-shanxi.md"
PROVINCE = "山西"
SCENARIOS = ("stages/history-2025", "xiongxin-hsr", "plan-2035")
MASSES = ("population", "gdp")
_FOLDER = Path(__file__).parents[1] / "scenarios"


def results() -> dict[str, transnet.Result]:
    """Return the runs that the page speaks of, by the name of their file."""
    return {name: transnet.run(_FOLDER / f"{name}.toml") for name in SCENARIOS}


def blocks(runs: dict[str, transnet.Result]) -> dict[str, str]:
    """Return the generated tables of the page."""
    return {"masses": masses(runs), "gateways": gateways(runs)}


def masses(runs: dict[str, transnet.Result]) -> str:
    """Return WATT and potential and their evenness, by mass and scenario."""
    lines = [
        "| scenario | mass | WATT, min | potential | its Theil: total | between cities | within |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    for name, result in runs.items():
        for mass in MASSES:
            access = result.accessibility.with_settings(mass=mass)
            watt, potential = access.weighted_average_time(), access.economic_potential()
            theil = potential.theil()
            parts = [_turn(theil["before"][part], theil["after"][part], 4) for part in theil.index]
            minutes = _turn(*_means(watt), 1)
            rise = _means(potential)
            cells = [minutes, f"{100 * (rise[1] / rise[0] - 1):+.1f} %", *parts]
            lines.append(f"| {name.rpartition('/')[2]} | {mass} | {' | '.join(cells)} |")
    return "\n".join(lines)


def gateways(runs: dict[str, transnet.Result]) -> str:
    """Return the potential of the five cities by rail to places beyond the province."""
    tables = {name: beyond(result.accessibility) for name, result in runs.items()}
    cities = transnet.load_network("shanxi-central")["cities"].set_index("city_id")["name_en"]
    first = next(iter(tables.values()))
    lines = [
        "| city | " + " | ".join(["2022-10", "today", "with 雄忻", "whole plan"]) + " |",
        "|---|---:|---:|---:|---:|",
    ]
    columns = [first["before"], *(table["after"] for table in tables.values())]
    for city in first.index:
        cells = " | ".join(f"{column[city] / 1000:,.0f}" for column in columns)
        lines.append(f"| {cities[city]} | {cells} |")
    means = " | ".join(f"{column.mean() / 1000:,.0f}" for column in columns)
    return "\n".join([*lines, f"| *mean* | {means} |"])


def beyond(access: Accessibility) -> pd.DataFrame:
    """Return potential by rail to places outside Shanxi, by city: before, after.

    People per minute, mean over the residents of the city's counties.
    """
    places = access.result.after.model.network["places"].set_index("place_id")
    outside = places.loc[~places["province"].str.startswith(PROVINCE), "population"].dropna()
    change = access.with_settings(using="rail").economic_potential(1.0, outside)
    table = change.table.assign(city=change.groups["city"])
    return pd.DataFrame(
        {
            state: {
                str(city): float(np.average(rows[state], weights=rows["people"]))
                for city, rows in table.groupby("city")
            }
            for state in ("before", "after")
        }
    )


def _means(change: MeasureChange) -> tuple[float, float]:
    old, new = (
        float(np.average(change.table[state], weights=change.table["people"]))
        for state in ("before", "after")
    )
    return old, new


def _turn(old: Any, new: Any, digits: int) -> str:
    return f"{float(old):.{digits}f} → {float(new):.{digits}f}"
