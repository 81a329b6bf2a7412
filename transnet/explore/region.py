"""What a network holds, as the page draws and lists it: sent once, before any state is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from transnet.base.language import Text, both, text_of
from transnet.explore.page_inputs import Columns, input_columns, numbers
from transnet.explore.trips_of_place import STEPS_MIN, USING
from transnet.io.outlines import Outlines, county_outlines
from transnet.model.network import Network
from transnet.report.maps.basemap import rail_kinds, road_lines, track_lines
from transnet.report.words.row_words import word
from transnet.scenario.requirements import listed_projects, open_projects
from transnet.study.wanted import place_ends

YEARS = tuple(range(2022, 2036))


def region(network: Network, page: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Return a network as plain columns.

    network  read at any day; what is open is told of the last day that sources cover
    page     words of the page by language and key
    """
    now = network.at(network.info.known_until)
    info = network.info
    outlines = county_outlines(network)
    return {
        "network": {
            "id": info.network_id,
            "en": info.name_en,
            "zh": info.name_zh,
            "day": info.known_until.isoformat(),
            "base_day": info.base_date.isoformat(),
            "core": info.core_place_id,
        },
        "languages": ["en", "zh"],
        "words": page,
        "places": _places(now),
        "cities": _cities(now["cities"]),
        "stations": _stops(now, "stations", now["stations"]["kind"].isin(_SHOWN_STATIONS)),
        "airports": _stops(now, "airports", now["airports"]["kind"] == "passenger"),
        "nodes": _nodes(now),
        "roads": _roads(now),
        "tracks": _tracks(now),
        "projects": _projects(now) if "projects" in now.tables else {"id": []},
        "themes": _worded(now, "theme"),
        "stages": _worded(now, "stage"),
        "inputs": input_columns(now),
        "targets": _named(now["targets"], "target_id"),
        "years": YEARS,
        "minutes": STEPS_MIN,
        "defaults": {
            "origin": info.core_place_id,
            "minutes": 60,
            "year": None,
            "mode": "best",
            "reading": "door",
            "traffic": "offpeak",
            "wait": "knows",
        },
        "choices": {
            "mode": list(USING),
            "reading": ["door", "train"],
            "traffic": ["offpeak", "peak"] if _has_peak(now) else ["offpeak"],
            "wait": ["knows", "comes"],
        },
        "sources": _sources(now, outlines),
        "outlines": None if outlines is None else _rings(outlines),
    }


_SHOWN_STATIONS = ("emu", "conventional", "mixed", "metro")


def _cities(table: pd.DataFrame) -> Columns:
    return _named(table, "city_id") | {"seat": table["seat_place_id"].tolist()}


def _named(table: pd.DataFrame, key: str) -> Columns:
    return {
        "id": table[key].astype(str).tolist(),
        "en": table["name_en"].astype(str).tolist(),
        "zh": table["name_zh"].astype(str).tolist(),
    }


def _located(table: pd.DataFrame, key: str) -> Columns:
    return _named(table, key) | {name: numbers(table[name]) for name in ("lon", "lat")}


def _days(column: pd.Series[Any]) -> list[str | None]:
    return [None if pd.isna(each) else f"{each:%Y-%m-%d}" for each in column]


def _places(network: Network) -> Columns:
    table = network["places"]
    inside = np.zeros(len(table), dtype=np.bool_)
    inside[place_ends(network).inside] = True
    seats = set(network["cities"]["seat_place_id"])
    return _located(table, "place_id") | {
        "population": numbers(table["population"], 0),
        "city": table["city_id"].tolist(),
        "kind": table["kind"].tolist(),
        "inside": inside.tolist(),
        "seat": [place in seats for place in table["place_id"]],
    }


def _stops(network: Network, name: str, shown: pd.Series[bool]) -> Columns:
    rows = shown.to_numpy(dtype=np.bool_)
    table = network[name][rows]
    return _located(table, f"{name.removesuffix('s')}_id") | {
        "kind": table["kind"].tolist(),
        "open": network.open_rows(name)[rows].tolist(),
        "project": table["project"].tolist(),
    }


