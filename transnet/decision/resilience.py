"""What breaks it: each line, station and road lost in turn, and causes that hit several."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
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
from transnet.study.lost_sets import LostSets
from transnet.study.network_state import NetworkState, parameter_rows
from transnet.study.wanted import place_ends

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

ANY = "any"
PAIRED = ("line", "station", "road", ANY)
_STEP = 16  # losses between two steps of progress
_PAIRS_A_STEP = 64  # times as many pairs: for most of them no state is judged
_NOTICED_MIN = 0.05
"""A way that takes no more than this longer doesn't change."""
_COLUMNS = [
    "kind", "loss_id", "name_zh", "name_en", "people_out", "cut_off", "added_min", "most_min",
    "worst_id", "worst_zh", "worst_en", "targets_lost",
]  # fmt: skip
_OF_LOSS = _COLUMNS[:4]
_PLACE_NAMES = ["place_id", "name_zh", "name_en"]
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
    judged  how many states were judged to tell of all losses
    """

    table: pd.DataFrame
    places: pd.DataFrame
    date: dt.date
    subject: Text
    judged: int

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
    pairs     kinds of which every two are taken away together: line, station, road; any for every
              two of all kinds. Of k there are k (k - 1) / 2
    network   used in place of the network that the scenario names
    keep      keep what is judged on disk: a run that was stopped goes on where it was
    executor  that judges, as `Study` takes it; None for threads of its own
    progress  called with ("losses", losses judged, losses in all)
    Raises what `transnet.run` raises, InputError for causes that can't be read, and
    UnknownNameError for another kind.

    The figures are those of a state for each loss, exactly. Judged are only the states that could
    differ: a loss that nothing rests on leaves the outcome as it is, and two are taken away
    together only where something rests on the one once the other is lost (`study.losses_apart`).
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
    losses = [*listed, *(every if singles else []), *_two_by_two(every, pairs)]
    asked = _Asked(study, state, usual, every)
    (before,) = _reached(study, [state])
    read = _Rows(before, usual, study.targets["target_id"].astype(str).to_numpy())
    for some in _in_steps(losses):
        read.add(some, asked.without(some))
        progress("losses", len(read), len(losses))
    return Resilience(*read.tables(), state.date, subject_of(chosen), asked.judged)


def _two_by_two(losses: Sequence[Loss], kinds: Sequence[str]) -> list[Loss]:
    """Return every two losses of each of some kinds, or of all kinds at once."""
    if ANY in kinds:
        return paired(losses)
    of_kinds = ([each for each in losses if each.kind == kind] for kind in dict.fromkeys(kinds))
    return [pair for some in of_kinds for pair in paired(some)]


def _in_steps(losses: Sequence[Loss]) -> Iterator[list[Loss]]:
    """Yield losses that are judged before the next progress is told: of pairs many are told."""
    for is_pair, group in groupby(losses, lambda each: each.kind == "pair"):
        some, step = list(group), _STEP * (_PAIRS_A_STEP if is_pair else 1)
        yield from (some[at : at + step] for at in range(0, len(some), step))


class _Asked:
    """States without some losses of one state of a study, several asked at a time.

    network  tables of the state
    every    losses that are told apart: of others each is a state of its own
    """

    def __init__(
        self, study: CompiledNetwork, state: NetworkState, network: Network, every: list[Loss]
    ) -> None:
        self._study, self._state, self._network = study, state, network
        self._lost = [each.rows for each in every]
        self._places = {id(each): at for at, each in enumerate(every)}
        self._alone = 0

    @property
    def judged(self) -> int:
        """How many states were judged."""
        apart = LostSets(self._state, self._lost, [])
        return self._alone + (self._study.judged_for(apart) if self._lost else 1)

    def without(self, losses: list[Loss]) -> list[_Reached]:
        """Return what is reached without each of some losses."""
        sets = [[self._places.get(id(each), -1) for each in one.both or (one,)] for one in losses]
        if any(-1 in each for each in sets):
            states = [without(self._state, loss, self._network) for loss in losses]
            self._alone += len(states)
            return _reached(self._study, states)
        return _reached(self._study, LostSets(self._state, self._lost, list(map(tuple, sets))))


def without(state: NetworkState, loss: Loss, network: Network) -> NetworkState:
    """Return a state without what is lost.

    network  tables of the state
    """
    slow = {
        (SPEED, name): network.parameter(SPEED, name) * left for name, left in loss.slowed.items()
    }
    parameters = parameter_rows({**state.overrides, **slow})
    return replace(state, edits=(*state.edits, *loss.edits), parameters=parameters)


def _reached(study: CompiledNetwork, states: Sequence[NetworkState]) -> list[_Reached]:
    """Return states by county, several at a time; those that a study keeps are found again."""
    if isinstance(states, LostSets):
        return _judged(study, states)  # a study keeps what they are told by
    counties = len(place_ends(study.network).inside)
    find = partial(_in_rows, study, states)
    arrays: FloatArray = study.answers.get("losses", states, find)
    ends = np.cumsum([counties] * 3)
    parts = (np.split(row, ends) for row in arrays)
    return [_Reached(people, within, minutes, met > 0.0) for people, within, minutes, met in parts]


def _judged(study: CompiledNetwork, states: Sequence[NetworkState]) -> list[_Reached]:
    found = study.judge(states, parts="counties")
    return list(map(_Reached, found.people, found.within, found.minutes, found.met))


def _in_rows(study: CompiledNetwork, states: Sequence[NetworkState]) -> FloatArray:
    """Return people, those within the hour and minutes by county, and 1 for each target met."""
    rows = _judged(study, states)
    return np.array([np.hstack([each.people, each.within, each.minutes, each.met])
                     for each in rows])  # fmt: skip


class _Rows:
    """What losses take, row by row; what several take alike is told once.

    before   nothing is lost there
    network  tables of that state
    targets  ids
    """

    def __init__(self, before: _Reached, network: Network, targets: NDArray[np.object_]) -> None:
        self._before, self._targets = before, targets
        self._places = network["places"].iloc[place_ends(network).inside][_PLACE_NAMES].astype(str)
        self._losses: list[tuple[str, ...]] = []
        self._known: dict[bytes, int] = {}
        self._which: list[int] = []
        self._taken: list[dict[str, object]] = []
        self._hit: list[pd.DataFrame] = []

    def __len__(self) -> int:
        return len(self._losses)

    def add(self, losses: list[Loss], found: list[_Reached]) -> None:
        """Add what some losses take."""
        for loss, after in zip(losses, found, strict=True):
            name = b"".join(each.tobytes() for each in (after.within, after.minutes, after.met))
            if name not in self._known:  # most losses take nothing, and most pairs what one does
                self._known[name] = len(self._known)
                self._note(after)
            self._which.append(self._known[name])
            self._losses.append(tuple(getattr(loss, name) for name in _OF_LOSS))

    def _note(self, after: _Reached) -> None:
        hit = _of_places(self._before, after, self._places)
        lost = self._targets[self._before.met & ~after.met]
        summed = _summed(self._before, after)
        self._taken.append({**summed, **_worst(hit), "targets_lost": ";".join(lost)})
        self._hit.append(hit)

    def tables(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the losses, those that take most first, and the counties that they hit."""
        losses = pd.DataFrame(self._losses, columns=_OF_LOSS)
        taken = pd.DataFrame(self._taken, columns=_COLUMNS[len(_OF_LOSS) :])
        table = pd.concat([losses, taken.iloc[self._which].reset_index(drop=True)], axis=1)
        order = ["cut_off", "people_out", "added_min"]
        table = table.sort_values(order, ascending=False, kind="stable", ignore_index=True)
        return table, self._hit_places(losses)

    def _hit_places(self, losses: pd.DataFrame) -> pd.DataFrame:
        counts = np.array([len(each) for each in self._hit], dtype=np.intp)
        if not counts.sum():
            return pd.DataFrame(columns=_OF_PLACES)
        first, which = np.cumsum(counts) - counts, np.array(self._which, dtype=np.intp)
        own = counts[which]
        nth = np.arange(own.sum()) - np.repeat(np.cumsum(own) - own, own)
        every = pd.concat(self._hit, ignore_index=True)
        places: pd.DataFrame = every.iloc[np.repeat(first[which], own) + nth]
        places = places.reset_index(drop=True)
        of_loss = losses.iloc[np.repeat(np.arange(len(losses)), own)].reset_index(drop=True)
        places = places.assign(kind=of_loss["kind"], loss_id=of_loss["loss_id"])
        return places[_OF_PLACES]


