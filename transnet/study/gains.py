"""Who gains from a scenario: where the counties lie, before and after, and how evenly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from transnet.base.above import from_above
from transnet.base.codes import notice
from transnet.base.errors import InputError, Notice
from transnet.base.language import said
from transnet.base.shown import Shown
from transnet.study.groups import OTHER
from transnet.study.measure_change import STATES, By, MeasureChange

if TYPE_CHECKING:
    from transnet.model.network import Network
    from transnet.scenario.accessibility_settings import AccessSettings
    from transnet.scenario.file import Scenario
    from transnet.study.accessibility import Accessibility

BYS: tuple[By, ...] = ("city", "belt", "cluster")
GainTables = tuple[
    pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame
]
_BY = {
    "best": said("by whatever means"),
    "drive": said("by car"),
    "public": said("by public transport"),
    "rail": said("by rail"),
    "carfree": said("without a car"),
}
_OUTCOMES = ("win", "lose", "same")


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of the scenario's settings: its name in tables, unit and change."""

    name: str
    unit: str
    change: MeasureChange


@dataclass(frozen=True, eq=False, repr=False)
class Gains(Shown):
    """What a scenario does to the access of the cluster's counties, and how evenly.

    settings  what was asked for
    measures  one row a measure: measure, unit, better; before, after, change and
              change_pct of the mean over people; people_win, people_lose, people_same and zones_*;
              gini, cv, theil, and between and within cities, each with _before and _after
    counties  one row a measure and county: measure, place_id, name_zh, name_en, city_id, people,
              before, after, change, change_pct, outcome (wins, loses, same)
    groups    one row a measure and group: measure, by (city, belt, cluster), group_id, names,
              zones_*, people_*, mean_change over people
    theil     one row a measure, by, and part (total, between, within): before, after, change
    lorenz    one row a measure, state and corner of its Lorenz curve: people_share, value_share
    left_out  places that count for nothing (no_figure) or not for WATT (no_way, turned), see
              `Accessibility.left_out`
    notices   measures that were asked for and can't be taken

    A county wins or loses by more than a minute of WATT, and by more than 1 % of other measures. A
    measure that can't be taken, such as WATT where everything is cut off, is not in the tables.
    """

    settings: AccessSettings
    measures: pd.DataFrame
    counties: pd.DataFrame
    groups: pd.DataFrame
    theil: pd.DataFrame
    lorenz: pd.DataFrame
    left_out: pd.DataFrame
    notices: tuple[Notice, ...] = ()

    def row(self, measure: str) -> Mapping[str, Any]:
        """Return the row of `measures` of a measure; raises KeyError for one that isn't there."""
        rows = {str(one["measure"]): one for one in self.measures.to_dict("records")}
        return {str(key): value for key, value in rows[measure].items()}

    def of(self, measure: str) -> pd.DataFrame:
        """Return the rows of `counties` of a measure."""
        return self.counties[self.counties["measure"] == measure]

    @property
    def headline_measure(self) -> str:
        """The measure that the sentence is about by default."""
        turned = bool((self.left_out["reason"] == "turned").any())
        return "potential" if turned and "potential" in self.names else self.names[0]

    @property
    def names(self) -> list[str]:
        """The measures that were taken."""
        return [str(name) for name in self.measures["measure"]]

    def sentence(self, measure: str | None = None) -> tuple[str, str]:
        """Say in Chinese and in English who gains by a measure, and whether gaps close.

        measure  by default WATT, or the first that was taken; potential where a place is cut off or
                 connected, which no mean time can tell. Gaps are those of potential where it was
                 taken, for WATT is a burden. Raises KeyError for one that wasn't taken.
        """
        words: tuple[str, str] = from_above("Gains.sentence")(self, measure)
        return words


def gains_of(tables: GainTables, scenario: Scenario) -> Gains:
    """Return what `gains` of a result returns, from the tables of `gain_tables`."""
    taken = {str(name) for name in tables[0]["measure"]}
    return Gains(scenario.accessibility, *tables, _not_taken(scenario, taken))


def gain_tables(access: Accessibility) -> GainTables:
    """Return the tables of `Gains` in their order, from the accessibility of a result."""
    network = access.result.after.network
    names = _county_names(network)
    found = list(measures_of(access)) or list(
        measures_of(access.with_settings(measures=("potential",)))
    )
    parts = [{by: each.change.theil(by) for by in BYS} for each in found]
    counties = [
        names.join(each.change.table, how="right").assign(measure=each.name) for each in found
    ]
    return (
        pd.DataFrame([_row(*each) for each in zip(found, parts, strict=True)]),
        _long(counties, "place_id"),
        pd.concat([_by_group(each, network) for each in found], ignore_index=True),
        pd.concat([_theil(*each) for each in zip(found, parts, strict=True)], ignore_index=True),
        pd.concat(
            [each.change.lorenz_curve().assign(measure=each.name) for each in found],
            ignore_index=True,
        )[["measure", "state", "people_share", "value_share"]],
        access.left_out,
    )


