"""The states that a project is ranked by: without it and with it, alone and in its stage."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from transnet.model.network import Network
from transnet.scenario.edits import Edit
from transnet.scenario.openings import Close, Open
from transnet.scenario.select import split_ids
from transnet.study.network_state import NetworkState
from transnet.study.project_effects import States, project_states, required_projects

NO_STAGE = "none"


@dataclass(frozen=True)
class RankedStates:
    """What a project is held against, twice.

    alone        without it and with it, as `project_states` has them
    stage        the same on top of all other projects of its stage and those before
    opened_with  what it requires, where that is open in neither of the two without an edit
    taken_along  projects of its stage that require it: open in neither state of `stage`
    left_out     projects of its stage that it can't be open with
    """

    alone: States
    stage: States
    opened_with: tuple[str, ...]
    taken_along: tuple[str, ...]
    left_out: tuple[str, ...]


class StatesOfProjects:
    """The states of all projects of a network; what they share is worked out once."""

    def __init__(self, network: Network) -> None:
        self.network = network
        frame = network["projects"]
        self._rows = frame.set_index("project_id").to_dict("index")
        self.names = [str(name) for name in frame["project_id"]]
        self._needed = {name: set(required_projects(network, name)) for name in self.names}
        self._open_at: dict[dt.date, frozenset[str]] = {}

    def of(self, project: str) -> RankedStates:
        """Return the states of a project.

        Raises UnknownNameError for one that the network doesn't list, InputError for one that
        requires itself.
        """
        alone = project_states(self.network, project)
        day = alone[0].date
        with_it, along, left_out = self._members(project)
        was_open = self._open(day)
        opening = tuple(name for name in with_it if name not in was_open)
        without = tuple(name for name in opening if name != project)
        first: tuple[Edit, ...] = (Open(project=without),) if without else ()
        second: tuple[Edit, ...] = (Open(project=opening),) if opening else ()
        if project in was_open:
            first = (*first, Close(project=(project,)))
        reference = NetworkState(day, file=alone[0].file)
        before, after = (
            replace(reference, edits=edits, reference=reference) for edits in (first, second)
        )
        needed = tuple(name for name in self.names if name in self._needed[project] - was_open)
        return RankedStates(alone, (before, after), needed, along, left_out)

    def _members(self, project: str) -> tuple[list[str], tuple[str, ...], tuple[str, ...]]:
        """Return who is open with a project in its stage, who waits for it, and who can't be."""
        stage = str(self._rows[project]["stage"])
        chosen = {project, *self._needed[project]}
        along, left_out = [], []
        for name in self.names:
            if name in chosen or not self._in_stage(name, stage):
                continue
            more = {name, *self._needed[name]}
            if project in self._needed[name]:
                along.append(name)
            elif any(self._conflict(each, other) for each in more for other in chosen):
                left_out.append(name)
            else:
                chosen |= more
        own = tuple(name for name in left_out if self._conflict(name, project))
        return [name for name in self.names if name in chosen], tuple(along), own

    def _in_stage(self, name: str, stage: str) -> bool:
        """Whether a project opens in a stage or before; with no stage, after all that have one."""
        own = str(self._rows[name]["stage"])
        return own != NO_STAGE and own <= stage and self._rows[name]["status"] != "cancelled"

    def _conflict(self, name: str, other: str) -> bool:
        return (name, other) in self._conflicts or (other, name) in self._conflicts

    @cached_property
    def _conflicts(self) -> set[tuple[str, str]]:
        return {
            (str(name), other)
            for name, row in self._rows.items()
            for other in split_ids(str(row["conflicts"] if pd.notna(row["conflicts"]) else ""))
        }

    def _open(self, day: dt.date) -> frozenset[str]:
        """Return the projects that are open on a day."""
        if day not in self._open_at:
            then = self.network.at(day)
            found = then["projects"].loc[then.open_rows("projects"), "project_id"]
            self._open_at[day] = frozenset(map(str, found))
        return self._open_at[day]