def _summed(before: _Reached, after: _Reached) -> dict[str, object]:
    """Return people out of the hour and cut off, and the mean of what others need longer."""
    reached = np.isfinite(before.minutes)
    stays = reached & np.isfinite(after.minutes)
    people = before.people[stays]
    added = after.minutes[stays] - before.minutes[stays]
    return {
        "people_out": float(np.maximum(before.within - after.within, 0.0).sum()),
        "cut_off": float(before.people[reached & ~stays].sum()),
        "added_min": float(np.average(added, weights=people)) if people.sum() > 0 else np.nan,
    }


def _of_places(before: _Reached, after: _Reached, places: pd.DataFrame) -> pd.DataFrame:
    """Return the counties whose way to the core changes, the one hit worst first.

    places  ids and names of all
    """
    reached = np.isfinite(before.minutes)
    added = np.where(reached, after.minutes, 0.0) - np.where(reached, before.minutes, 0.0)
    rows = np.flatnonzero(np.abs(added) > _NOTICED_MIN)
    rows = rows[np.argsort(-added[rows], kind="stable")]
    return (
        places.iloc[rows]
        .reset_index(drop=True)
        .assign(
            before_min=before.minutes[rows],
            after_min=after.minutes[rows],
            people_out=before.within[rows] - after.within[rows],
        )
    )


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
