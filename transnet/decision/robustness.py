"""Does it hold: in how many futures each target is met, and what decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from transnet.base.above import from_above
from transnet.base.errors import InputError, ScenarioError
from transnet.base.language import Text, said
from transnet.base.notebook import notebook_html, shown_frame
from transnet.base.progress import Progress, ignore_progress
from transnet.base.shown import Shown
from transnet.base.units import FloatArray
from transnet.decision.drawn_figures import DrawnFigures
from transnet.decision.drawn_states import DrawnStates
from transnet.decision.draws import (
    Indices,
    Range,
    at_quantiles,
    design_of,
    drawn,
    indices,
    wilson,
)
from transnet.decision.failing_box import Box, chosen_box, peeling
from transnet.decision.given_data import by_bin, decides_from, share_decided
from transnet.decision.moving_inputs import Moving, moving_inputs
from transnet.decision.scenario_asked import network_to_vary, scenario_asked, subject_of
from transnet.model.network import Network
from transnet.scenario.file import Scenario
from transnet.study.compiled import CompiledNetwork

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DRAWS = 4096
DELAY_YEARS = (0.0, 1.0, 3.0)
"""How late what is to come may open: half of the draws within the year, a quarter a year late, a
quarter two years (assumed)."""
_FEWEST_DRAWS = 32
_FEWEST_FAILURES = 20
_BAND = (0.05, 0.5, 0.95)
_OF_INDICES = [each.name for each in fields(Indices)]


@dataclass(frozen=True, eq=False, repr=False)
class Robustness(Shown):
    """What becomes of targets and figures where inputs are others, on each day asked.

    shares    a row a day and target: day, target_id, name_zh, name_en, as_is (met with each input
              at its value), met_share (of the draws, 0 to 1), low, high (its interval at 95 %),
              decided_by (inputs that decide, ';'-separated, strongest first)
    bands     a row a day and figure: figure (people, watt_min, value of a target), target_id, unit
              (people, min, %), as_is, p5, p50, p95; inf where there is no way
    deciding  a row a day, figure (met, people, watt_min), target and input: share of the variance
              that the input decides alone; NaN where the figure doesn't vary
    bins      a row a day, target, input that decides and bin of it: low, high, draws, met_share
    boxes     a row a day, target and input that is restricted: low, high, and of the whole box
              coverage (of the failures, how many lie in it), density (of what lies in it, how much
              fails), mass; of targets that fail in 20 draws or more
    indices   a row a day, figure, target and input: first, total, and the ends of their intervals;
              empty unless a design was asked for
    inputs    what was drawn: input, low, middle, high. All but years late go from 0, the end that
              shortens trips, to 1, the other; 0.5 is the input's value
    draws, seed, rows  how it was drawn; rows of the design, 0 for none
    still     inputs that move no figure, as `moving_inputs` finds, and so weren't drawn
    subject   name of the scenario
    """

    shares: pd.DataFrame
    bands: pd.DataFrame
    deciding: pd.DataFrame
    bins: pd.DataFrame
    boxes: pd.DataFrame
    indices: pd.DataFrame
    inputs: pd.DataFrame
    draws: int
    seed: int
    rows: int
    subject: Text
    still: tuple[str, ...] = ()

    def plot(self, ax: Axes | None = None, day: str = "") -> Axes:
        """Draw the share of draws that meets each target on a day, the last one if empty."""
        drawn: Axes = from_above("Robustness.plot")(self, ax, day)
        return drawn

    def _repr_html_(self) -> str:
        shares = self.shares.drop(columns=["name_zh", "name_en"])
        return notebook_html(
            shown_frame(shares, "{:.2f}", said("share of draws that meets each target")),
            shown_frame(self.bands, "{:,.1f}", said("bands of figures")),
        )


def robust(  # noqa: PLR0913, each says what is drawn or how
    scenario: Scenario | str | Path,
    *,
    years: Sequence[int] = (),
    draws: int = DRAWS,
    seed: int = 0,
    delay_years: tuple[float, float, float] = DELAY_YEARS,
    indices_rows: int = 0,
    network: Network | None = None,
    keep: bool = False,
    executor: Executor | None = None,
    progress: Progress = ignore_progress,
) -> Robustness:
    """Judge a scenario in many futures: draws of parameters, plans of trains, and delays.

    years      at whose ends it is judged; none for the scenario's own day
    draws      32 or more; a power of two spreads them best
    seed       the same one gives the same bytes
    delay_years  low, middle and high of how late all opens that isn't open yet, as `DrawnStates`
    indices_rows  rows of a design for Sobol indices, a power of two; 0 for none. It takes so many
               times two more than there are inputs; below about 1,000 they are noise
    network    used in place of the network that the scenario names
    keep       keep what is judged on disk: a run that was stopped goes on where it was
    executor   that judges, as `Study` takes it; None for threads of its own
    progress   called with ("draws", draws judged, draws in all)
    Raises what `transnet.run` raises, InputError for too few draws, rows that are no power of two,
    or a delay out of order, ScenarioError for a network without targets or inputs with ends.
    """
    _check(draws, indices_rows, delay_years)
    chosen = scenario_asked(scenario)
    base, targets = network_to_vary(chosen, network)
    study = CompiledNetwork(base, targets=targets, keep=keep, executor=executor)
    states = DrawnStates(study, chosen, delay_years)
    days = states.days(years)
    ranges = states.ranges(days)
    if not ranges:
        where = chosen.file or chosen.id
        raise ScenarioError(said("{value}: no input has a low and a high end", value=where))
    moving = _moving(study, states, ranges, draws + indices_rows * (len(ranges) + 2), days)
    ranges = moving.ranges
    points = drawn(ranges, draws, seed)
    design = design_of(len(ranges), indices_rows, seed) if indices_rows else None
    both = [points, at_quantiles(ranges, design.points)] if design else [points]
    figures = DrawnFigures(study, states, [each.name for each in ranges], progress)
    found = figures.of(np.vstack(both), days)
    reader = _Reader(ranges, figures, points)
    tables = [reader.tables(day, *found[day]) for day in days]
    names = ("shares", "bands", "deciding", "bins", "boxes")
    joined = {
        name: pd.concat(parts, ignore_index=True)
        for name, parts in zip(names, zip(*tables, strict=True), strict=True)
    }
    of_indices = []
    if design:
        for day in days:
            values = _finite(found[day][1][draws:])
            of_indices.append(reader.indices(day, indices(design, values, seed=seed)))
    empty = pd.DataFrame(columns=["day", "figure", "target_id", "input", *_OF_INDICES])
    told = pd.DataFrame([(each.name, each.low, each.value, each.high) for each in ranges])
    return Robustness(
        **joined,
        indices=pd.concat(of_indices, ignore_index=True) if of_indices else empty,
        inputs=told.set_axis(["input", "low", "middle", "high"], axis=1),
        draws=draws,
        seed=seed,
        rows=indices_rows,
        subject=subject_of(chosen),
        still=moving.still,
    )


def _moving(
    study: CompiledNetwork,
    states: DrawnStates,
    ranges: list[Range],
    runs: int,
    days: Sequence[dt.date],
) -> Moving:
    """Return which inputs move a figure on some day; `runs` that are to come on each."""

    def found(points: FloatArray) -> FloatArray:
        figures = DrawnFigures(study, states, [each.name for each in ranges], ignore_progress)
        return np.hstack([values for _, values in figures.of(points, days).values()])

    return moving_inputs(ranges, runs, found)


def _check(draws: int, rows: int, delay: tuple[float, float, float]) -> None:
    if draws < _FEWEST_DRAWS:
        raise InputError(said("{draws} draws are too few: take 32 or more", draws=draws))
    if rows < 0 or rows & (rows - 1):
        raise InputError(said("{rows} rows of a design: take a power of two", rows=rows))
    if not (len(delay) == 3 and 0 <= delay[0] <= delay[1] <= delay[2] < np.inf):
        raise InputError(said("a delay has a low, a middle and a high end, in years from 0 on"))


def _finite(values: FloatArray) -> FloatArray:
    """Return figures of a design; one that isn't finite everywhere has no indices, and is 0."""
    known: FloatArray = np.where(np.isfinite(values).all(axis=0), values, 0.0)
    return known


