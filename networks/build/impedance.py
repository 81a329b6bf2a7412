"""python -m networks.build.impedance [--out DIR]: docs/impedance.md.

Parameters of money and CO2, fares held against tickets, trips by each impedance, and what roads
without tolls save in money where they save no minute.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

import numpy as np
import pandas as pd

from networks.build.common import read_data, read_page
from transnet.io.network_folder import load_network
from transnet.model.network import Network
from transnet.model.parameters import parameter_specs
from transnet.study.network_state import parameter_rows
from transnet.study.project_effects import States, project_states
from transnet.study.study import Study
from transnet.supply.costs import VALUE_OF_TIME
from transnet.supply.kinds import Impedance, ModeSet
from transnet.travel.model import TravelModel
from transnet.travel.trip_costs import COST_COLUMNS

ROOT = Path(__file__).parents[2]
TRIPS = (("140106", "140902"), ("140106", "140302"), ("140106", "140702"), ("140106", "141102"),
         ("140106", "110000"), ("140902", "133100"))  # fmt: skip
PURPOSES = ("leisure", "commuting", "business")
WAYS: tuple[ModeSet, ...] = ("best", "drive")
ROADS = "hw-"


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(prog="python -m networks.build.impedance")
    parser.add_argument("--out", type=Path, default=ROOT / "docs")
    arguments = parser.parse_args()
    network = load_network("shanxi-central")
    (arguments.out / "impedance.md").write_text(impedance_page(network), encoding="utf-8")


def impedance_page(network: Network) -> str:
    """Return the page."""
    study, then = Study(network), network.info.timetable_date
    return "\n".join(
        [
            read_page("impedance_head"),
            "## Parameters 参数\n",
            parameters_table(network),
            "## Fares held against tickets 票价核对\n",
            "Our fare is that of the trains a traveller by time takes, the flat part included.\n",
            fares_table(study.model(study.state(date=then))),
            "## Some trips 几个行程\n",
            trips_table(study.model(study.state())),
            "## Roads that save no minute 不省时间的公路\n",
            read_page("impedance_roads"),
            roads_table(study),
        ]
    )


def parameters_table(network: Network) -> str:
    """Return the parameters of money and CO2 with their range, basis and source."""
    table = network["parameters"]
    names = [name for name, spec in parameter_specs().items() if spec.serves == "cost"]
    rows = [
        [f"`{row['parameter']}`", row["mode"], f"{row['value']:g}",
         f"{row['low']:g} to {row['high']:g}", row["unit"], row["basis"], row["confidence"],
         row["source"]]
        for name in names
        for row in table[table["parameter"] == name].to_dict("records")
    ]  # fmt: skip
    heads = ["parameter", "mode", "value", "range", "unit", "basis", "confidence", "source"]
    return _grid(heads, rows)


def fares_table(model: TravelModel) -> str:
    """Return the fares of tickets beside ours."""
    stations = model.network["stations"].drop_duplicates("name_zh").set_index("name_zh")
    rows = []
    for row in read_data("observed_fares"):
        ends = [str(stations.loc[row[end], "station_id"]) for end in ("from_zh", "to_zh")]
        ours = model.ride_fare(ends[0], ends[1], row["mode"])
        seen = float(row["yuan"])
        names = [f"{row[end]} {stations.loc[row[end], 'name_en']}" for end in ("from_zh", "to_zh")]
        rows.append(
            [" – ".join(names), row["seat"], f"{seen:g}", f"{ours:.1f}",
             f"{100 * (ours / seen - 1):+.0f} %", row["basis"], row["date"], row["source"]]
        )  # fmt: skip
    heads = ["ride", "seat", "yuan", "ours", "difference", "basis", "day", "source"]
    return _grid(heads, rows)


def trips_table(model: TravelModel) -> str:
    """Return some trips by each impedance."""
    names = model.network["places"].set_index("place_id")
    heads = ["trip", "takes least", "by", "min", "yuan", "generalised, yuan", "kg CO2"]
    rows = []
    for origin, destination in TRIPS:
        ends = [f"{names.loc[place, 'name_zh']} {names.loc[place, 'name_en']}"
                for place in (origin, destination)]  # fmt: skip
        for impedance in get_args(Impedance):
            row = model.costs([origin], [destination], impedance=impedance).to_dict("records")[0]
            amounts = [f"{row[column]:.2f}" for column, _ in COST_COLUMNS.values()]
            label = str(impedance).replace("_", " ")
            rows.append(
                [" → ".join(ends), label, row["mode"], f"{row['travel_min']:.0f}", *amounts]
            )
    return _grid(heads, rows)


def roads_table(study: Study) -> str:
    """Return what the road projects that save no minute save in generalised cost."""
    network = study.network
    projects = network["projects"].set_index("project_id")
    value = network["parameters"].set_index(["parameter", "mode"])["value"]
    worth = {purpose: float(value[VALUE_OF_TIME[0], purpose]) for purpose in PURPOSES}
    heads = ["project", *(f"{using}, {purpose} ({worth[purpose]:g} yuan/h)"
                          for using in WAYS for purpose in PURPOSES), "pairs, drive"]  # fmt: skip
    rows = []
    for silent in read_data("no_effect"):
        name = silent["project_id"]
        if not name.startswith(ROADS):
            continue
        cells, pairs = _saved(study, project_states(network, name), worth)
        title = f"{projects.loc[name, 'name_zh']}<br>{projects.loc[name, 'name_en']}<br>`{name}`"
        rows.append([title, *cells, str(pairs)])
    return _grid(heads, rows)


def _saved(study: Study, states: States, worth: Mapping[str, float]) -> tuple[list[str], int]:
    """Mean saving by way and purpose, and how many pairs come down for commuters who drive."""
    cells, pairs = [], 0
    for using in WAYS:
        for purpose in PURPOSES:
            rows = parameter_rows({VALUE_OF_TIME: worth[purpose]})
            before, after = (study.model(replace(each, parameters=rows)) for each in states)
            saving, weight = _savings(before, after, using)
            cells.append(f"{np.average(saving, weights=weight):.3f}")
            if (using, purpose) == ("drive", "commuting"):
                pairs = int((saving > 0.005).sum())
    return cells, pairs


def _savings(
    before: TravelModel, after: TravelModel, using: ModeSet
) -> tuple[pd.Series[float], pd.Series[float]]:
    """Yuan of generalised cost saved between pairs of counties, and the people of both ends."""
    places = before.network["places"].set_index("place_id")
    counties = places.index[places["kind"] != "external"].tolist()
    costs = [
        model.costs(counties, counties, impedance="generalised_cost", using=using)
        for model in (before, after)
    ]
    column = COST_COLUMNS["generalised_cost"][0]
    old, new = (table[column] for table in costs)
    reached = np.isfinite(old) & np.isfinite(new) & (costs[0]["from_id"] != costs[0]["to_id"])
    people = places["population"].astype(np.float64)
    both = costs[0]["from_id"].map(people) * costs[0]["to_id"].map(people)
    return (old - new)[reached], both[reached]


def _grid(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    lines += [
        "| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
