"""Parameters of the model: values from the facts, from fits, or assumed, each with its range."""

from __future__ import annotations

from pathlib import Path

from networks.build.common import Row, join_notes, read_csv, read_data, write_table

UNITS = {"-": "1"}


def build_parameters(facts: Path, out: Path) -> None:
    """Write parameters.csv from data/parameters.csv; empty cells come from the fact it names."""
    rows = read_csv(facts / "road_air" / "mode_parameters.csv")
    found = {f"{row['parameter']}|{row['mode_or_class']}": row for row in rows}
    write_table(
        out,
        "parameters",
        (_row(row, found.get(row["fact"], {})) for row in read_data("parameters")),
    )


def _row(row: dict[str, str], fact: dict[str, str]) -> Row:
    value = row["value"] or fact["value"]
    unit = row["unit"] or fact["unit"]
    return {
        "parameter": row["parameter"],
        "mode": row["mode"],
        "value": value,
        "low": row["low"] or fact.get("low", "") or value,
        "high": row["high"] or fact.get("high", "") or value,
        "unit": UNITS.get(unit, unit),
        "source": row["source"] or fact["source"],
        "basis": row["basis"],
        "confidence": row["confidence"] or fact["confidence"],
        "note": join_notes(row["note"], fact.get("note", "") if not row["source"] else ""),
    }
