"""Builds stations.csv: the stations of the facts and the ends that segments and trains need."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from networks.build.common import (
    NO_EXTRA,
    great_circle_km,
    join_notes,
    not_later_than,
    read_csv,
    read_data,
    write_table,
)
from networks.build.rail_common import confidence_of
from networks.build.road_lines import bus_stops

KINDS = {
    "hsr": "emu",
    "conv": "conventional",
    "mixed": "mixed",
    "metro": "metro",
    "freight-yard": "freight",
}
STATUSES = {"under construction": "building", "planned": "planned", "reserved": "planned"}
SERVES_KM = 30.0  # an outside station serves the outside place that lies nearest within this

# A station that opens with a line belongs to the line's project; other planned ones have none.
PROJECT_OF_LINE = {
    "雄忻高铁": "rail-xiongxin-hsr",
    "太绥高铁": "rail-taisui-hsr",
    "集大原高铁": "rail-jidayuan-hsr",
    "太原地铁1号线": "metro-ty-line1",
    "太原地铁3号线(规划)": "metro-ty-line3",
}
PROJECT_OF_STATION = {
    "太原西(高铁,规划)": "hub-taiyuan-west",
    "绥德西": "rail-taisui-hsr",
    "榆林南": "rail-xinyue-hsr",
    "左权": "rail-yangshe-passenger",
    "和顺县": "rail-yangshe-passenger",
    "昔阳": "rail-yangda-line",
    "平定": "rail-yangda-line",
}
# Ordos station lies in Kangbashi, 31 km from the point of the place (Dongsheng); Gaobeidian East
# lies within 30 km of Xiong'an but serves another county.
PLACE_OF_STATION = {"鄂尔多斯": "150600", "高碑店东": ""}
# Stations without a date in the facts whose line opened to passengers that day.
OPENED_WITH_LINE = dict.fromkeys(("隰县", "蒲县", "安泽"), "2024-09-29")

Point = Mapping[str, str]


def build_stations(facts: Path, out: Path) -> None:
    """Write stations.csv from rail/stations.csv, places/ and data/rail_stations_added.csv."""
    counties = read_csv(facts / "places" / "counties.csv")
    external = read_csv(facts / "places" / "external.csv")
    names = {row["name_zh"]: row["name_en"] for row in read_data("rail_names")}
    rows = [
        _station(fact, names, _place(fact, counties, external))
        for fact in read_csv(facts / "rail" / "stations.csv")
    ]
    rows += [dict(row) for row in read_data("rail_stations_added")]
    rows += bus_stops(facts, out)
    rows = [{**row, **NO_EXTRA} for row in rows]
    write_table(out, "stations", sorted(rows, key=lambda row: str(row["station_id"])))


def _station(fact: Point, names: Mapping[str, str], place: dict[str, str]) -> dict[str, object]:
    basis, confidence = _position_basis(fact)
    lines = f"lines: {fact['lines']}" if fact["lines"] else ""
    return {
        "station_id": fact["station_id"],
        "name_zh": fact["name_zh"],
        "name_en": _name_en(fact, names),
        "kind": _kind(fact),
        **place,
        "lon": fact["lon"],
        "lat": fact["lat"],
        "status": STATUSES.get(fact["status"], "open"),
        **opening(fact),
        "project": _project(fact),
        "source": join_notes(f"position: {fact['coord_source']}", fact["source"].strip(" ;")),
        "basis": basis,
        "confidence": confidence,
        "note": join_notes(fact["note"], lines),
    }


def _kind(fact: Point) -> str:
    """Return the station's kind: that of the facts, mixed where both sorts of trains called."""
    both = all(int(fact[column] or 0) for column in ("emu_2023_12_15", "conv_2023_12_15"))
    return "mixed" if both else KINDS[fact["kind"]]


def _name_en(fact: Point, names: Mapping[str, str]) -> str:
    name = names.get(fact["name_zh"]) or fact["name_en"]
    if not name:
        raise ValueError(f"no English name for station {fact['name_zh']}: add it to rail_names.csv")
    return f"{name} (metro)" if fact["kind"] == "metro" else name


def _position_basis(fact: Point) -> tuple[str, str]:
    source = fact["coord_source"]
    if source.startswith("recalled"):
        basis = "recalled"
    elif source.startswith("estimated by trilateration"):
        basis = "derived"
    elif source.startswith(("estimated", "placeholder")):
        basis = "assumed"
    else:
        basis = "found"
    return basis, confidence_of(fact["coord_confidence"])


def opening(fact: Point) -> dict[str, object]:
    """Return opened and opened_basis of a station of the facts.

    A day or month found is taken (a bare year or month ends on its last known day), 'expected'
    years end on 31 December, and an open station without a date is open on the plan's day.
    """
    text = fact["opened"] or OPENED_WITH_LINE.get(fact["name_zh"], "")
    year = text[:4]
    if "expected" in text and not fact["status"].startswith("reserved"):
        return {"opened": f"{year}-12-31", "opened_basis": "expected"}
    if day := re.match(r"\d{4}-\d{2}-\d{2}", text):
        return {"opened": day.group(), "opened_basis": "found"}
    if text == "2024-09 (passenger)":  # the day the passenger train over the line began
        return {"opened": "2024-09-29", "opened_basis": "found"}
    if text.isdigit():
        return {"opened": f"{year}-12-31", "opened_basis": "found"}
    return not_later_than() if fact["status"].startswith("open") else {}


def _project(fact: Point) -> str:
    if fact["status"] == "reserved":
        return "rail-reserved-stations"  # a reserved site doesn't open with its line
    if fact["name_zh"] in PROJECT_OF_STATION:
        return PROJECT_OF_STATION[fact["name_zh"]]
    lines = fact["lines"].split(";")
    return PROJECT_OF_LINE.get(lines[0], "") if len(lines) == 1 else ""


def _place(fact: Point, counties: Sequence[Point], external: Sequence[Point]) -> dict[str, str]:
    if fact["county"]:
        county = next(
            row
            for row in counties
            if row["name_zh"] == fact["county"] and row["prefecture"] == f"{fact['city']}市"
        )
        return {"city_id": f"{county['adcode'][:4]}00", "place_id": county["adcode"]}
    if fact["name_zh"] in PLACE_OF_STATION:
        return {"city_id": "", "place_id": PLACE_OF_STATION[fact["name_zh"]]}
    distance, code = min((_distance(fact, place), place["code"]) for place in external)
    return {"city_id": "", "place_id": code if distance <= SERVES_KM else ""}


def _distance(a: Point, b: Point) -> float:
    return great_circle_km(float(a["lon"]), float(a["lat"]), float(b["lon"]), float(b["lat"]))
