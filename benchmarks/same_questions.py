"""The same questions put to transnet and its peers: lines of code, seconds, agreement.

    python -m benchmarks.same_questions [walk] [drive] [transit]

Wants TRANSNET_DATA and the peers of requirements/bench.txt; prints the tables of
docs/comparison.md. The ways to the answers are those of `benchmarks.shortest_ways`. Seconds are
of processor time, all threads together: reading once, questions by turns, medians. What takes
minutes is asked in part and scaled, marked ~.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from benchmarks.osm_peer import write_ways
from benchmarks.shortest_ways import (
    DEPARTURE,
    cafein_ask,
    cafein_city,
    cafein_read,
    cafein_transit,
    lines_of,
    osmnx_ask,
    osmnx_read,
    pandana_ask,
    pandana_read,
    transnet_ask,
    transnet_city,
    transnet_read,
    transnet_transit,
)

_HOMES, _CLINICS, _TURNS = 2_000, 500, 3
_SAMPLE = 2  # destinations that NetworkX is asked for
_TENTH = 10  # of the origins cafein is asked for one in so many
_BOX = (-8.67, 41.11, -8.58, 41.17)  # Porto, Gaia and the river between
_HEXAGONS = 50
_PUBLISHED = {"points": [0, 13, 12, 13, 3, 14, 15, 18, 20, 20], "hexagons": [1, 78, 45, 60, 47, 38]}
"""Medians that r5r's documentation prints, of windows of 10 and of 60 minutes."""


def spent(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return an answer and the processor seconds that it took."""
    began = time.process_time()
    found = work()
    return found, time.process_time() - began


def _told(name: str, found: tuple[Any, float]) -> tuple[Any, float]:
    print(f"{name} has answered in {found[1]:.1f} s", file=sys.stderr, flush=True)  # noqa: T201
    return found


def spots(count: int, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Return points in Porto as all libraries take them."""
    west, south, east, north = _BOX
    lon, lat = rng.uniform(west, east, count), rng.uniform(south, north, count)
    table = {"id": np.arange(count), "lon": lon, "lat": lat}
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(lon, lat), crs=4326)


def streets(data: Path, mode: str) -> list[tuple[str, ...]]:
    """Return the rows of a question about streets."""
    pbf, rng = data / "osm" / "porto_portugal.osm.pbf", np.random.default_rng(11)
    homes, clinics = spots(_HOMES, rng), spots(_CLINICS, rng)
    ours = {"walk": "walk", "drive": "car"}[mode]
    with tempfile.TemporaryDirectory() as folder:
        xml = Path(folder) / "ways.osm"
        write_ways(pbf, xml, mode)
        ready: dict[str, tuple[Any, float]] = {
            "transnet": _told("transnet", spent(lambda: transnet_read(pbf, ours))),
            "cafein": _told("cafein", spent(lambda: cafein_read(pbf, ours))),
            "OSMnx": _told("OSMnx", spent(lambda: osmnx_read(xml, mode))),
        }
    graph, took = ready["OSMnx"]
    net, more = spent(lambda: pandana_read(graph))
    ready["pandana"] = net, took + more
    few = clinics.iloc[:_SAMPLE]
    asked = {
        "transnet": lambda: transnet_ask(ready["transnet"][0], homes, clinics),
        "cafein": lambda: cafein_ask(ready["cafein"][0], homes.iloc[::_TENTH], clinics, ours),
        "pandana": lambda: pandana_ask(net, homes, clinics),
        "OSMnx": lambda: osmnx_ask(graph, homes, few),
    }
    first, taken = _by_turns(asked)
    minutes = {
        "transnet": _wide(first["transnet"][0], "travel_min", 1.0, homes["id"], clinics["id"]),
        "cafein": _wide(first["cafein"][0], "travel_time", 60.0, homes["id"], clinics["id"]),
        "pandana": np.reshape(first["pandana"][0], (_HOMES, _CLINICS)) / 60.0,
        "OSMnx": first["OSMnx"][0] / 60.0,
    }
    minutes["pandana"][minutes["pandana"] > 1e4] = np.inf
    lines = {
        "transnet": lines_of(transnet_read, transnet_ask),
        "cafein": lines_of(cafein_read, cafein_ask),
        "pandana": lines_of(osmnx_read, pandana_read, pandana_ask),
        "OSMnx": lines_of(osmnx_read, osmnx_ask),
    }
    scale = {"OSMnx": _CLINICS / _SAMPLE, "cafein": _TENTH}
    return [
        (
            name,
            str(lines[name]),
            f"{ready[name][1]:.1f}",
            _seconds(first[name][1], scale.get(name)),
            _seconds(median(taken[name]), scale.get(name)),
            f"{scale.get(name, 1) * median(taken[name]) / median(taken['transnet']):.2g}",
            *_agreement(minutes[name], minutes["transnet"]),
        )
        for name in asked
    ]


