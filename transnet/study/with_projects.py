"""A state with some more projects open: what a trip hangs on of its tables, and its model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from transnet.base.collector import Notices
from transnet.model.network import BoolArray, Network
from transnet.scenario.changes import Resolved
from transnet.scenario.openings import open_changes
from transnet.scenario.project_measures import measure_changes
from transnet.scenario.project_rows import ProjectRows
from transnet.study.state import State
from transnet.travel.model import TravelModel

_UNREAD = frozenset({"opened_basis", "headway_min"})


def with_projects(usual: State, rows: ProjectRows, projects: Iterable[str]) -> State:
    """Return a state with projects open that aren't, rivals or not.

    usual  off the peak; what is asked about there is asked here
    rows   of these projects and maybe others
    Its tables are fit for trips only: columns that no trip hangs on stay as they are. Raises what
    `TravelModel` raises.
    """
    chosen = frozenset(projects)
    if not chosen:
        return usual
    network, model = _tables(usual.network, rows, chosen), usual.model
    opened = TravelModel(network, model.topology, None, model.reference, model.traffic)
    return replace(usual, model=opened)


def _tables(network: Network, rows: ProjectRows, projects: frozenset[str]) -> Network:
    own = np.array([each in projects for each in rows.projects], dtype=np.bool_)
    changes = measure_changes(network, projects, Notices("", limit=None))
    for table, opened in rows.opened.items():
        mask: BoolArray = np.logical_or.reduce(opened[own], axis=0)
        if mask.any():
            changes += open_changes(network, table, mask)
    return Resolved([each for each in changes if each.column not in _UNREAD]).apply(network)
