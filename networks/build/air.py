"""Airports and air services."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import combinations
from pathlib import Path

from networks.build.common import (
    NO_EXTRA,
    Row,
    great_circle_km,
    join_notes,
    not_later_than,
    own_project,
    read_csv,
    read_data,
    write_table,
)

KINDS = {"general-aviation": "general", "cargo": "cargo"}
OUTSIDE = {"GA-YUXIAN": "ga-yuxian"}  # a field that later sources plan and the plan doesn't name
BLOCK_MIN, BLOCK_KMH = 35.0, 750.0  # block time of flights without a schedule, as in the facts
# Fields of general aviation that the plan joins, and Yaocheng, which is open.
FIELDS = ("YANGQU", "PINGYAO", "XINFU", "LIULIN", "LINXIAN", "FANSHI", "YUANPING", "YAOCHENG")
# 150 to 250 km/h in the facts; a flight on two days of the week, for nothing says that any will be
# scheduled (see data/sources.md), and small planes carry few. The parameter
# `least_departures_per_day` leaves them out of the trips of an ordinary day.
TAXI_MIN, TAXI_KMH, TAXI_FLIGHTS = 12.0, 200.0, 0.3
NEWS_DAY = date(2024, 12, 12)  # the report that names the routes flown again or new in 2024


def build_air(facts: Path, out: Path) -> None:
    """Write airports.csv and flights.csv.

    Airports are those of the cluster and those at the other end of a flight; data/airports.csv
    lists them with names, places and openings.
    """
    found = {row["airport_id"]: row for row in read_csv(facts / "road_air" / "airports.csv")}
    listed = read_data("airports")
    write_table(out, "airports", (_airport(row, found[row["airport_id"]]) for row in listed))
    labels = {row["airport_id"]: f"{row['name_zh']} {row['name_en']}" for row in listed}
    routes = read_csv(facts / "road_air" / "air_routes.csv")
    flights = [_flight(row, labels) for row in routes]
    points = {key: (float(row["lon"]), float(row["lat"])) for key, row in found.items()}
    flights += [_added(row, points, labels) for row in read_data("flights_added")]
    flights += [_taxi(pair, points, labels) for pair in combinations(sorted(FIELDS), 2)]
    write_table(out, "flights", flights)


def _airport(row: dict[str, str], fact: dict[str, str]) -> Row:
    planned = fact["status"].startswith("planned")
    placed = fact["coord_quality"] == "good"
    moved = row["note"].startswith("point is")
    recalled = fact["source"] == "recalled"
    return {
        **row,
        **NO_EXTRA,
        "iata": fact["iata"].strip("()"),
        "kind": KINDS.get(fact["role"], "passenger"),
        "lon": fact["lon"],
        "lat": fact["lat"],
        "status": "planned" if planned else "open",
        "project": OUTSIDE.get(row["airport_id"], fact["plan_item"]) if planned else "",
        "source": fact["source"],
        "basis": "recalled" if recalled else "found" if placed else "assumed",
        "confidence": "low" if moved or not placed else "medium" if recalled else "high",
        "note": join_notes(
            row["note"], fact["note"], "" if placed else f"point: {fact['coord_quality']}"
        ),
    }


def _flight(row: dict[str, str], labels: dict[str, str]) -> Row:
    status, opening = _state(row["status"])
    return {
        "flight_id": row["route_id"],
        "from_airport": row["origin"],
        "to_airport": row["dest"],
        "block_min": row["flight_min"],
        "flights_per_day": row["flights_per_day_each_way"],
        "status": status,
        **opening,
        "project": own_project(row["plan_item"], opening),
        "source": row["source"],
        "basis": "assumed" if row["source"].startswith("assumed") else "recalled",
        "confidence": "low",
        "note": join_notes(
            f"to {labels[row['dest']]}",
            "flights a day are a recalled guess",
            f"block time: {row['flight_min_basis']}",
            row["note"],
            "flown once, not now" if status == "cancelled" else "",
        ),
    }


def _state(status: str) -> tuple[str, dict[str, object]]:
    if status == "planned":
        return "planned", {}
    if status == "historic":
        return "cancelled", {}
    return "open", not_later_than(NEWS_DAY) if "2024" in status else not_later_than()


def _added(
    row: dict[str, str], points: Mapping[str, tuple[float, float]], labels: Mapping[str, str]
) -> Row:
    """Return a planned flight that the facts don't list; its block time comes from the formula."""
    ends = (row["from_airport"], row["to_airport"])
    km = great_circle_km(*points[ends[0]], *points[ends[1]])
    return {
        **row,
        "block_min": round(BLOCK_MIN + 60 * km / BLOCK_KMH),
        "status": "planned",
        "source": "plan ch. 5 s. 1 and ch. 8 s. 3",
        "basis": "assumed",
        "confidence": "low",
        "note": join_notes(
            f"to {labels[ends[1]]}", row["note"], "flights a day and destination are ours"
        ),
    }


def _taxi(
    fields: tuple[str, str], points: Mapping[str, tuple[float, float]], labels: Mapping[str, str]
) -> Row:
    """Return an air-taxi service between two fields of general aviation."""
    ends = tuple(f"GA-{field}" for field in fields)
    km = great_circle_km(*points[ends[0]], *points[ends[1]])
    return {
        "flight_id": "-".join(("GA", *fields)),
        "from_airport": ends[0],
        "to_airport": ends[1],
        "block_min": round(TAXI_MIN + 60 * km / TAXI_KMH),
        "flights_per_day": TAXI_FLIGHTS,
        "status": "planned",
        "project": "ga-network",
        "source": "plan ch. 5 s. 1",
        "basis": "assumed",
        "confidence": "low",
        "note": f"to {labels[ends[1]]}; {TAXI_KMH:g} km/h and flights a day are ours",
    }