def _nodes(network: Network) -> Columns:
    table = network["nodes"]
    return _located(table, "node_id") | {"kind": table["kind"].tolist()}


def _ends(lines: list[list[tuple[float, float]]]) -> Columns:
    rounded = [[[round(x, 5), round(y, 5)] for x, y in line] for line in lines]
    return {"from": [line[0] for line in rounded], "to": [line[-1] for line in rounded]}


def _roads(network: Network) -> Columns:
    table = network["roads"]
    return (
        _named(table, "road_id")
        | _ends(road_lines(network))
        | {
            "class": table["road_class"].tolist(),
            "code": table["road_code"].tolist(),
            "open": network.open_rows("roads").tolist(),
            "project": table["project"].tolist(),
        }
    )


def _tracks(network: Network) -> Columns:
    table = network["tracks"]
    kinds = np.full(len(table), "closed", dtype=object)
    for kind, rows in rail_kinds(network).items():
        kinds[rows] = kind
    return {
        "id": table["track_id"].tolist(),
        "en": table["line_en"].tolist(),
        "zh": table["line_zh"].tolist(),
        **_ends(track_lines(network)),
        "kind": kinds.tolist(),
        "open": network.open_rows("tracks").tolist(),
        "project": table["project"].tolist(),
    }


def _projects(network: Network) -> Columns:
    table, listed = network["projects"], listed_projects(network)
    known, is_open = {each.project for each in listed}, open_projects(network)
    days, opened = _days(table["opened"]), [each.project in is_open for each in listed]
    return _named(table, "project_id") | {
        "theme": table["theme"].tolist(),
        "stage": table["stage"].tolist(),
        "status": table["status"].tolist(),
        "requires": [[other for other in each.requires if other in known] for each in listed],
        "conflicts": [[other for other in each.conflicts if other in known] for each in listed],
        "of": [each or None for each in table["service_plan_of"].tolist()],
        "opened": [day if each else None for day, each in zip(days, opened, strict=True)],
        "opens": [None if each else day for day, each in zip(days, opened, strict=True)],
        "assumption_en": table["assumption"].tolist(),
        "assumption_zh": table["assumption_zh"].tolist(),
        "cost": numbers(table["cost_100m_yuan"], 2),
    }


def _worded(network: Network, column: str) -> Columns:
    """Return the words of a column of projects, and what they are called."""
    if "projects" not in network.tables:
        return {"id": [], "en": [], "zh": []}
    found = sorted({str(each) for each in network["projects"][column]})
    return {"id": found, **_both([word(each) for each in found])}


def _both(texts: Iterable[Text]) -> Columns:
    held = list(texts)
    return {"en": [each.en for each in held], "zh": [each.zh for each in held]}


def _has_peak(network: Network) -> bool:
    return "congestion" in network.tables and not network["congestion"].empty


def _rings(outlines: Outlines) -> dict[str, list[list[list[list[float]]]]]:
    """Return the polygons of each place: rings of degrees, the first outside, the others holes."""
    found: dict[str, list[list[list[list[float]]]]] = {}
    for place, shape in outlines.shapes.items():
        parts = [each for each in getattr(shape, "geoms", [shape]) if not each.is_empty]
        found[place] = [
            [np.round(ring.coords, 4).tolist() for ring in (part.exterior, *part.interiors)]
            for part in parts
        ]
    return found


def _sources(network: Network, outlines: Outlines | None) -> dict[str, list[str]]:
    counts = {
        name: len(table)
        for name, table in network.tables.items()
        if "source" in table and len(table)
    }
    told = text_of(
        both(
            "each of {rows} rows in {tables} tables names its source",
            rows=sum(counts.values()),
            tables=len(counts),
        )
    )
    shown = [] if outlines is None else [Text(outlines.source_zh, outlines.source_en)]
    return {"en": [each.en for each in (told, *shown)], "zh": [each.zh for each in (told, *shown)]}
