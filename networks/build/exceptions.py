"""Holes that the rules of `transnet validate` find here and that are none."""

from __future__ import annotations

from pathlib import Path

from networks.build.common import read_data, write_table


def build_exceptions(_facts: Path, out: Path) -> None:
    """Write exceptions.csv from data/exceptions.csv."""
    write_table(out, "exceptions", read_data("exceptions"))
