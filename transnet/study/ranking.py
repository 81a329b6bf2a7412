"""Projects ranked: what each does alone and on top of the rest of its stage, and per yuan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from transnet.base.cache import Cache
from transnet.base.given import given, names_given, word_given
from transnet.base.language import said
from transnet.base.progress import Progress, ignore_progress
from transnet.base.shown import Shown
from transnet.base.store import default_folder
from transnet.model.network import Network
from transnet.study.project_gains import GAIN_COLUMNS, Row, gains_of_projects
from transnet.study.project_kinds import KINDS, project_kind, rests_on_assumptions
from transnet.study.state_reading import CUTOFFS_MIN

__all__ = ["CUTOFFS_MIN", "GAINS", "READINGS", "Ranking", "orders", "rank_projects"]

Gain = Literal[
    "potential_pct", "reach", "people", "saved_min", "hours", "cities_min", "carless_min",
    "watt_min",
]  # fmt: skip
Reading = Literal["alone", "stage"]
GAINS: tuple[Gain, ...] = get_args(Gain)
READINGS: tuple[Reading, ...] = get_args(Reading)
_PER = "_per_100m_yuan"
PER_COST: tuple[Gain, ...] = ("potential_pct", "reach", "people", "hours", "carless_min")
"""Gains that are shared out over the cost."""
LIST_COLUMNS = ("opened_with", "taken_along", "left_out")

_BUILDS_NOTHING = ("service", "measure")
_TOLD = (
    "project_id", "name_zh", "name_en", "theme", "stage", "status", "opened",
    "build_start", "build_end", "cost_100m_yuan", "cost_low_100m_yuan", "cost_high_100m_yuan",
    "cost_with", "cost_basis", "cost_confidence", "cost_source",
)  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class Ranking(Shown):
    """Projects with what they gain, best first.

    table    one row a project: its names, theme, stage, status, cost and years of building as in
             projects.csv; kind, as `project_kind` gives it; assumed, whether its own rows are
             recalled or assumed; apart, whether it builds nothing and its trains or values are
             assumed, so that it gains what was put in: these stand after all others;
             opened_with, taken_along and left_out, lists of projects as `RankedStates` has them;
             day on which it is held against what was there; and for each reading, alone and
             stage, the columns below with _alone or _stage behind them
                 reach         more people whom a resident has within the hour, seat to seat, mean
                               over residents and over thresholds of 50 to 70 min
                 people        more people within the hour of the core, mean over the same;
                               people_low and people_high are the least and the most of it
                 saved_min     minutes saved per trip between counties, mean over the people of both
                 hours         the same for one trip of every resident, added up
                 cities_min    minutes saved from the counties to the main cities
                 carless_min   as saved_min for those without a car
                 watt_min      less mean time to all places, weighted by their people
                 potential_pct more economic potential, in per cent
                 people_per_100m_yuan and the same of the others in PER_COST, with _low and _high:
                               gain per 100 million yuan (亿元) at the ends of the cost; NaN
                               without a cost
    curve    project_id, reading, cutoff_min (CUTOFFS_MIN), people_before, people_after: a
             threshold that many people live just behind shows as a step, and is no more than that
    by, reading  the column that the rows stand in order of
    names    project_id, name_zh, name_en and assumed of all projects of the network, as lists of
             a row name others than those that are ranked
    """

    table: pd.DataFrame
    curve: pd.DataFrame
    by: str
    reading: Reading
    names: pd.DataFrame

    @property
    def column(self) -> str:
        """The column of `table` that the rows stand in order of."""
        return f"{self.by}_{self.reading}"

    @property
    def flat(self) -> pd.DataFrame:
        """The table with lists of projects as texts parted by ;, as a file has them."""
        lists = {name: self.table[name].map(";".join) for name in LIST_COLUMNS}
        return self.table.assign(**lists)

    def curve_of(self, project: str, reading: Reading | None = None) -> pd.DataFrame:
        """Return the rows of `curve` of a project in a reading; the ranking's own unless given."""
        chosen = self.curve["project_id"] == project
        return self.curve[chosen & (self.curve["reading"] == (reading or self.reading))]


