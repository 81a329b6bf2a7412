"""What a project brings of its own: works, trains, or values assumed of what stands already."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import pandas as pd

from transnet.model.network import BoolArray, Network
from transnet.travel.provenance import WEAK_BASES, Trust

Kind = Literal["built", "upgrade", "service", "measure", "none"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_WORKS = ("roads", "tracks", "stations", "airports", "access", "transfers")
_RUNS = ("services", "flights")
_MEASURES = "measures"
_UPGRADED = frozenset({"roads", "tracks", "airports"})


def project_kind(network: Network, project: str) -> Kind:
    """Return what a project brings of its own.

    built    roads, tracks, stations or airports
    upgrade  other values of roads, tracks or airports that stand already: a speed, more lanes
    service  nothing but trains, buses or flights
    measure  nothing but values of other kinds: minutes at a station, trains of others, a parameter
    none     no row at all
    """
    if _has_rows(network, project, _WORKS):
        return "built"
    changed: set[str] = set()
    if _MEASURES in network.tables:
        measures = network[_MEASURES]
        changed = set(measures.loc[_brought(measures, project), "table"])
    if changed & _UPGRADED:
        return "upgrade"
    if _has_rows(network, project, _RUNS):
        return "service"
    return "measure" if changed else "none"


def _has_rows(network: Network, project: str, names: tuple[str, ...]) -> bool:
    tables = [network[name] for name in names if name in network.tables]
    return any(_brought(each, project).any() for each in tables if "project" in each)


def rests_on_assumptions(network: Network, project: str) -> bool:
    """Return whether a project itself brings rows or measures that are recalled or assumed."""
    rows = [
        (name, int(row))
        for name, table in network.tables.items()
        if {"project", "basis"} <= set(table.columns)
        for row in np.flatnonzero(_brought(table, project))
    ]
    return Trust.of(network, rows).basis in WEAK_BASES


def _brought(table: pd.DataFrame, project: str) -> BoolArray:
    """Return the rows of a project, but for those that were cancelled, bool[rows]."""
    own = table["project"] == project
    if "status" in table:
        own &= table["status"] != "cancelled"
    found: BoolArray = own.to_numpy()
    return found
