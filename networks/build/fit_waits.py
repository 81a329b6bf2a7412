"""Fit how uneven the gaps between trains are: python -m networks.build.fit_waits.

Prints, for each irregularity, the errors of wait and ride by headway against the timetable: on
pairs of places between whose towns `transnet validate` shows nothing (least mean |log|: fitted on
these), and on the pairs of towns that it shows. The best value is then entered in
data/parameters.csv by hand.
"""

from __future__ import annotations

import sys
from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd

from transnet.io.network_folder import load_network
from transnet.model.network import Network
from transnet.supply.topology import compile_topology
from transnet.travel.validation.waits import Town, compare_waits, summarise_waits

FOLDER = Path(__file__).parents[1] / "shanxi-central"
LEAST_TRAINS = 4
PLACES = 40
VALUES = tuple(round(0.1 * step, 1) for step in range(11))


def main() -> None:
    """Fit and print."""
    loaded = load_network(FOLDER)
    topology = compile_topology(loaded)
    network = loaded.at(loaded.info.timetable_date)
    shown = compare_waits(network, topology)
    towns = set(zip(shown["from_id"], shown["to_id"], strict=True))
    apart = [pair for pair in _pairs(network) if _ends(network, *pair) not in towns]
    rows = []
    for value in VALUES:
        overrides = {("departure_irregularity", "all"): value}
        for name, pairs in (("other places", apart), ("towns", None)):
            table = compare_waits(network, topology, pairs, overrides)
            table = table[table["trains"] >= LEAST_TRAINS]
            logs = np.log1p(table[["timed_error_pct", "chance_error_pct"]] / 100).abs().mean()
            summary = summarise_waits(table).assign(
                irregularity=value, pairs_of=name, mean_log=logs.to_numpy()
            )
            rows.append(summary)
    columns = ["pairs_of", "reading", "irregularity", "pairs", "within_10"]
    columns += ["median_abs_error_pct", "bias_pct", "mean_log"]
    found = pd.concat(rows)[columns].sort_values(columns[:3])
    sys.stdout.write(found.round(3).to_string(index=False) + "\n")


def _pairs(network: Network) -> list[tuple[Town, Town]]:
    """All pairs of the places whose stations have most trains."""
    calls = network["timetable"]["station_zh"].value_counts()
    stations = network["stations"]
    busy = stations["name_zh"].map(calls).groupby(stations["place_id"]).sum().nlargest(PLACES)
    own = stations.groupby("place_id")["station_id"].agg(frozenset)
    return list(permutations([Town(str(name), "", "", own[name]) for name in busy.index], 2))


def _ends(network: Network, start: Town, end: Town) -> tuple[str, str]:
    """Return the towns of the table that a pair of places lies in."""
    city = network.city_of
    return city.get(start.id) or start.id, city.get(end.id) or end.id


if __name__ == "__main__":
    main()
