"""What is said of an edited copy of a shipped network that isn't said of the shipped one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from transnet.base.errors import Notice, TransnetError, UnknownNameError
from transnet.io.catalog import list_networks, network_folder
from transnet.io.network_folder import load_network, network_id, read_folder
from transnet.io.table_alone import network_of_table
from transnet.study.shipped_changes import changes_from_shipped


class Apart(NamedTuple):
    """Notices of an edited network: those that are new, and those of the shipped one too.

    network  id of the shipped one; '' where the network is no copy of any
    """

    new: list[Notice]
    standing: list[Notice]
    network: str


def apart_from_shipped(named: str, notices: Sequence[Notice]) -> Apart:
    """Return notices apart by whether the shipped network of the same id has them too.

    named    a network or one of its tables, as `check_input` takes them
    notices  what was found there
    Rows may have moved, so a notice is known by all that it says but its row; one that is said more
    often than of the shipped network is new as often as it is.
    """
    path = Path(named)
    try:
        folder = network_of_table(path) or network_folder(named)
    except UnknownNameError:
        return Apart([*notices], [], "")
    shipped = network_id(folder)
    if not notices or shipped not in list_networks():
        return Apart([*notices], [], "")
    own = network_folder(shipped)
    if own.resolve() == folder.resolve():
        return Apart([*notices], [], "")
    left = Counter(map(_without_row, read_folder(own)[1]))
    new: list[Notice] = []
    standing: list[Notice] = []
    for each in notices:
        said = _without_row(each)
        (standing if left[said] > 0 else new).append(each)
        left[said] -= 1
    return Apart(new, standing, shipped)


def changes_in(named: str, notices: Sequence[Notice]) -> tuple[Notice, ...]:
    """Return remarks on what a copy of a shipped network holds otherwise; none where it has errors.

    named, notices  as for `apart_from_shipped`
    """
    if any(each.severity == "error" for each in notices):
        return ()
    try:
        folder = network_of_table(Path(named)) or network_folder(named)
        return changes_from_shipped(load_network(folder), named)
    except (TransnetError, OSError):
        return ()


def _without_row(found: Notice) -> tuple[str, ...]:
    return found.code, found.severity, found.table, found.column, str(found.value), str(found.hint)
