"""Projects that are open after and not before: by their own day, or by that of their rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from transnet.model.network import Network
from transnet.report.words.words import Text, same

if TYPE_CHECKING:
    from transnet.study.result import Result

WAYS = ("tracks", "roads", "airports")
LINES = (*WAYS, "flights", "services")
"""Tables whose rows make a project that has none of its own day open: it runs, or can be driven."""


@dataclass(frozen=True)
class OpenedProject:
    """A project that is open after and not before.

    day  on which the tables open it (YYYY-MM-DD); empty where the scenario does
    """

    project_id: str
    name: Text
    day: str
    what: ClassVar[Text] = same("")

    @property
    def said(self) -> Text:
        """Its name with the day of the tables."""
        return self.name + Text(f"（{self.day}）", f" ({self.day})") if self.day else self.name


def opened_projects(result: Result) -> list[OpenedProject]:
    """Return the projects that open between the states of a result, those of the scenario first."""
    before, after = (each.network for each in (result.before, result.after))
    by_tables = result.network.at(after.when)
    ids = open_projects(after) - open_projects(before)
    dated = open_projects(by_tables)
    rows = after["projects"]
    found = [
        OpenedProject(
            str(row["project_id"]),
            Text(str(row["name_zh"]), str(row["name_en"])),
            _day(by_tables, str(row["project_id"])) if row["project_id"] in dated else "",
        )
        for row in rows[rows["project_id"].isin(ids)].to_dict("records")
    ]
    return sorted(found, key=lambda project: bool(project.day))


def open_projects(network: Network) -> set[str]:
    """Return the projects that are open, and those of which a line, road, airport or train is."""
    found = set(network["projects"].loc[network.open_rows("projects"), "project_id"])
    for table in LINES:
        found |= set(network[table].loc[network.open_rows(table), "project"])
    return {str(each) for each in found} & set(network["projects"]["project_id"])


def project_names(network: Network, ids: set[str]) -> list[Text]:
    """Return the names of projects, in table order."""
    rows = network["projects"]
    chosen = rows.loc[rows["project_id"].isin(ids), ["name_zh", "name_en"]]
    return [Text(str(zh), str(en)) for zh, en in chosen.itertuples(index=False)]


def _day(network: Network, project: str) -> str:
    """Return the day on which the tables open a project: its own, else the first of its rows."""
    for table in ("projects", *LINES):
        rows = network[table]
        own = rows["project_id" if table == "projects" else "project"] == project
        days = rows.loc[own & network.open_rows(table), "opened"].dropna()
        if len(days):
            return f"{days.min():%Y-%m-%d}"
    return ""
