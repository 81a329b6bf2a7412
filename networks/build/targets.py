"""Readings of the official targets, driving times that roads are held to, and the peak."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from networks.build.common import Row, read_csv, read_data, write_table

PROVINCE_SOURCE = "www.shanxi.gov.cn, 2023-03-30"  # what "as above" points to in the facts
_OF_PEOPLE = ("people_share", "access_share")


def build_targets(facts: Path, out: Path) -> None:
    """Write targets.csv: data/targets.csv reads each definition of the facts as a measure.

    Limits that only the plan's text stands behind name their clause as the source. A target of
    people has a twin at the weekday peak right behind it.
    """
    found = {row["target_id"]: row for row in read_csv(facts / "road_air" / "targets.csv")}
    rows = (_row(row, found.get(row["fact"], {})) for row in read_data("targets"))
    write_table(out, "targets", (twin for row in rows for twin in _twins(row)))


def build_observed_roads(_facts: Path, out: Path) -> None:
    """Write observed_roads.csv and road_claims.csv."""
    write_table(out, "observed_roads", read_data("observed_roads"))
    write_table(out, "road_claims", read_data("road_claims"))


def build_congestion(_facts: Path, out: Path) -> None:
    """Write congestion.csv."""
    write_table(out, "congestion", read_data("congestion"))


def _twins(row: dict[str, str]) -> Iterator[Row]:
    """Yield a target, and where it counts people the same at the peak."""
    yield row | {"traffic": "off_peak"}
    if row["measure"] in _OF_PEOPLE:
        yield row | {
            "target_id": f"{row['target_id']}-peak",
            "name_zh": f"{row['name_zh']}(工作日早高峰)",
            "name_en": f"{row['name_en']}, weekday peak",
            "traffic": "peak",
            "note": f"as {row['target_id']}, on the roads of the morning peak of a working day",
            "note_zh": f"同 {row['target_id']}，按工作日早高峰路况",
        }


def _row(row: dict[str, str], fact: dict[str, str]) -> dict[str, str]:
    own = {key: value for key, value in row.items() if key != "fact"}
    return own | {
        "source": row["source"] or fact["source"].replace("as above", PROVINCE_SOURCE),
        "confidence": row["confidence"] or fact["confidence"],
    }
