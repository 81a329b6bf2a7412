"""Very many states that differ in which projects open, as one array of who is in."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import overload

import numpy as np

from transnet.model.network import BoolArray
from transnet.scenario.openings import Open
from transnet.study.network_state import NetworkState


class OpenedSets(Sequence[NetworkState]):
    """States of a day in which sets of projects open, each made when somebody asks for it.

    date      day of the states
    projects  ids of all that open in any of them, in the order in which edits name them
    opened    bool[s, projects], which open in each, what they require among them
    """

    def __init__(self, date: dt.date, projects: Sequence[str], opened: BoolArray) -> None:
        self.date, self.projects, self.opened = date, tuple(projects), opened

    def __len__(self) -> int:
        return len(self.opened)

    @overload
    def __getitem__(self, at: int) -> NetworkState: ...
    @overload
    def __getitem__(self, at: slice) -> OpenedSets: ...
    def __getitem__(self, at: int | slice) -> NetworkState | OpenedSets:
        if isinstance(at, slice):
            return OpenedSets(self.date, self.projects, self.opened[at])
        own = tuple(self.projects[each] for each in np.flatnonzero(self.opened[at]).tolist())
        return NetworkState(self.date, (Open(project=own),) if own else ())

    def __repr__(self) -> str:
        return f"<OpenedSets of {len(self):,} states and {len(self.projects)} projects>"

    @property
    def plain(self) -> tuple[str, ...]:
        """All that tells them from others, as few plain words."""
        digest = hashlib.sha256(np.packbits(self.opened, axis=1).tobytes()).hexdigest()
        return self.date.isoformat(), *self.projects, str(len(self)), digest
