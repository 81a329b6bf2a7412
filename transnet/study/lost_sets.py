"""Many states that differ in what is lost: one base, losses, and which of them each state lacks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import overload

from transnet.scenario.openings import Close
from transnet.study.network_state import NetworkState

Lost = Mapping[str, Sequence[str]]
"""Ids of the rows that a loss closes, by table."""


class LostSets(Sequence[NetworkState]):
    """States without some losses, each made when somebody asks for it.

    base    nothing is lost there yet
    losses  rows that each closes, open ones
    sets    losses that each state is without, by their places
    """

    def __init__(
        self, base: NetworkState, losses: Sequence[Lost], sets: Sequence[tuple[int, ...]]
    ) -> None:
        self.base, self.losses, self.sets = base, tuple(losses), tuple(sets)

    def __len__(self) -> int:
        return len(self.sets)

    @overload
    def __getitem__(self, at: int) -> NetworkState: ...
    @overload
    def __getitem__(self, at: slice) -> LostSets: ...
    def __getitem__(self, at: int | slice) -> NetworkState | LostSets:
        if isinstance(at, slice):
            return LostSets(self.base, self.losses, self.sets[at])
        return self.without(self.sets[at])

    def __repr__(self) -> str:
        return f"<LostSets of {len(self):,} states and {len(self.losses)} losses>"

    def without(self, lost: tuple[int, ...]) -> NetworkState:
        """Return the state without some losses, by their places."""
        rows: dict[str, dict[str, None]] = {}
        for loss in lost:
            for table, ids in self.losses[loss].items():
                rows.setdefault(table, {}).update(dict.fromkeys(ids))
        edits = tuple(Close(id=tuple(ids), table=table) for table, ids in rows.items() if ids)
        return replace(self.base, edits=(*self.base.edits, *edits))

    @property
    def family(self) -> tuple[NetworkState, str]:
        """What states of the same base and losses share."""
        return self.base, hashlib.sha256(repr(self._named).encode()).hexdigest()

    @property
    def plain(self) -> tuple[NetworkState | str, ...]:
        """All that tells them from others, as few plain words."""
        digest = hashlib.sha256(repr((self._named, self.sets)).encode()).hexdigest()
        return replace(self.base, file=""), str(len(self)), digest

    @property
    def _named(self) -> list[list[tuple[str, list[str]]]]:
        return [[(table, list(ids)) for table, ids in each.items()] for each in self.losses]
