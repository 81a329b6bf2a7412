"""What a project brings of its own: works, trains, or values assumed of what stands already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from transnet.model.network import Network
from transnet.travel.provenance import WEAK_BASES, Trust

IntArray = npt.NDArray[np.intp]
Kind = Literal["built", "upgrade", "service", "measure", "none"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_WORKS = ("roads", "tracks", "stations", "airports", "access", "transfers")
_RUNS = ("services", "flights")
_MEASURES = "measures"
_UPGRADED = frozenset({"roads", "tracks", "airports"})
_NO_ROWS: IntArray = np.zeros(0, np.intp)


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
        changed = set(measures["table"].iloc[_own_rows(network, _MEASURES, project)])
    if changed & _UPGRADED:
        return "upgrade"
    if _has_rows(network, project, _RUNS):
        return "service"
    return "measure" if changed else "none"


def _has_rows(network: Network, project: str, names: tuple[str, ...]) -> bool:
    tables = [name for name in names if name in network.tables and "project" in network[name]]
    return any(len(_own_rows(network, name, project)) for name in tables)


def rests_on_assumptions(network: Network, project: str) -> bool:
    """Return whether a project itself brings rows or measures that are recalled or assumed."""
    rows = [
        (name, int(row))
        for name, table in network.tables.items()
        if {"project", "basis"} <= set(table.columns)
        for row in _own_rows(network, name, project).tolist()
    ]
    return Trust.of(network, rows).basis in WEAK_BASES


def _own_rows(network: Network, table: str, project: str) -> IntArray:
    """Return the rows of a table that a project brings, but for those that were cancelled."""
    columns = [(table, name) for name in ("project", "status") if name in network[table]]
    rows = network.made_of(_rows_by_project, *columns, by=(table,))
    return rows.get(project, _NO_ROWS)


def _rows_by_project(network: Network, name: str) -> Mapping[str, IntArray]:
    table = network[name]
    stays = np.ones(len(table), np.bool_)
    if "status" in table:
        stays = (table["status"] != "cancelled").to_numpy(np.bool_)
    kept = np.flatnonzero(stays)
    own = table["project"].iloc[kept].groupby(table["project"].iloc[kept]).indices
    return {str(project): kept[rows] for project, rows in own.items()}
