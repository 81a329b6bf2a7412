"""What the rail builders share: stations by name, dates in the facts' words, weakest basis."""

from __future__ import annotations

import csv
from pathlib import Path

BASES = ("found", "derived", "recalled", "assumed")  # from the strongest to the weakest


def weakest(*bases: str) -> str:
    """Return the weakest of the given values of a basis column."""
    return max(bases, key=BASES.index)


def confidence_of(text: str) -> str:
    """Return high, medium or low from the facts' wording such as 'low (+-5 km)'; low if empty."""
    word = text.split(" ", maxsplit=1)[0]
    return word if word in {"high", "medium", "low"} else "low"


def read_built(out: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of a table that an earlier builder wrote."""
    with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def station_ids(out: Path) -> dict[str, str]:
    """Return station ids by Chinese name, from the table of stations built before."""
    return {row["name_zh"]: row["station_id"] for row in read_built(out, "stations")}
