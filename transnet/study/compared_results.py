"""Outcomes of several scenarios side by side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from transnet.base.above import from_above
from transnet.base.language import Text, said
from transnet.base.notebook import ShownTable, notebook_html
from transnet.base.plain import records
from transnet.base.shown import Shown, cut
from transnet.study.result import Result, shown


@dataclass(frozen=True, eq=False)
class Comparison(Shown):
    """Outcomes of several scenarios side by side."""

    results: tuple[Result, ...]

    def __repr__(self) -> str:
        return f"<Comparison: {cut(', '.join(each.scenario.id for each in self.results), 160)}>"

    @cached_property
    def long(self) -> pd.DataFrame:
        """One row per scenario and target: scenario_id and the columns of `Evaluation.verdicts`."""
        parts = []
        for result in self.results:
            table = result.after.verdicts.copy()
            table.insert(0, "scenario_id", result.scenario.id)
            parts.append(table)
        return pd.concat(parts, ignore_index=True)

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """One row per target, and for each scenario its value, '… met' and '… shortfall'."""
        targets = pd.concat([result.targets for result in self.results])
        targets = targets.drop_duplicates("target_id")
        columns = ["target_id", "name_zh", "name_en", "measure", "within_min", "required_share_pct"]
        table = targets[columns].reset_index(drop=True)
        units = self.long.drop_duplicates("target_id").set_index("target_id")["unit"]
        table["unit"] = table["target_id"].map(units)
        for result in self.results:
            rows = result.after.verdicts.set_index("target_id").reindex(table["target_id"])
            name = result.scenario.id
            for column, source in ((name, "value"), (f"{name} met", "met")):
                table[column] = rows[source].to_numpy()
            table[f"{name} shortfall"] = rows["shortfall"].to_numpy()
        return table

    @cached_property
    def by_timetable(self) -> pd.DataFrame:
        """Targets on the timetable: scenario_id, when (the day), and `ByTimetable.verdicts`."""
        parts = []
        for result in self.results:
            table = result.by_timetable.verdicts
            table = table[table["state"] == "after"].drop(columns="state")
            table.insert(0, "when", result.after.when.isoformat())
            table.insert(0, "scenario_id", result.scenario.id)
            parts.append(table)
        return pd.concat(parts, ignore_index=True)

    @property
    def timetable(self) -> bool:
        """Whether reports say what the timetable says too."""
        return all(result.timetable for result in self.results)

    @cached_property
    def frontier(self) -> pd.DataFrame:
        """Efficiency against equity, one row a scenario: see `efficiency_and_equity`."""
        table: pd.DataFrame = from_above("Comparison.frontier")(self.results)
        return table

    def as_dict(self) -> dict[str, Any]:
        """Return the comparison as plain values, ready for JSON; what isn't finite is None."""
        return {
            "scenarios": [
                {
                    "id": result.scenario.id,
                    "name_zh": result.scenario.name_zh,
                    "name_en": result.scenario.name_en,
                    "manifest": result.manifest,
                    "notices": [notice.as_dict() for notice in result.notices],
                }
                for result in self.results
            ],
            "verdicts": records(self.long),
            "frontier": records(self.frontier),
            **({"timetable": records(self.by_timetable)} if self.timetable else {}),
        }

    def _repr_html_(self) -> str:
        ids = [result.scenario.id for result in self.results]
        rows = []
        for row in self.verdicts.to_dict("records"):
            cells: list[object] = [Text(row["name_zh"], row["name_en"])]
            cells += [
                f"{shown(row[name], row['unit'])} {'✓' if row[f'{name} met'] is True else '✗'}"
                for name in ids
            ]
            rows.append(cells)
        return notebook_html(ShownTable((said("target"), *ids), rows))