def rank_projects(  # noqa: PLR0913, each filters or orders the rows
    network: Network,
    *,
    projects: Sequence[str] | None = None,
    theme: Sequence[str] | str = (),
    stage: Sequence[str] | str = (),
    kind: Sequence[str] | str = (),
    by: str = "potential_pct",
    reading: Reading = "alone",
    threads: int | None = None,
    cache: Cache | None = None,
    progress: Progress | None = None,
) -> Ranking:
    """Return projects of a network ranked by what they gain, alone and in their stage.

    projects  their ids; None for all
    theme, stage, kind  words that projects must have one of: rail, road, …; 2025, …, none;
              built, upgrade, service, measure, none. Empty for any
    by        one of `orders()`: a gain, or a gain per 100 million yuan; rows without it come last,
              equal ones stand in order of hours saved, then of potential; per cost where that
              is asked
    reading   alone or stage: which of the two decides the order
    threads   how many states are read at a time; None for as many as routing takes
    cache     where rows are kept under what they come of; the user's own unless given
    progress  called with ("states", states done, states)
    Raises UnknownNameError for a project or a word that isn't there, InputError where nobody lives.

    >>> from transnet import load_network, rank_projects
    >>> found = rank_projects(load_network("shanxi-central"), projects=["hw-fenshi"])
    >>> found.table[["name_en", "cost_100m_yuan"]].values.tolist()
    [['Fenyang–Shilou Expressway', 117.14]]
    """
    given(network, Network, "network", said("load_network gives one"))
    word_given(by, orders(), said("order of a ranking"))
    word_given(reading, READINGS, said("reading of a ranking"))
    chosen = _chosen(network, projects, {"theme": theme, "stage": stage, "kind": kind})
    found = gains_of_projects(
        network,
        chosen["project_id"].tolist(),
        threads=threads,
        cache=cache if cache is not None else Cache(default_folder("ranking")),
        progress=progress or ignore_progress,
    )
    rows = [found[name] for name in chosen["project_id"]]
    table = pd.concat([chosen, _gained(chosen, rows)], axis=1)
    equal = ["potential_pct", "hours"]
    equal += [f"{each}{_PER}" for each in equal if by.endswith(_PER)]
    ranks = [f"{each}_{reading}" for each in (*equal, by)]
    keys = [-table[rank].to_numpy() for rank in ranks]  # NaN comes last
    order = np.lexsort([*keys, table["apart"].to_numpy()])  # the last one decides first
    curve = [_curve(name, row) for name, row in zip(chosen["project_id"], rows, strict=True)]
    shown = pd.concat(curve, ignore_index=True) if curve else _curve("", None)
    ranked = table.iloc[order].reset_index(drop=True)
    return Ranking(ranked, shown, by, reading, _names(network))


def orders() -> tuple[str, ...]:
    """Return the gains that a ranking may be in order of."""
    return (*GAINS, *(f"{gain}{_PER}" for gain in PER_COST))


def _chosen(
    network: Network, projects: Sequence[str] | None, wanted: Mapping[str, Sequence[str] | str]
) -> pd.DataFrame:
    """Return what the table says of the projects that are asked for, and their kind."""
    frame = network["projects"]
    names = [str(name) for name in frame["project_id"]]
    if projects is not None:
        for name in (asked := names_given(projects, "projects")):
            word_given(name, names, said("project"))
        frame = frame[frame["project_id"].isin(asked)]
    table = frame[list(_TOLD)].reset_index(drop=True)
    table["kind"] = [project_kind(network, str(name)) for name in table["project_id"]]
    table["assumed"] = [rests_on_assumptions(network, str(name)) for name in table["project_id"]]
    table["apart"] = table["assumed"] & table["kind"].isin(_BUILDS_NOTHING)
    listed = {name: sorted(set(network["projects"][name])) for name in ("theme", "stage")}
    known: Mapping[str, Sequence[str]] = {"kind": KINDS, **listed}
    for column, words in wanted.items():
        asked = names_given(words, column)
        for word in asked:
            word_given(word, known[column], column)
        if asked:
            table = table[table[column].isin(asked)]
    return table.reset_index(drop=True)


def _names(network: Network) -> pd.DataFrame:
    table = network["projects"][["project_id", "name_zh", "name_en"]]
    assumed = [rests_on_assumptions(network, str(name)) for name in table["project_id"]]
    return table.assign(assumed=assumed)


def _gained(projects: pd.DataFrame, rows: Sequence[Row]) -> pd.DataFrame:
    """Return the columns of gains of some projects, in their order."""
    table = pd.DataFrame(index=projects.index)
    for name in LIST_COLUMNS:
        table[name] = pd.Series([row[name] for row in rows], table.index, dtype=object)
    table["day"] = pd.to_datetime([row["day"] for row in rows])
    for reading in READINGS:
        for name in GAIN_COLUMNS:
            values = [row[reading][name] for row in rows]
            table[f"{name}_{reading}"] = pd.Series(values, table.index, dtype=np.float64)
        for gain in PER_COST:
            shares = _per_cost(table[f"{gain}_{reading}"], projects)
            table = table.join(shares.add_prefix(f"{gain}{_PER}").add_suffix(f"_{reading}"))
    return table


def _per_cost(gain: pd.Series, projects: pd.DataFrame) -> pd.DataFrame:
    """Return a gain over the cost, and the least and most of it between the ends of the cost."""
    by_end = pd.DataFrame(
        {end: gain / projects[f"cost_{end}100m_yuan"] for end in ("", "low_", "high_")}
    )
    ends = by_end[["low_", "high_"]]
    return pd.DataFrame({"": by_end[""], "_low": ends.min(axis=1), "_high": ends.max(axis=1)})


def _curve(project: str, row: Row | None) -> pd.DataFrame:
    columns = ["project_id", "reading", "cutoff_min", "people_before", "people_after"]
    if row is None:
        return pd.DataFrame(columns=columns)
    parts = [
        {
            "project_id": project,
            "reading": reading,
            "cutoff_min": CUTOFFS_MIN,
            "people_before": row[reading]["people_before"],
            "people_after": row[reading]["people_after"],
        }
        for reading in READINGS
    ]
    return pd.concat(map(pd.DataFrame, parts), ignore_index=True)
