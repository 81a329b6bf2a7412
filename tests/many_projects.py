"""The line world with many projects, and twice over without a way between the two."""

from __future__ import annotations

import re

import pandas as pd

from tests.worlds import line_world
from transnet.model.network import Network

_MEASURES = (
    ("frequent", "services", "E1;E2", "trains_per_day", "scale", 3.0),
    ("more-frequent", "services", "E1;E2", "trains_per_day", "at_least", 100.0),
    ("gates", "stations", "S1", "entry_extra_min", "add", -4.0),
    ("faster-road", "roads", "R1;R2", "design_speed_kmh", "at_least", 90.0),
    ("direct-often", "services", "E5;E6", "trains_per_day", "scale", 4.0),
    ("flown-often", "flights", "F1", "flights_per_day", "scale", 4.0),
    ("parking", "parameters", "parking_min/all", "value", "add", -2.0),
)
_REQUIRES = {"direct-often": "rail-direct", "more-frequent": ""}
PROJECTS = ("road-north", "rail-direct", *(name for name, *_ in _MEASURES))


_DOUBLED = (
    "cities", "places", "nodes", "roads", "stations", "tracks", "services", "stops", "airports",
    "flights", "access", "transfers", "projects", "measures",
)  # fmt: skip
_ID = re.compile(r"\b([PXNSMTREUAFCJ][0-9XM][0-9]?|[atm][0-9]|m-[a-z-]+|TM1)\b")
_NAMES = re.compile(rf"^(?:{'|'.join(PROJECTS)})$")


def _doubled(world: Network) -> Network:
    """Return the world twice, three degrees apart, without a way between both."""
    for name in _DOUBLED:
        table = world[name].copy()
        for column in table.select_dtypes(["str", "object"]).columns:
            cells = table[column].str.replace(_ID, r"\1b", regex=True)
            table[column] = cells.str.replace(_NAMES, lambda found: f"{found[0]}-b", regex=True)
        if "lon" in table:
            table["lon"] += 3.0
        both = pd.concat([world[name], table], ignore_index=True)
        world = world.replace_table(name, both)
    return world


def _world() -> Network:
    """Return the line world with projects that open rows, make cells better, and set parameters."""
    world = line_world()
    listed, measures = world["projects"], world["measures"]
    like, as_measured = listed.iloc[[0]], measures.iloc[[0]]
    rows, changes = [listed], [measures]
    for name, table, row_ids, column, operation, value in _MEASURES:
        rows.append(like.assign(project_id=name, requires=_REQUIRES.get(name, "")))
        changes.append(
            as_measured.assign(
                measure_id=f"m-{name}",
                project=name,
                table=table,
                row_ids=row_ids,
                column=column,
                operation=operation,
                value=value,
            )
        )
    world = world.replace_table("projects", pd.concat(rows, ignore_index=True))
    return world.replace_table("measures", pd.concat(changes, ignore_index=True))


ONE, WORLD = _world(), _doubled(_world())
