"""What projects cost and when they are built: published totals, and else costs by the kilometre.

A total that stands in a source is found. Where there is none, works of the same kind in or near
Shanxi whose totals were published give a cost by the kilometre (or by the airport), and the
project's length does the rest: derived. A project whose cost is part of another's says of which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from statistics import median

from networks.build.common import Row, join_notes, read_data
from networks.build.rail_common import read_built

# Ends of a total: one that is outrun by a tenth must be approved anew, so few are by much more. The
# tenth is recalled and from no source, which the cell says.
SPREAD = 0.10
_ENDS = "low and high: 10 % beyond what is published (recalled)"
_WORDS = {"general-airport": "airport", "branch-airport": "airport"}


def project_costs(out: Path) -> dict[str, Row]:
    """Return the cost cells of projects.csv by project; lengths are those of the tables in out."""
    lengths = _lengths(out)
    return {
        row["project_id"]: _cells(row, lengths.get(row["project_id"], 0.0))
        for row in read_data("project_costs")
    }


def _cells(row: Mapping[str, str], length_km: float) -> Row:
    cells: dict[str, object] = {
        "build_start": row["build_start"],
        "build_end": row["build_end"],
        "cost_with": row["cost_with"],
    }
    if row["cost_with"]:
        return cells
    published = float(row["cost_100m_yuan"] or 0.0)
    ends = [float(row[f"cost_{end}_100m_yuan"] or published) for end in ("low", "high")]
    total = [ends[0] * (1.0 - SPREAD), published, ends[1] * (1.0 + SPREAD)]
    note = ""
    if kind := row["kind"]:
        quantity = float(row["quantity"] or length_km)
        if not quantity:
            raise ValueError(f"{row['project_id']}: no length to cost by")
        each, works = _unit_costs()[kind]
        total = [part + quantity * cost for part, cost in zip(total, each, strict=True)]
        unit = _WORDS.get(kind, "km")
        note = f"{quantity:g} {unit} × {each[1]:.3g} ({works})"
    keys = ("cost_low_100m_yuan", "cost_100m_yuan", "cost_high_100m_yuan")
    return {
        **cells,
        **{key: round(value, 2) for key, value in zip(keys, total, strict=True)},
        "cost_source": join_notes(note, row["source"], _ENDS),
        "cost_basis": row["basis"],
        "cost_confidence": row["confidence"],
    }


@cache
def _unit_costs() -> dict[str, tuple[tuple[float, float, float], str]]:
    """Return the lowest, middle and highest cost by kind, in 100m yuan, and the works behind it.

    The ends are a tenth beyond those of the works, which are estimates themselves.
    """
    costs: dict[str, list[float]] = defaultdict(list)
    works: dict[str, list[str]] = defaultdict(list)
    for row in read_data("unit_costs"):
        costs[row["kind"]].append(float(row["cost_100m_yuan"]) / float(row["km"]))
        works[row["kind"]].append(row["work"])
    return {
        kind: (
            (min(each) * (1.0 - SPREAD), median(each), max(each) * (1.0 + SPREAD)),
            ", ".join(dict.fromkeys(works[kind])),
        )
        for kind, each in costs.items()
    }


def _lengths(out: Path) -> dict[str, float]:
    """Return the kilometres of roads and tracks that each project opens."""
    found: dict[str, float] = defaultdict(float)
    for table in ("roads", "tracks"):
        for row in read_built(out, table):
            if row["project"]:
                found[row["project"]] += float(row["length_km"])
    return found
