"""What a run returns: tables before, after and of the change, and what they were made from."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import numpy as np
import pandas as pd

from transnet.base.above import from_above
from transnet.base.given import given
from transnet.base.kept_values import Records, records_of
from transnet.base.language import MapLanguage, Text, joined, said
from transnet.base.notebook import ShownTable, notebook_html
from transnet.study.verdicts import names_of
from transnet.travel.leg_names import LEGS

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

    from transnet.base.errors import Notice
    from transnet.model.network import Network
    from transnet.scenario.file import Scenario
    from transnet.study.accessibility import Accessibility
    from transnet.study.compiled import CompiledNetwork
    from transnet.study.evaluate import Evaluation
    from transnet.study.gains import Gains
    from transnet.study.network_state import NetworkState
    from transnet.study.sensitivity_tables import Sensitivity
    from transnet.study.timed.by_timetable import ByTimetable
    from transnet.study.without_car import WithoutCar

_Value = TypeVar("_Value")

_TARGET_COLUMNS = (
    "target_id", "document", "name_zh", "name_en", "measure", "unit", "within_min",
    "required_share_pct", "schedule_delay", "traffic", "headline", "source", "basis", "confidence",
    "note", "note_zh",
)  # fmt: skip
_STATE_COLUMNS = (
    "mean_min", "share_within_pct", "met", "shortfall", "worst", "worst_from", "worst_to",
    "binding_leg", "count", "failing", "failing_zh", "failing_en", "uses_recalled",
)  # fmt: skip
_PLACE_COLUMNS = ("core_min", "seat_min", "people_within_60", "mode", "largest_leg", "weak")


@dataclass(frozen=True, eq=False)
class Result:
    """A scenario's outcome held against its base.

    before, after  the two states, evaluated
    targets   the rows of the targets table that were judged
    study     of the network before the edits, with the targets that were judged
    states    before and after, as the study takes them
    effects   every cell of the tables that the edits changed: table, row_id, names, column, before,
              after
    notices   warnings, such as a line that opens without trains
    manifest  hashes, days and versions; the same inputs give the same manifest
    timetable  whether reports say what the timetable says too
    """

    scenario: Scenario
    before: Evaluation
    after: Evaluation
    targets: pd.DataFrame
    study: CompiledNetwork
    states: tuple[NetworkState, NetworkState]
    effects: pd.DataFrame
    notices: tuple[Notice, ...]
    manifest: dict[str, Any]
    run_seconds: float
    timetable: bool = False

    def __repr__(self) -> str:
        met = [int(state.verdicts["met"].sum()) for state in (self.before, self.after)]
        return (
            f"<Result {self.scenario.id}: {met[1]} of {len(self.targets)} targets met, "
            f"{met[0]} before>"
        )

    @property
    def network(self) -> Network:
        """The network before the edits, read at any day."""
        return self.study.network

    def known(
        self,
        what: str,
        make: Callable[[], _Value],
        *,
        by: object = (),
        records: Records | None = None,
    ) -> _Value:
        """Return an answer on both states as it was found before, or find it: `KnownAnswers`."""
        return self.study.answers.get(what, self.states, make, by=by, records=records or {})

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """One row per target: definition, `before`, `after`, `change`, and each state's verdict.

        before, after are minutes of the worst pair or percent of people; columns that end in
        _before and _after tell mean_min, share_within_pct, met, shortfall (in shortfall_unit), the
        worst pair by name and ids, binding_leg, count and failing pairs, and uses_recalled.
        """
        keys = self.targets[[name for name in _TARGET_COLUMNS if name != "unit"]]
        old, new = (
            _with_names(state).set_index("target_id").loc[keys["target_id"]].reset_index()
            for state in (self.before, self.after)
        )
        table = keys.reset_index(drop=True)
        table.insert(5, "unit", new["unit"])
        table["shortfall_unit"] = new["shortfall_unit"]
        table["before"], table["after"] = old["value"], new["value"]
        table["change"] = _change(old["value"], new["value"])
        for name in _STATE_COLUMNS:
            table[f"{name}_before"], table[f"{name}_after"] = old[name], new[name]
        table["uses_recalled"] = old["uses_recalled"] | new["uses_recalled"]
        table["recalled_parameters"] = new["recalled_parameters"]
        return table

    @cached_property
    def travel_times(self) -> pd.DataFrame:
        """Every pair of places with an end in the cluster: minutes, modes and legs of both states.

        from_*, to_* (ids and names), before_min, after_min, change_min; chosen_before_min and
        chosen_after_min, by which trips are chosen: with displacement and long roads to rides by
        their weights; and mode,
        displacement_min (beside the minutes), legs and weak with _before and _after.
        """
        names = {column: names_of(self.after.network, column) for column in _NAMES}
        old, new = self.before.travel_times, self.after.travel_times
        table = new[["from_id", "to_id"]].copy()
        for end in ("from", "to"):
            for column, known in names.items():
                table[f"{end}_{column.removeprefix('name_')}"] = table[f"{end}_id"].map(known)
        table["before_min"], table["after_min"] = old["travel_min"], new["travel_min"]
        table["change_min"] = _change(old["travel_min"], new["travel_min"])
        for end, state in (("before", self.before), ("after", self.after)):
            table[f"chosen_{end}_min"] = _chosen_min(state, table)
        for name in ("mode", "displacement_min", *(f"{leg}_min" for leg in LEGS), "weak"):
            table[f"{name}_before"], table[f"{name}_after"] = old[name], new[name]
        return table

    @cached_property
    def counties(self) -> pd.DataFrame:
        """Every county of the cluster: people, minutes to the core and to the own seat.

        Columns that end in _before and _after tell core_min, seat_min, people_within_60 (of the
        core), all with _change, and mode, largest_leg and weak (rests on a recalled or assumed
        row) of the trip to the core.
        """
        old, new = (
            state.places[state.places["kind"] != "external"].reset_index(drop=True)
            for state in (self.before, self.after)
        )
        table = new[["place_id", "name_zh", "name_en", "city_id", "kind", "people"]].copy()
        for name in _PLACE_COLUMNS:
            table[f"{name}_before"], table[f"{name}_after"] = old[name], new[name]
            if name.endswith(("_min", "_60")):
                table[f"{name}_change"] = _change(old[name], new[name])
        return table

    @cached_property
    def core_trips(self) -> pd.DataFrame:
        """From the core to the other seats by every means, before and after: see `core_trips`."""
        from transnet.study.core_trips import core_trips

        return self.known("core trips", lambda: core_trips(self))

    @cached_property
    def without_car(self) -> WithoutCar:
        """What the scenario does to those with a car and to those without one."""
        from transnet.study.without_car import WithoutCar, without_car

        return self.known(
            "without car",
            lambda: without_car(self.accessibility),
            by=self.scenario.accessibility,
            records=records_of(WithoutCar),
        )

    @cached_property
    def by_timetable(self) -> ByTimetable:
        """Targets judged on the timetable, first and last trains, and who can commute."""
        from transnet.study.timed.by_timetable import ByTimetable, by_timetable
        from transnet.study.timed.timed_hours import working_hours

        def make() -> ByTimetable:
            names = ("before", "after")
            study = self.study.with_targets(self.targets)
            hours = working_hours(self.after.network)  # the same for both, to be held together
            states = {
                name: study.on_timetable(state, hours)
                for name, state in zip(names, self.states, strict=True)
            }
            return by_timetable(states)

        return self.known("by timetable", make, records=records_of(ByTimetable))

    @cached_property
    def accessibility(self) -> Accessibility:
        """Every measure of accessibility as a method: before, after, change, by county."""
        from transnet.study.accessibility import Accessibility

        return Accessibility(self, self.scenario.accessibility)

    @cached_property
    def gains(self) -> Gains:
        """Who gains in access, and how evenly: the measures that the scenario asks for."""
        from transnet.study.gains import gain_tables, gains_of

        settings = self.scenario.accessibility
        tables = self.known("gains", lambda: gain_tables(self.accessibility), by=settings)
        return gains_of(tables, self.scenario)

    @cached_property
    def sensitivity(self) -> Sensitivity:
        """What turns between the ends of the inputs, in the bounded form of `sensitivity`."""
        found: Sensitivity = from_above("Result.sensitivity")(self)
        return found

    def plot(
        self,
        ax: Axes | None = None,
        kind: Literal["before", "after", "change"] = "change",
        *,
        language: MapLanguage = "both",
    ) -> Axes:
        """Draw the map of the hour's reach before or after, or of what changes.

        language  what it is lettered in: zh, en or both; UnknownNameError for another
        """
        drawn: Axes = from_above("Result.plot")(self, ax, kind, language)
        return drawn

    def save(
        self,
        folder: str | Path,
        *,
        force: bool = False,
        xlsx: bool = False,
        language: MapLanguage = "both",
    ) -> list[Path]:
        """Write tables, maps and page into a folder and return the files, as `write_result` does.

        force     replace files under these names that no run wrote, or that were edited since
        xlsx      write the tables as one workbook too
        language  what the maps are lettered in: zh, en or both
        Raises InputError when such a file is there, or the folder can't be written.
        """
        write = from_above("Result.save")
        paths: list[Path] = write(self, folder, force=force, xlsx=xlsx, language=language)
        return paths

    def explore(self) -> Any:
        """Return the explorer's page with this result in it; it opens without server or network.

        Before, after and what changes on the map, verdicts, people, counties and journeys leg by
        leg; from the core and the seats of cities, in all readings of trips. A notebook shows it,
        and `.save("map.html")` writes it as one file. Raises what `run` raises.
        """
        return from_above("Result.explore")(self)

    def _repr_html_(self) -> str:
        states = [Text(each.label_zh, each.label_en) for each in (self.before, self.after)]
        rows = [
            [
                Text(row["name_zh"], row["name_en"]),
                shown(row["before"], row["unit"]),
                shown(row["after"], row["unit"]),
                "✓" if row["met_after"] else "✗",
                shown(row["shortfall_after"], row["shortfall_unit"]),
                row["binding_leg_after"],
            ]
            for row in self.verdicts.to_dict("records")
        ]
        head = (
            said("target"), said("before"), said("after"), said("met"), said("shortfall"),
            said("binding leg"),
        )  # fmt: skip
        name = Text(self.scenario.name_zh, self.scenario.name_en)
        subtitle = joined(states, " → ", " → ")
        return notebook_html(ShownTable(head, rows), title=name, subtitle=subtitle)


def gains(result: Result) -> Gains:
    """Return how a scenario changes access in the cluster, by the measures that it asks for.

    By default: WATT, potential, daily accessibility, and people within an hour. The mass of a place
    is its population (or GDP); WATT and potential leave a county's own mass out. Potential stands
    in where WATT alone is asked for and can't be taken.

    Raises InputError where the counties have no people at all.
    """
    return given(result, Result, "result", said("run gives one")).gains


_NAMES = ("name_zh", "name_en")


def shown(value: float, unit: str) -> str:
    """Return a figure with its unit for people to read; '–' where it isn't known."""
    if math.isnan(value):
        return "–"
    if not math.isfinite(value):
        return "∞"
    return f"{value:,.0f} {unit}" if unit == "people" else f"{value:.1f} {unit}"


