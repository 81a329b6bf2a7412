"""Travel over roads before and after changes: minutes, people within reach, and who is cut off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from transnet.base.above import from_above
from transnet.base.errors import Notice
from transnet.base.shown import Shown
from transnet.base.units import FloatArray
from transnet.scenario.road_scenario import RoadScenario
from transnet.travel.road_states import RoadStates

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LONGER_MIN = 1.0


@dataclass(frozen=True, eq=False)
class RoadResult(Shown):
    """What changes of roads do to travel times between places.

    states        the roads before and after, over the same arcs
    places        id, name, lon, lat, people; destinations  id, name, lon, lat, jobs
    before, after  float64[places, destinations], minutes; inf where unreachable
    notices       what was found in reading the roads and tying the places
    """

    scenario: RoadScenario
    states: RoadStates
    places: pd.DataFrame
    destinations: pd.DataFrame
    before: FloatArray
    after: FloatArray
    notices: tuple[Notice, ...] = ()

    def __repr__(self) -> str:
        size = f"{len(self.places):,} places, {len(self.destinations):,} destinations"
        return f"<RoadResult {self.scenario.id}: {size}>"

    @property
    def measures(self) -> pd.DataFrame:
        """The measures: measure, before, after, change.

        mean_min       mean minutes of trips that both states allow, by people times jobs; a place's
                       trip to itself doesn't count
        jobs_within_…  jobs that one reaches within the minutes, on average of people
        pairs_reached  pairs of a place and another that are joined; change: those cut off, negative
        people_longer  people whose mean grows by more than a minute
        """
        table, people = self.by_place, self._people
        rows = [("mean_min", self._mean(self.before), self._mean(self.after))]
        for cutoff in self.scenario.cutoffs_min:
            columns = (f"jobs_within_{cutoff:g}_min_{state}" for state in ("before", "after"))
            ends = [float(np.average(table[each], weights=people)) for each in columns]
            rows.append((f"jobs_within_{cutoff:g}_min", ends[0], ends[1]))
        reached = [int((np.isfinite(each) & self._others).sum()) for each in self._both]
        rows.append(("pairs_reached", float(reached[0]), float(reached[1])))
        longer = table["mean_min_change"].to_numpy() > _LONGER_MIN
        told = self.places["people"].to_numpy(np.float64)[longer].sum()
        rows.append(("people_longer", 0.0, float(told)))
        found = pd.DataFrame(rows, columns=["measure", "before", "after"])
        return found.assign(change=found["after"] - found["before"])

    @property
    def by_place(self) -> pd.DataFrame:
        """A row for each place: its mean minutes, jobs within each time, and what it lost.

        Columns: id, name, lon, lat, people, mean_min_before, mean_min_after, mean_min_change,
        jobs_within_…_min_before, …_after, cut_off (destinations that it no longer reaches). NaN
        where no trip counts.
        """
        found = self.places.copy()
        jobs = self.destinations["jobs"].to_numpy(np.float64)
        for state, minutes in zip(("before", "after"), self._both, strict=True):
            weights = np.where(self._counted, jobs, 0.0)
            total = weights.sum(axis=1)
            sums = (np.where(self._counted, minutes, 0.0) * weights).sum(axis=1)
            found[f"mean_min_{state}"] = np.divide(
                sums, total, out=np.full(len(sums), np.nan), where=total > 0
            )
        found["mean_min_change"] = found["mean_min_after"] - found["mean_min_before"]
        for cutoff in self.scenario.cutoffs_min:
            for state, minutes in zip(("before", "after"), self._both, strict=True):
                found[f"jobs_within_{cutoff:g}_min_{state}"] = (minutes <= cutoff) @ jobs
        found["cut_off"] = (np.isfinite(self.before) & ~np.isfinite(self.after)).sum(axis=1)
        return found

    @property
    def pairs(self) -> pd.DataFrame:
        """A row for each place and destination: from_id, to_id, before_min, after_min."""
        one, other = self.places["id"], self.destinations["id"]
        ends = {"from_id": one.repeat(len(other)).to_numpy(), "to_id": np.tile(other, len(one))}
        times = {"before_min": self.before.ravel(), "after_min": self.after.ravel()}
        return pd.DataFrame({**ends, **times})

    def losers(self, count: int = 10) -> pd.DataFrame:
        """Return the places that lose most: cut off from most first, then by longer trips."""
        table = self.by_place
        hit = table[(table["cut_off"] > 0) | (table["mean_min_change"] > 0.05)]
        by = ["cut_off", "mean_min_change", "people"]
        return hit.sort_values(by, ascending=False, kind="stable").head(count)

    def plot(self) -> Axes:
        """Return the map: streets that change, and places by how much longer trips are."""
        drawn: Axes = from_above("RoadResult.plot")(self)
        return drawn

    def save(self, folder: str | Path, *, force: bool = False) -> list[Path]:
        """Write page, map and tables into a folder, all or none; return the files.

        force  replace files that aren't those of an earlier result
        Raises InputError when files are there that aren't ours, or one can't be written.
        """
        written: list[Path] = from_above("RoadResult.save")(self, folder, force=force)
        return written

    @property
    def _both(self) -> Sequence[FloatArray]:
        return self.before, self.after

    @property
    def _people(self) -> FloatArray:
        people: FloatArray = self.places["people"].to_numpy(np.float64)
        return people if people.sum() > 0 else np.ones(len(people))

    @property
    def _others(self) -> Any:
        """Pairs of two places, bool[places, destinations]."""
        return self.places["id"].to_numpy()[:, np.newaxis] != self.destinations["id"].to_numpy()

    @property
    def _counted(self) -> Any:
        return self._others & np.isfinite(self.before) & np.isfinite(self.after)

    def _mean(self, minutes: FloatArray) -> float:
        jobs = self.destinations["jobs"].to_numpy(np.float64)
        weights = np.where(self._counted, self._people[:, np.newaxis] * jobs, 0.0)
        total = weights.sum()
        kept = np.where(self._counted, minutes, 0.0)
        return float((kept * weights).sum() / total) if total > 0 else float("nan")
