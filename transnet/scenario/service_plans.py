"""Service plans of new lines: the lean one that opens with a line, and fuller ones beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from transnet.model.network import Network
from transnet.scenario.openings import Close, Open
from transnet.scenario.select import split_ids

Plan = Literal["lean", "full"]
PLANS: tuple[Plan, Plan] = ("lean", "full")


@dataclass(frozen=True)
class ServicePlans:
    """The fuller service plans of the lines that a scenario opens.

    lines      projects that open with a lean plan of their own
    chosen     projects of fuller plans that the scenario opens with them
    left_out   those that it doesn't
    """

    lines: tuple[str, ...]
    chosen: tuple[str, ...]
    left_out: tuple[str, ...]

    def edits(self, plan: Plan) -> list[Open | Close]:
        """Return what has to follow the scenario's own edits for a plan on all of its lines."""
        if plan == "lean":
            return [Close(project=self.chosen)] if self.chosen else []
        return [Open(project=self.left_out)] if self.left_out else []

    @property
    def plan(self) -> Plan | None:
        """The plan that the scenario chooses; None where it is neither of them on all lines."""
        if not self.chosen:
            return "lean"
        return None if self.left_out else "full"


def service_plans(before: Network, after: Network) -> ServicePlans | None:
    """Return the service plans of the lines whose trains run after but not before.

    `projects.service_plan_of` names the line that a project is a fuller plan of. One that
    conflicts with a project that is open is no plan of this scenario, which has chosen another.
    None where no line with a fuller plan opens.
    """
    if "projects" not in after.tables:
        return None
    projects = after["projects"]
    fuller = projects[(projects["service_plan_of"] != "") & (projects["status"] != "cancelled")]
    running = [_with_trains(network) for network in (before, after)]
    new = running[1] - running[0]
    opened = set(projects.loc[after.open_rows("projects"), "project_id"])
    taken = fuller["conflicts"].map(lambda cell: not opened.isdisjoint(split_ids(str(cell))))
    fuller = fuller[fuller["service_plan_of"].isin(new) & ~taken.astype(bool)]
    if fuller.empty:
        return None
    names = [str(name) for name in fuller["project_id"]]
    return ServicePlans(
        tuple(dict.fromkeys(str(line) for line in fuller["service_plan_of"])),
        tuple(name for name in names if name in running[1]),
        tuple(name for name in names if name not in running[1]),
    )


def _with_trains(network: Network) -> set[str]:
    """Return the projects that have a service running."""
    projects = network["services"].loc[network.open_rows("services"), "project"]
    return {str(project) for project in projects}
