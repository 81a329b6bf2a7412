"""What some projects open and make better, row by row, where that is all that they do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from transnet.model.network import BoolArray, Network
from transnet.scenario.project_measures import measured_rows, only_improves
from transnet.scenario.requirements import listed_projects, open_projects
from transnet.scenario.select import DATED_TABLES


@dataclass(frozen=True, eq=False)
class ProjectRows:
    """The rows of tables that projects k open and make better, bool[k, rows] by table.

    opened    rows that open with each
    improved  rows with cells that each makes better
    """

    projects: tuple[str, ...]
    opened: Mapping[str, BoolArray]
    improved: Mapping[str, BoolArray]


@dataclass(frozen=True, eq=False)
class Closed:
    """A project that isn't open and may be, and what decides whether it may stand beside others.

    requires, conflicts  projects, as the table lists them
    is_plain   whether all that it does is to open rows and to make cells better
    changes    rows that it changes cells of, by table and position
    """

    requires: frozenset[str]
    conflicts: frozenset[str]
    is_plain: bool
    changes: frozenset[tuple[str, int]]


def closed_projects(network: Network) -> dict[str, Closed]:
    """Return the projects that aren't open and may be, by id; none where none are listed."""
    if "projects" not in network.tables:
        return {}
    listed, is_open = listed_projects(network), open_projects(network)
    known = {each.project for each in listed}
    return {
        each.project: Closed(
            frozenset(each.requires) & known,
            frozenset(each.conflicts),
            only_improves(network, each.project),
            frozenset(
                (table, row)
                for table, rows in measured_rows(network, each.project).items()
                for row in rows.tolist()
            ),
        )
        for each in listed
        if not (each.is_dead or each.project in is_open)
    }


def rows_of_projects(network: Network, projects: Sequence[str]) -> ProjectRows:
    """Return what some projects open and make better in a network in which they are closed."""
    opened = {}
    for table in DATED_TABLES:
        if table != "projects" and table in network.tables:
            names = network[table]["project"].to_numpy(dtype=object)
            dead = (network[table]["status"] == "cancelled").to_numpy()
            shut = ~(network.open_rows(table) | dead)
            opened[table] = np.array([(names == each) & shut for each in projects], dtype=np.bool_)
    improved: dict[str, BoolArray] = {}
    for at, project in enumerate(projects):
        for table, rows in measured_rows(network, project).items():
            shape = len(projects), len(network[table])
            improved.setdefault(table, np.zeros(shape, dtype=np.bool_))[at, rows] = True
    return ProjectRows(tuple(projects), opened, improved)
