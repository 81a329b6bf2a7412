"""Outcomes of many states at once: coalitions of a family together, other states one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from transnet.study.coalitions import Member, Parts
from transnet.study.network_state import NetworkState
from transnet.study.outcome import LaterNotices, Outcome, StateOutcome, arrays_of, joined
from transnet.travel.side_by_side import side_by_side

if TYPE_CHECKING:
    from transnet.base.errors import Notice
    from transnet.scenario.edits import Edited

_FEWEST = 16
"""Coalitions of a family that are worth looking at together."""


def judged_states(
    states: Sequence[NetworkState],
    members: Sequence[Member | None],
    one: Callable[[tuple[NetworkState, Member | None]], StateOutcome],
    edited: Callable[[NetworkState], Edited],
    threads: int | None,
) -> Outcome:
    """Return the outcomes of states, one at least.

    members  what each is in its family; None for one of none
    one      judges a state
    edited   makes a state's edits, and raises what is wrong with them
    threads  as `side_by_side` takes them
    """
    families = _families(members)
    pieces = []
    for parts, at in families:
        own = [each.own for each in map(members.__getitem__, at) if each is not None]
        for state, member in zip(at, own, strict=True):
            if not parts.is_checked(member):
                edited(states[state])
                parts.note_checked(member)
        pieces.append((at, parts.outcomes(own, threads)))
    together = {state for _, at in families for state in at}
    rest = [state for state in range(len(states)) if state not in together]
    found = side_by_side(one, [(states[state], members[state]) for state in rest], threads)
    if found or not pieces:
        pieces.append((rest, arrays_of(found)))
    known = dict(zip(rest, found, strict=True))
    notices = tuple(
        known[at].notices if at in known else _later(edited, state)
        for at, state in enumerate(states)
    )
    return Outcome(states=tuple(states), notices=notices, **joined(len(states), pieces))


def _families(members: Sequence[Member | None]) -> list[tuple[Parts, list[int]]]:
    """Return the families that many states belong to, each with these."""
    found: dict[int, tuple[Parts, list[int]]] = {}
    for at, member in enumerate(members):
        if member is not None:
            found.setdefault(id(member.parts), (member.parts, []))[1].append(at)
    return [each for each in found.values() if len(each[1]) >= _FEWEST]


def _later(edited: Callable[[NetworkState], Edited], state: NetworkState) -> Sequence[Notice]:
    return LaterNotices(lambda: edited(state).notices)
