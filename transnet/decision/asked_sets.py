"""What sets of projects are asked about: a network, or a scenario and what it opens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from transnet.base.errors import InputError
from transnet.base.language import Text, said
from transnet.base.progress import Progress
from transnet.decision.project_sets import ProjectSets, chosen_projects
from transnet.decision.scenario_asked import scenario_asked, subject_of
from transnet.model.network import Network
from transnet.scenario.file import Scenario, network_of
from transnet.scenario.requirements import open_projects
from transnet.study.compiled import CompiledNetwork


@dataclass(frozen=True)
class AskedSets:
    """A network, and the scenario whose outcome the sets are opened on, if one was asked about."""

    network: Network
    scenario: Scenario | None = None

    @property
    def subject(self) -> Text:
        """What the answer is about."""
        if self.scenario is not None:
            return subject_of(self.scenario)
        return Text(self.network.info.name_zh, self.network.info.name_en)

    def projects(self, study: CompiledNetwork, projects: Sequence[str]) -> list[str]:
        """Return the ids of projects; of none the ones that the scenario opens, in table order.

        Raises InputError for names that aren't known, and where there are none to choose.
        """
        if projects:
            return chosen_projects(self.network, projects)
        if self.scenario is None:
            raise InputError(said("say which projects"))
        before, after = map(study.network_of, study.states_of(self.scenario))
        opened = open_projects(after) - open_projects(before)
        if not opened:
            raise InputError(
                said("{value} opens no project: say which", value=str(self.scenario.id))
            )
        return [name for name in self.network["projects"]["project_id"] if name in opened]

    def before(self, study: CompiledNetwork, date: dt.date | str | None) -> Network:
        """Return the network without the scenario, or as it is on the day."""
        if self.scenario is None or date is not None:
            return self.network.at(study.state(date=date).date)
        return study.network_of(study.states_of(self.scenario)[0])

    def sets(
        self,
        study: CompiledNetwork,
        projects: Sequence[str],
        *,
        date: dt.date | str | None,
        along: Sequence[str] = (),
        progress: Progress,
    ) -> ProjectSets:
        """Return sets of projects, ids, with all else that the scenario does.

        date   day on which they open; None for the scenario's, else the last that sources cover
        along  projects that are open in all sets
        """
        on = None
        if self.scenario is not None:
            on = study.states_of(self.scenario)[1]
            if date is not None:
                day = study.state(date=date).date
                on = replace(on, date=day, edits_from=day)
        return ProjectSets(study, projects, date=date, along=along, on=on, progress=progress)


def sets_asked(asked: Network | Scenario | str | Path) -> AskedSets:
    """Return what sets are asked about; raises what `read_scenario` and `load_network` raise."""
    if isinstance(asked, Network):
        return AskedSets(asked)
    scenario = scenario_asked(asked)
    return AskedSets(network_of(scenario), scenario)
