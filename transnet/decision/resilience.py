"""What breaks it: each line, station and road lost in turn, and causes that hit several."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from transnet.base.above import from_above
from transnet.base.given import word_given
from transnet.base.language import Text, said
from transnet.base.notebook import notebook_html, shown_frame
from transnet.base.progress import Progress, ignore_progress
from transnet.base.shown import Shown
from transnet.base.units import FloatArray
from transnet.decision.losses import SPEED, Loss, paired, read_causes, single_losses
from transnet.decision.scenario_asked import network_asked, scenario_asked, subject_of
from transnet.model.network import BoolArray, Network
from transnet.scenario.file import Scenario
from transnet.study.compiled import CompiledNetwork
from transnet.study.network_state import NetworkState, parameter_rows
from transnet.study.wanted import place_ends

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PAIRED = ("line", "station", "road")
_STEP = 16  # losses between two steps of progress
_NOTICED_MIN = 0.05
"""A way that takes no more than this longer doesn't change."""
_COLUMNS = [
    "kind", "loss_id", "name_zh", "name_en", "people_out", "cut_off", "added_min", "most_min",
    "worst_id", "worst_zh", "worst_en", "targets_lost",
]  # fmt: skip
_OF_PLACES = [
    "kind", "loss_id", "place_id", "name_zh", "name_en", "before_min", "after_min", "people_out",
]  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class Resilience(Shown):
    """What losses take, those that take most first.

    table   a row a loss: kind, loss_id, name_zh, name_en; people_out (who reached the core within
            the hour and no longer do), cut_off (people of counties that no longer reach it at all),
            added_min (mean of what the way to the core takes longer, over the residents of counties
            that still reach it: the cut off are never in it), most_min (of the county hit worst
            among these), worst_id, worst_zh, worst_en (a county cut off before any other; empty
            where nothing changes), targets_lost (';'-separated)
    places  a row a loss and county whose way changes: loss_id, kind, place_id, name_zh, name_en,
            before_min, after_min (inf for cut off), people_out
    date    day of the state
    subject name of the scenario
    """

    table: pd.DataFrame
    places: pd.DataFrame
    date: dt.date
    subject: Text

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the losses that take most."""
        drawn: Axes = from_above("Resilience.plot")(self, ax)
        return drawn

    def _repr_html_(self) -> str:
        shown = self.table.drop(columns=["worst_zh", "worst_en"])
        return notebook_html(shown_frame(shown, "{:,.2f}", said("losses, the worst first")))


@dataclass(frozen=True, eq=False)
class _Reached:
    """One state: people, those within the hour and minutes to the core of counties; targets met."""

    people: FloatArray
    within: FloatArray
    minutes: FloatArray
    met: BoolArray


def resilience(  # noqa: PLR0913, each says what is lost or how
    scenario: Scenario | str | Path,
    *,
    causes: Sequence[Loss] | str | Path = (),
    singles: bool = True,
    pairs: Sequence[str] = (),
    network: Network | None = None,
    keep: bool = False,
    executor: Executor | None = None,
    progress: Progress = ignore_progress,
) -> Resilience:
    """Take each line, station and link of road of a scenario's outcome away in turn.

    causes    that hit several at once: losses, or a TOML file as `read_causes` takes it
    singles   whether each line, station and road is taken away too
    pairs     kinds of which every two are taken away together: line, station, road. Of k there are
              k (k - 1) / 2, each a state of its own
    network   used in place of the network that the scenario names
    keep      keep what is judged on disk: a run that was stopped goes on where it was
    executor  that judges, as `Study` takes it; None for threads of its own
    progress  called with ("losses", losses judged, losses in all)
    Raises what `transnet.run` raises, InputError for causes that can't be read, and
    UnknownNameError for another kind.

    Every loss is a state of its own, so the figures are exact. No pair is left out: of the 869
    losses of Shanxi's plan 826 lie on a way that some trip behind a target may take, so bounds
    leave out next to none.
    """
    for kind in pairs:
        word_given(kind, PAIRED, said("kind of losses"))
    chosen = scenario_asked(scenario)
    base, targets = network_asked(chosen, network)
    study = CompiledNetwork(base, targets=targets, keep=keep, executor=executor)
    state = study.states_of(chosen)[1]
    usual = study.network_of(state)
    listed = read_causes(causes, usual) if isinstance(causes, str | Path) else list(causes)
    every = single_losses(usual) if singles or pairs else []
    two_by_two = [
        pair
        for kind in dict.fromkeys(pairs)
        for pair in paired([each for each in every if each.kind == kind])
    ]
    losses = [*listed, *(every if singles else []), *two_by_two]
    (before,) = _reached(study, [state])
    rows, places = [], []
    for first in range(0, len(losses), _STEP):
        some = losses[first : first + _STEP]
        reached = _reached(study, [without(state, loss, usual) for loss in some])
        for loss, after in zip(some, reached, strict=True):
            hit = _of_places(loss, before, after, usual)
            places.append(hit)
            lost = study.targets["target_id"].astype(str)[before.met & ~after.met]
            told = {**_summed(loss, before, after), **_worst(hit)}
            rows.append({**told, "targets_lost": ";".join(lost)})
        progress("losses", first + len(some), len(losses))
    table = pd.DataFrame(rows, columns=_COLUMNS)
    order = ["cut_off", "people_out", "added_min"]
    table = table.sort_values(order, ascending=False, kind="stable", ignore_index=True)
    hit_places = [each for each in places if len(each)] or [pd.DataFrame(columns=_OF_PLACES)]
    every_place = pd.concat(hit_places, ignore_index=True)
    return Resilience(table, every_place, state.date, subject_of(chosen))


def without(state: NetworkState, loss: Loss, network: Network) -> NetworkState:
    """Return a state without what is lost.

    network  tables of the state
    """
    slow = {
        (SPEED, name): network.parameter(SPEED, name) * left for name, left in loss.slowed.items()
    }
    parameters = parameter_rows({**state.overrides, **slow})
    return replace(state, edits=(*state.edits, *loss.edits), parameters=parameters)


def _reached(study: CompiledNetwork, states: list[NetworkState]) -> list[_Reached]:
    """Return states by county, several at a time; those that a study keeps are found again."""
    counties = len(place_ends(study.network).inside)
    arrays: FloatArray = study.answers.get("losses", states, lambda: _judged(study, states))
    ends = np.cumsum([counties] * 3)
    found = []
    for row in arrays:
        people, within, minutes, met = np.split(row, ends)
        found.append(_Reached(people, within, minutes, met > 0.0))
    return found


def _judged(study: CompiledNetwork, states: list[NetworkState]) -> FloatArray:
    """Return people, those within the hour and minutes by county, and 1 for each target met."""
    found = study.judge(states, parts="counties")
    return np.hstack([found.people, found.within, found.minutes, found.met.astype(np.float64)])


def _summed(loss: Loss, before: _Reached, after: _Reached) -> dict[str, object]:
    """Return people out of the hour and cut off, and the mean of what others need longer."""
    reached = np.isfinite(before.minutes)
    stays = reached & np.isfinite(after.minutes)
    people = before.people[stays]
    added = after.minutes[stays] - before.minutes[stays]
    return {
        "kind": loss.kind,
        "loss_id": loss.loss_id,
        "name_zh": loss.name_zh,
        "name_en": loss.name_en,
        "people_out": float(np.maximum(before.within - after.within, 0.0).sum()),
        "cut_off": float(before.people[reached & ~stays].sum()),
        "added_min": float(np.average(added, weights=people)) if people.sum() > 0 else np.nan,
    }


def _of_places(loss: Loss, before: _Reached, after: _Reached, network: Network) -> pd.DataFrame:
    """Return the counties whose way to the core changes, the one hit worst first."""
    reached = np.isfinite(before.minutes)
    added = np.where(reached, after.minutes, 0.0) - np.where(reached, before.minutes, 0.0)
    rows = np.flatnonzero(np.abs(added) > _NOTICED_MIN)
    rows = rows[np.argsort(-added[rows], kind="stable")]
    places = network["places"].iloc[place_ends(network).inside[rows]]
    named = places[["place_id", "name_zh", "name_en"]].astype(str).reset_index(drop=True)
    return named.assign(
        kind=loss.kind,
        loss_id=loss.loss_id,
        before_min=before.minutes[rows],
        after_min=after.minutes[rows],
        people_out=before.within[rows] - after.within[rows],
    )[_OF_PLACES]


def _worst(hit: pd.DataFrame) -> dict[str, object]:
    """Return the county hit worst, and what is added to the worst of the ways that are left."""
    added = hit["after_min"] - hit["before_min"]
    longer = added[np.isfinite(added) & (added > 0)]
    most = {"most_min": float(longer.max()) if len(longer) else 0.0}
    if hit.empty or not added.iloc[0] > 0:
        return {**most, "worst_id": "", "worst_zh": "", "worst_en": ""}
    first = hit.iloc[0]
    names = {"worst_id": "place_id", "worst_zh": "name_zh", "worst_en": "name_en"}
    return {**most, **{name: str(first[of]) for name, of in names.items()}}
