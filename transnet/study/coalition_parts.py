"""What is compiled once of a family of coalitions: which projects decide each part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from transnet.base.collector import Notices
from transnet.base.errors import TransnetError
from transnet.model.network import Network
from transnet.scenario.openings import Open
from transnet.scenario.project_measures import has_measures
from transnet.scenario.project_rows import rows_of_projects
from transnet.study.compiled_targets import CompiledTargets
from transnet.study.deciding_parts import decided_parts
from transnet.study.known_parts import KnownParts
from transnet.study.project_owners import owners_of
from transnet.study.state import State
from transnet.travel.model import TravelModel


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
        whole = _with_all(usual, projects)
        decided = None if whole is None else decided_parts(usual, whole, compiled, owners)
    except TransnetError:
        return None
    if decided is None:
        return None
    checked = np.array([has_measures(usual.network, each) for each in projects], dtype=np.bool_)
    return KnownParts(projects, usual, compiled, decided, checked)


def _with_all(usual: State, projects: Sequence[str]) -> State | None:
    """Return the state with all projects, rivals or not: nothing can be better than there."""
    findings = Notices("", limit=None)
    resolved = Open(project=tuple(projects)).resolve(usual.network, findings)
    if findings.errors:
        return None
    network: Network = resolved.apply(usual.network)
    reference = usual.model.reference
    model = TravelModel(network, usual.model.topology, None, reference, usual.model.traffic)
    return replace(usual, model=model)
