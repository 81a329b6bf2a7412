"""Networks in which projects open and nothing else is edited: what each changes is found once.

In general edits are resolved one after another, held to what projects ask of each other and to the
rules of tables, and told of (`edits.apply_edits`). Projects that may open together as they are come
to some rows that open and some cells that change, so that tables of any set of them are put
together from arrays. Where anything stands against it, edits go the general way, which says what.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from transnet.base.collector import Notices
from transnet.model.edited_tables import Cells
from transnet.model.network import Network
from transnet.scenario.changes import Change, IntArray, Resolved
from transnet.scenario.openings import Open, open_changes
from transnet.scenario.project_measures import all_measured_rows, measure_changes
from transnet.scenario.requirements import listed_projects, open_projects
from transnet.scenario.select import DATED_TABLES, rows_by_project
from transnet.scenario.table_rules import reads_own_row, table_notices

_MOST_KEPT = 4096
_Columns = dict[str, dict[str, Cells]]


@dataclass(frozen=True, eq=False)
class _Project:
    """What one project changes.

    requires, conflicts  other projects
    late, gone   rows by table that weren't open yet, and that were closed already
    """

    requires: frozenset[str]
    conflicts: frozenset[str]
    late: Mapping[str, IntArray]
    gone: Mapping[str, IntArray]


@dataclass(frozen=True, eq=False)
class _Openings:
    """What the projects change that are closed in a network on its day, and may open.

    is_open   projects that are open
    measured  rows that stand already and of which projects change cells, by project
    sound     sets of these whose cells the rules of tables find no error in, as far as it's known
    """

    projects: Mapping[str, _Project]
    is_open: frozenset[str]
    measured: Mapping[str, frozenset[tuple[str, int]]]
    sound: dict[frozenset[str], bool] = field(default_factory=dict)


def with_open_projects(network: Network, edits: Sequence[object]) -> Network | None:
    """Return the network with edits made, where all that they do is to open projects.

    None where they do more or may not be made, and where rows are held against streets.
    """
    names = _opened(edits)
    if not names or network.road_layer is not None or "projects" not in network.tables:
        return None
    known = network.made_of_all(_openings)
    if not _may_open(names, known):
        return None
    opened = _with_open_rows(network, [known.projects[name] for name in names])
    measured = names.intersection(known.measured)
    changes = _measured(network, measured) if measured else []
    if changes and not _is_sound(network, known, measured, changes):
        return None
    return Resolved(changes).apply(opened)


def _opened(edits: Sequence[object]) -> frozenset[str]:
    """Return the projects that edits open, if they do nothing else."""
    only = edits[0] if len(edits) == 1 else None
    return frozenset(only.project) if isinstance(only, Open) and only.only_projects else frozenset()


def _may_open(names: Iterable[str], known: _Openings) -> bool:
    """Return whether projects are known, closed, and open with all they require and no rivals."""
    there = known.is_open.union(names)
    return all(
        name in known.projects
        and known.projects[name].requires <= there
        and known.projects[name].conflicts.isdisjoint(there)
        for name in names
    )


def _with_open_rows(network: Network, projects: Iterable[_Project]) -> Network:
    late: dict[str, list[IntArray]] = {}
    gone: dict[str, list[IntArray]] = {}
    for project in projects:
        for into, rows_of in ((late, project.late), (gone, project.gone)):
            for table, rows in rows_of.items():
                into.setdefault(table, []).append(rows)
    columns: _Columns = {}
    for table, parts in late.items():
        rows = np.concatenate(parts)
        for column, cell in (("opened", np.datetime64(network.when)), ("opened_basis", "assumed")):
            cells = columns.setdefault(table, {})[column] = network.column(table, column).copy()
            cells[rows] = cell
    for table, parts in gone.items():
        cells = columns.setdefault(table, {})["closed"] = network.column(table, "closed").copy()
        cells[np.concatenate(parts)] = np.datetime64("NaT", "s")
    for table, changed in columns.items():
        network = network.replace_columns(table, changed)
    return network


def _openings(network: Network) -> _Openings:
    """Return what projects change, by the network's day."""
    listed, is_open = listed_projects(network), frozenset(open_projects(network))
    rows = {
        table: rows_by_project(network, table) for table in DATED_TABLES if table in network.tables
    }
    closed = [each for each in listed if not (each.is_dead or each.project in is_open)]
    found = {}
    for each in closed:
        changes = [
            change
            for table, of_project in rows.items()
            for change in _changes(network, table, of_project.get(each.project))
        ]
        late, gone = (
            {change.table: change.rows for change in changes if change.column == column}
            for column in ("opened", "closed")
        )
        asked = frozenset(each.requires), frozenset(each.conflicts)
        found[each.project] = _Project(*asked, late, gone)
    projects = dict.fromkeys(network.column("measures", "project").tolist())
    measured = {each: all_measured_rows(network, each) for each in projects}
    return _Openings(found, is_open, measured)


def _changes(network: Network, table: str, rows: IntArray | None) -> list[Change]:
    """Return the dates that open a project's rows of a table, but for those that were cancelled."""
    if rows is None:
        return []
    chosen = ~network.open_mask(table)
    dead = network.column(table, "status") == "cancelled"
    own = np.zeros(len(chosen), dtype=np.bool_)
    own[rows] = True
    return open_changes(network, table, own & chosen & ~dead)


def _is_sound(
    network: Network, known: _Openings, measured: frozenset[str], changes: Sequence[Change]
) -> bool:
    """Return whether the rules of tables find no error in cells that projects change.

    changes  of all of them
    Where rules read no row but the one that they find something in, and no two of the projects
    change one, each is sound if it is so alone.
    """
    if measured not in known.sound:
        if len(known.sound) >= _MOST_KEPT:
            known.sound.clear()
        known.sound[measured] = _find_sound(network, known, measured, changes)
    return known.sound[measured]


def _find_sound(
    network: Network, known: _Openings, measured: frozenset[str], changes: Sequence[Change]
) -> bool:
    if len(measured) > 1:
        rows = [known.measured[each] for each in measured]
        apart = all(one.isdisjoint(other) for one, other in combinations(rows, 2))
        if apart and all(reads_own_row(each.table, each.column) for each in changes):
            return all(
                _is_sound(network, known, frozenset({each}), _measured(network, {each}))
                for each in measured
            )
    edited = Resolved(changes).apply(network)
    changed = [(each.table, row) for each in changes for row in each.rows.tolist()]
    touched = dict.fromkeys(changed, "edit 1")
    notices = table_notices(network, edited, touched, "")
    return not any(each.severity == "error" for each in notices)


def _measured(network: Network, projects: Iterable[str]) -> list[Change]:
    """Return the changes of cells by projects; what is said of them is made up by who asks."""
    return measure_changes(network, projects, Notices("", limit=None))
