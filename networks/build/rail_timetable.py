"""Builds timetable.csv and observed_rail.csv: what the crawl of 2023-12-15 and the news say."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from networks.build.common import join_notes, read_csv, read_data, write_table
from networks.build.rail_common import confidence_of, station_ids

# The forecast names the city only; trains of the Xiong'an–Xinzhou line would end there.
NAMED_BY_CITY = {("太原", "北京", "G"): ("太原", "北京西")}


def build_timetable(facts: Path, out: Path) -> None:
    """Write timetable.csv: the whole stop lists of all trains that call in the five cities."""
    rows = [
        {
            "train_id": fact["train_id"],
            "seq": fact["seq"],
            "train_no": fact["train_no"],
            "kind": fact["kind"],
            "station_zh": fact["station"],
            "arrival_min": fact["arr_min"],
            "departure_min": fact["dep_min"],
            "source": fact["source"],
            "basis": "found",
            "confidence": "high",
        }
        for fact in read_csv(facts / "rail" / "trains.csv")
    ]
    rows.sort(key=lambda row: (row["train_id"], int(row["seq"])))
    write_table(out, "timetable", rows)


def build_observed_rail(facts: Path, out: Path) -> None:
    """Write observed_rail.csv: trains a day and minutes between pairs of stations."""
    ids = station_ids(out)
    rows = [_observed(fact, ids) for fact in read_csv(facts / "rail" / "timetable_facts.csv")]
    rows += [_fastest(row, ids) for row in read_data("observed_fastest")]
    rows.sort(key=lambda row: tuple(row[key] for key in ("from_station", "to_station", "kind")))
    write_table(out, "observed_rail", rows)


def _observed(fact: Mapping[str, str], ids: Mapping[str, str]) -> dict[str, str]:
    named = fact["from_zh"], fact["to_zh"], fact["kind"]
    start, end = NAMED_BY_CITY.get(named, named[:2])
    by_city = (
        f"the source names {fact['to_zh']} without a station" if named in NAMED_BY_CITY else ""
    )
    fastest = f"fastest {fact['fastest_train']}" if fact["fastest_train"] else ""
    basis, _, kind_of_source = fact["basis"].partition(": ")
    return {
        "from_station": ids[start],
        "to_station": ids[end],
        "kind": fact["kind"],
        "trains_per_day": fact["trains_per_day"],
        "fastest_min": fact["fastest_min"],
        "median_min": fact["median_min"],
        "slowest_min": fact["slowest_min"],
        "length_km": fact["km"],
        "observed": fact["timetable_date"],
        "source": fact["source"],
        "basis": basis,
        "confidence": confidence_of(fact["confidence"]),
        "note": join_notes(
            kind_of_source if kind_of_source != "timetable" else "", fastest, by_city, fact["note"]
        ),
    }


def _fastest(row: Mapping[str, str], ids: Mapping[str, str]) -> dict[str, str]:
    """Return a fastest train that a railway or a newspaper published between gateways."""
    return {
        "from_station": ids[row["from_zh"]],
        "to_station": ids[row["to_zh"]],
        "kind": row["kind"],
        "trains_per_day": "",
        "fastest_min": row["fastest_min"],
        "median_min": "",
        "slowest_min": "",
        "length_km": "",
        "observed": row["observed"],
        "source": row["source"],
        "basis": "found",
        "confidence": row["confidence"],
        "note": join_notes("news", row["note"]),
    }
