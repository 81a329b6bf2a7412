"""Airports and air services."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from networks.build.common import (
    Row,
    join_notes,
    not_later_than,
    read_csv,
    read_data,
    write_table,
)

KINDS = {"general-aviation": "general", "cargo": "cargo"}
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
    write_table(out, "flights", (_flight(row, labels) for row in routes))


def _airport(row: dict[str, str], fact: dict[str, str]) -> Row:
    planned = fact["status"].startswith("planned")
    placed = fact["coord_quality"] == "good"
    moved = row["note"].startswith("point is")
    recalled = fact["source"] == "recalled"
    return {
        **row,
        "iata": fact["iata"].strip("()"),
        "kind": KINDS.get(fact["role"], "passenger"),
        "lon": fact["lon"],
        "lat": fact["lat"],
        "status": "planned" if planned else "open",
        "project": fact["plan_item"] if planned and "(" not in fact["plan_item"] else "",
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
        "project": row["plan_item"],
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
