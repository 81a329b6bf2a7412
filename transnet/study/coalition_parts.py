"""What is compiled once of a family of coalitions: which projects decide each part."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from transnet.base.errors import TransnetError
from transnet.scenario.project_measures import has_measures
from transnet.scenario.project_rows import rows_of_projects
from transnet.study.compiled_targets import CompiledTargets
from transnet.study.deciding_parts import decided_parts
from transnet.study.known_parts import KnownParts
from transnet.study.project_owners import owners_of
from transnet.study.state import State
from transnet.study.with_projects import with_projects


def compile_parts(
    usual: State, compiled: CompiledTargets, projects: Sequence[str]
) -> KnownParts | None:
    """Return room for what is known of coalitions of projects, nothing yet.

    usual  the state without any of them, off the peak
    None where parts can't be told apart: the network has streets, what is asked isn't only some
    trips, or all the projects together can't be judged or make anything worse.
    """
    topology = usual.model.topology
    if topology.streets is not None or usual.wanted is None:
        return None
    rows = rows_of_projects(usual.network, projects)
    owners = owners_of(rows, usual.network, topology, compiled.stops)
    try:
        whole = with_projects(usual, rows, projects)  # nothing can be better than there
        decided = decided_parts(usual, whole, compiled, owners)
    except TransnetError:
        return None
    if decided is None:
        return None
    checked = np.array([has_measures(usual.network, each) for each in projects], dtype=np.bool_)
    return KnownParts(rows, usual, compiled, decided, checked)