def _by_turns(
    asked: Mapping[str, Callable[[], Any]],
) -> tuple[dict[str, tuple[Any, float]], dict[str, list[float]]]:
    """Return the first answer of each and what it took, and what more took, asked by turns."""
    first = {name: _told(name, spent(ask)) for name, ask in asked.items()}
    taken: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(_TURNS):
        for name, ask in asked.items():
            taken[name].append(spent(ask)[1])
    return first, taken


def transit(data: Path) -> list[tuple[str, ...]]:
    """Return the rows of the question about buses and trains."""
    home = data / "transit" / "porto_alegre" / "extdata"
    feeds, pbf = [home / "poa_eptc.zip", home / "poa_trensurb.zip"], home / "poa_osm.pbf"
    table = pd.read_csv(home / "poa_hexgrid.csv")
    every = gpd.GeoDataFrame(
        table[["id", "lon", "lat"]], geometry=gpd.points_from_xy(table["lon"], table["lat"]),
        crs=4326,
    )  # fmt: skip
    some = every.iloc[:: len(every) // _HEXAGONS].iloc[:_HEXAGONS]
    ours, our_read = _told("transnet", spent(lambda: transnet_city(feeds, pbf)))
    theirs, their_read = _told("cafein", spent(lambda: cafein_city(feeds, pbf)))
    asked = {
        "transnet": lambda: transnet_transit(ours, some, every),
        "cafein": lambda: cafein_transit(theirs, some, every),
    }
    first, taken = _by_turns(asked)
    ends = some["id"], every["id"]
    wide = {"transnet": _wide(first["transnet"][0], "travel_min", 1.0, *ends)}
    column = next(each for each in first["cafein"][0].columns if "travel_time" in each)
    wide["cafein"] = _wide(first["cafein"][0], column, 60.0, *ends)
    wide["cafein"] = np.ceil(wide["cafein"])
    lines = {
        "transnet": lines_of(transnet_city, transnet_transit),
        "cafein": lines_of(cafein_city, cafein_transit),
    }
    reads = {"transnet": our_read, "cafein": their_read}
    rows = [
        (
            name,
            str(lines[name]),
            f"{reads[name]:.1f}",
            _seconds(first[name][1]),
            _seconds(median(taken[name])),
            f"{median(taken[name]) / median(taken['transnet']):.2g}",
            *_agreement(wide[name], wide["transnet"]),
        )
        for name in asked
    ]
    points = pd.read_csv(home / "poa_points_of_interest.csv")
    window = {"departure": DEPARTURE, "percentiles": [50]}
    found = [
        *ours.travel_times(points.iloc[:1], points.iloc[:10], window=10, **window)["travel_min"],
        *ours.travel_times(every.iloc[:1], every.iloc[:6], window=60, **window)["travel_min"],
    ]
    printed = np.array([*_PUBLISHED["points"], *_PUBLISHED["hexagons"]], float)
    published = ("r5r, as printed", *("",) * 5, *_agreement(printed, np.array(found)))
    return [*rows, published]


def _wide(table: pd.DataFrame, column: str, unit: float, rows: Any, columns: Any) -> Any:
    """Return minutes as a matrix; pairs that aren't in the table are unreachable."""
    wide = table.pivot_table(index="from_id", columns="to_id", values=column, sort=False)
    return wide.reindex(index=rows, columns=columns).fillna(np.inf).to_numpy() / unit


def _agreement(minutes: Any, ours: Any) -> tuple[str, str, str]:
    """Return shares of pairs within a minute and within 10 %, and the median difference."""
    ours = ours[:, : minutes.shape[1]] if ours.ndim > 1 else ours
    both = np.isfinite(minutes) & np.isfinite(ours)
    apart = minutes[both] - ours[both]
    near = np.abs(apart) <= np.maximum(0.1 * ours[both], 1e-9)
    return (
        f"{100 * (np.abs(apart) <= 1).mean():.0f} %",
        f"{100 * near.mean():.0f} %",
        f"{np.median(apart):+.2f}",
    )


def _seconds(value: float, scale: float | None = None) -> str:
    return f"~{value * scale:.0f}" if scale else f"{value:.2f}"


def main() -> None:
    """Print a table for each question that is asked, or for all."""
    warnings.simplefilter("ignore")
    data = Path(os.environ["TRANSNET_DATA"])
    heads = ("", "lines", "read, s", "first answer, s", "another, s", "to transnet's",
             "within 1 min", "within 10 %", "median difference, min")  # fmt: skip
    for question in sys.argv[1:] or ["walk", "drive", "transit"]:
        rows = transit(data) if question == "transit" else streets(data, question)
        print(f"\n{question}, load {os.getloadavg()[0]:.1f}\n")  # noqa: T201
        for row in (heads, ("---",) * len(heads), *rows):
            print("| " + " | ".join(row) + " |")  # noqa: T201


if __name__ == "__main__":
    main()