def _not_taken(scenario: Scenario, taken: Set[str]) -> tuple[Notice, ...]:
    """Name WATT where it is asked for and can't be taken: no other measure can fail."""
    if "watt" not in scenario.accessibility.names or "watt" in taken:
        return ()
    hint = said(
        "isn't taken: there is no place that every county reaches, before and after, {using}",
        using=_BY[scenario.accessibility.using],
    )
    if not {*scenario.accessibility.names} & taken and "potential" in taken:
        hint = said("{told}; economic potential stands in", told=hint)
    where = scenario.file or scenario.id
    column = "accessibility, measures"
    return (notice("measure_not_taken", where, 0, column, "watt", hint),)


def measures_of(access: Accessibility) -> Iterator[Measure]:
    """Yield the measures that the settings ask for, as far as they can be taken."""
    settings = access.settings
    unit = "people" if settings.mass == "population" else "100m yuan"
    for name in settings.names:
        if name == "watt":
            try:
                taken = access.weighted_average_time()
            except InputError:
                continue
            yield Measure(name, "min", taken)
        elif name == "potential":
            per = "min" if settings.exponent == 1 else f"min^{settings.exponent:g}"
            yield Measure(name, f"{unit}/{per}", access.economic_potential())
        elif name == "daily":
            yield Measure(name, unit, access.daily_accessibility())
        elif name == "cumulative":
            yield from _cumulative(access, unit)
        elif settings.decay is not None:
            yield Measure(name, unit, access.gravity(settings.decay.decay()))


def _cumulative(access: Accessibility, unit: str) -> Iterator[Measure]:
    for cutoff in access.settings.cutoffs_min:
        yield Measure(f"cumulative_{cutoff:g}", unit, access.cumulative(cutoff))


def _county_names(network: Network) -> pd.DataFrame:
    places = network["places"].set_index("place_id")
    return places.loc[places["kind"] != "external", ["name_zh", "name_en", "city_id"]]


def _row(measure: Measure, theils: Mapping[By, pd.DataFrame]) -> dict[str, float | str]:
    """Return a measure's row of the summary."""
    taken, table = measure.change, measure.change.table
    means = [float(np.average(table[state], weights=table["people"])) for state in STATES]
    row: dict[str, float | str] = {
        "measure": measure.name,
        "unit": measure.unit,
        "better": taken.better,
        "before": means[0],
        "after": means[1],
        "change": means[1] - means[0],
        "change_pct": 100.0 * (means[1] / means[0] - 1.0) if means[0] else float("nan"),
    }
    summary = taken.winners_and_losers().to_dict("records")[0]
    for what in ("people", "zones"):
        row |= {f"{what}_{word}": float(summary[f"{what}_{word}"]) for word in _OUTCOMES}
    spread, cv, parts = taken.gini(), taken.coefficient_of_variation(), theils["city"]
    for state in STATES:
        row[f"gini_{state}"], row[f"cv_{state}"] = float(spread[state]), float(cv[state])
        column = parts[state]
        row[f"theil_{state}"] = float(column["total"])
        row |= {f"{part}_{state}": float(column[part]) for part in ("between", "within")}
    return row


def _by_group(measure: Measure, network: Network) -> pd.DataFrame:
    parts = []
    names = group_names(network)
    for by in BYS:
        table = measure.change.winners_and_losers(by).rename_axis("group_id").reset_index()
        for at, column in enumerate(("name_zh", "name_en")):
            table.insert(1 + at, column, [names[str(group)][at] for group in table["group_id"]])
        table.insert(0, "by", by)
        table.insert(0, "measure", measure.name)
        parts.append(table)
    return pd.concat(parts, ignore_index=True)


def group_names(network: Network) -> dict[str, tuple[str, str]]:
    """Return the names, Chinese and English, of cities, belts and clusters by their id."""
    names = {OTHER: ("其他县区", "other counties")}
    for table, key in (("cities", "city_id"), ("groups", "group_id")):
        if table in network.tables:
            rows = network[table][[key, "name_zh", "name_en"]].itertuples(index=False)
            names |= {str(row[0]): (str(row[1]), str(row[2])) for row in rows}
    return names


def _theil(measure: Measure, theils: Mapping[By, pd.DataFrame]) -> pd.DataFrame:
    parts = [table.rename_axis("part").reset_index().assign(by=by) for by, table in theils.items()]
    table = pd.concat(parts, ignore_index=True).assign(measure=measure.name)
    return table[["measure", "by", "part", "before", "after", "change"]]


def _long(parts: list[pd.DataFrame], key: str) -> pd.DataFrame:
    table = pd.concat([part.rename_axis(key).reset_index() for part in parts], ignore_index=True)
    return table[["measure", *(column for column in table.columns if column != "measure")]]