class _Reader:
    """Tables of what draws came to.

    ranges   what is drawn
    figures  names of the columns
    points   float64[draws, inputs]
    """

    def __init__(self, ranges: Sequence[Range], figures: DrawnFigures, points: FloatArray) -> None:
        self._names = [each.name for each in ranges]
        self._figures, self._points = figures, points
        self._from = decides_from(len(points))

    def tables(self, day: dt.date, usual: FloatArray, found: FloatArray) -> list[pd.DataFrame]:
        """Return shares, bands, deciding, bins and boxes of a day.

        usual  float64[figures], with each input at its value
        found  float64[points, figures]
        """
        values = found[: len(self._points)]
        deciding = self._deciding(values)
        parts = (
            self._shares(usual, values, deciding),
            self._bands(usual, values),
            deciding,
            self._bins(values, deciding),
            self._boxes(values, deciding),
        )
        for part in parts:
            part.insert(0, "day", pd.Timestamp(day))
        return list(parts)

    def _deciding(self, values: FloatArray) -> pd.DataFrame:
        rows = []
        for at, figure, target in self._figures.varied():
            for column, name in enumerate(self._names):
                share = share_decided(self._points[:, column], values[:, at])
                rows.append((figure, target, name, share))
        return pd.DataFrame(rows, columns=["figure", "target_id", "input", "share"])

    def _deciders(self, deciding: pd.DataFrame, target: str) -> list[str]:
        """Return the inputs that decide whether a target is met, strongest first."""
        own = deciding[(deciding["figure"] == "met") & (deciding["target_id"] == target)]
        own = own[own["share"] > self._from].sort_values("share", ascending=False, kind="stable")
        return own["input"].tolist()

    def _shares(
        self, usual: FloatArray, values: FloatArray, deciding: pd.DataFrame
    ) -> pd.DataFrame:
        rows = []
        for at, target in self._targets():
            share = np.array([values[:, at].mean()])
            low, high = wilson(share, len(values))
            by = ";".join(self._deciders(deciding, target))
            rows.append((target, bool(usual[at]), float(share[0]), low[0], high[0], by))
        columns = ["target_id", "as_is", "met_share", "low", "high", "decided_by"]
        table = pd.DataFrame(rows, columns=columns)
        names = self._figures.targets[["name_zh", "name_en"]].astype(str).reset_index(drop=True)
        return pd.concat([table[["target_id"]], names, table[columns[1:]]], axis=1)

    def _bands(self, usual: FloatArray, values: FloatArray) -> pd.DataFrame:
        rows = []
        for at, figure, target, unit in self._figures.banded():
            band = np.quantile(values[:, at], _BAND, method="inverted_cdf")
            rows.append((figure, target, unit, usual[at], *band))
        columns = ["figure", "target_id", "unit", "as_is", "p5", "p50", "p95"]
        return pd.DataFrame(rows, columns=columns)

    def _bins(self, values: FloatArray, deciding: pd.DataFrame) -> pd.DataFrame:
        parts = []
        for at, target in self._targets():
            for name in self._deciders(deciding, target):
                own = by_bin(self._points[:, self._names.index(name)], values[:, at])
                part = pd.DataFrame(
                    {"low": own.low, "high": own.high, "draws": own.draws, "met_share": own.mean}
                )
                parts.append(part.assign(target_id=target, input=name))
        columns = ["target_id", "input", "low", "high", "draws", "met_share"]
        return pd.concat(parts)[columns] if parts else pd.DataFrame(columns=columns)

    def _boxes(self, values: FloatArray, deciding: pd.DataFrame) -> pd.DataFrame:
        """Return the box of the inputs that decide in which each target fails, if there is one."""
        rows: list[tuple[object, ...]] = []
        for at, target in self._targets():
            fails, names = values[:, at] < 0.5, self._deciders(deciding, target)
            if fails.sum() < _FEWEST_FAILURES or fails.all() or not names:
                continue
            chosen = [self._names.index(name) for name in names]
            box = chosen_box(peeling(self._points[:, chosen], fails))
            rows += [(target, *each) for each in _box_rows(box, names)]
        columns = ["target_id", "input", "low", "high", "coverage", "density", "mass"]
        return pd.DataFrame(rows, columns=columns)

    def indices(self, day: dt.date, found: Indices) -> pd.DataFrame:
        """Return the indices of a day, a row a figure and input."""
        parts = []
        for at, figure, target in self._figures.varied():
            own = {name: getattr(found, name)[:, at] for name in _OF_INDICES}
            head = {"day": pd.Timestamp(day), "figure": figure, "target_id": target}
            parts.append(pd.DataFrame({**head, "input": self._names, **own}))
        return pd.concat(parts, ignore_index=True)

    def _targets(self) -> Iterator[tuple[int, str]]:
        """Yield the column of each target's verdict."""
        yield from ((at, target) for at, figure, target in self._figures.varied() if target)


def _box_rows(box: Box | None, names: Sequence[str]) -> Iterator[tuple[object, ...]]:
    if box is None:
        return
    for at in box.restricted:
        yield names[at], box.low[at], box.high[at], box.coverage, box.density, box.mass
