"""Readings of the official targets, and the driving times that the road speeds are held to."""

from __future__ import annotations

from pathlib import Path

from networks.build.common import Row, read_csv, read_data, write_table

PROVINCE_SOURCE = "www.shanxi.gov.cn, 2023-03-30"  # what "as above" points to in the facts


def build_targets(facts: Path, out: Path) -> None:
    """Write targets.csv: data/targets.csv reads each definition of the facts as a measure.

    Limits that only the plan's text stands behind name their clause as the source.
    """
    found = {row["target_id"]: row for row in read_csv(facts / "road_air" / "targets.csv")}
    write_table(
        out, "targets", (_row(row, found.get(row["fact"], {})) for row in read_data("targets"))
    )


def build_observed_roads(_facts: Path, out: Path) -> None:
    """Write observed_roads.csv."""
    write_table(out, "observed_roads", read_data("observed_roads"))


def _row(row: dict[str, str], fact: dict[str, str]) -> Row:
    own = {key: value for key, value in row.items() if key != "fact"}
    return own | {
        "source": row["source"] or fact["source"].replace("as above", PROVINCE_SOURCE),
        "confidence": row["confidence"] or fact["confidence"],
    }