def _with_names(state: Evaluation) -> pd.DataFrame:
    """Return a state's verdicts with the worst pair in words."""
    names = {column: names_of(state.network, column) for column in _NAMES}
    table = state.verdicts.copy()
    table["worst"] = [
        " → ".join(
            f"{names['name_zh'].get(end, end)} {names['name_en'].get(end, end)}" for end in ends
        )
        for ends in zip(table["worst_from"], table["worst_to"], strict=True)
    ]
    return table


def _chosen_min(state: Evaluation, pairs: pd.DataFrame) -> np.ndarray[Any, Any]:
    """Return what each pair's trip is chosen by, in minutes; 0 to the place itself."""
    places = pd.Index(state.place_ids)
    rows, columns = (places.get_indexer(pd.Index(pairs[end])) for end in ("from_id", "to_id"))
    return np.where(rows == columns, 0.0, state.choice_min[rows, columns])


def _change(before: pd.Series[float], after: pd.Series[float]) -> np.ndarray[Any, Any]:
    """Return after - before; 0 where both are infinite."""
    old, new = before.to_numpy(dtype=np.float64), after.to_numpy(dtype=np.float64)
    both = np.isinf(old) & np.isinf(new)
    return np.where(both, 0.0, np.where(both, 0.0, new) - np.where(both, 0.0, old))
