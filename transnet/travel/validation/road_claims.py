"""Published driving times before and after a road opened, beside the model's.

A claim is modelled on its own day: every road open then counts, and so does one that is only known
to have been open later (`not-later-than`). Before, the claim's own roads are closed. Times are of
the road alone, without parking, between the nearest of the nodes that each end names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from transnet.base.units import UNREACHABLE_MS, Int32Array, minutes_to_ms, ms_to_minutes
from transnet.kernels.search.dijkstra import shortest_times
from transnet.model.network import BoolArray, Network
from transnet.supply.kinds import ArcKind
from transnet.supply.lookup import ids
from transnet.supply.overrides import Overrides, Parameters
from transnet.supply.road_times import RoadTimes
from transnet.supply.topology import Topology

ROLES = ("fit", "held_out", "shown")
CLAIM_COLUMNS = (
    *("claim_id", "name_zh", "name_en", "role", "day", "before_min", "after_min", "saving_min"),
    *("modelled_before_min", "modelled_after_min", "modelled_saving_min"),
    *("before_error_pct", "after_error_pct", "saving_error_pct", "confidence", "source", "note"),
    "note_zh",
)
_ORDINARY = "ordinary"
_NEAR_PCT = 30.0
_PARTS = ("before", "after", "saving")


@dataclass(frozen=True)
class _Drive:
    """One time to model: its claim's row, 'before' or 'after', the roads open, and its ends."""

    row: int
    part: str
    is_open: BoolArray
    start: Int32Array
    end: Int32Array


class ClaimDrives:
    """The drives behind a network's claims, made ready; `minutes` times them.

    claims  the claims that the tables can express and a before, after or saving is published of
    """

    def __init__(self, network: Network, topology: Topology) -> None:
        self._network, self._topology = network, topology
        table = network["road_claims"]
        self.claims = table[table["role"] != "shown"].reset_index(drop=True)
        self._roads = RoadTimes.of(network)
        arcs = topology.arcs_of[ArcKind.DRIVE]
        self._arcs, self._row_of_arc = arcs, topology.arc_row[arcs]
        self._drives = list(self._all_drives())

    def minutes(self, overrides: Overrides | None = None) -> pd.DataFrame:
        """Return modelled before, after and saving in minutes by claim, NaN where none is asked.

        Raises what `Parameters` raises for parameters that can't be replaced.
        """
        by_road = minutes_to_ms(self._roads.minutes(Parameters(self._network, overrides)))
        found = pd.DataFrame(np.nan, index=self.claims.index, columns=list(_PARTS))
        for drive in self._drives:
            of_arc = np.where(drive.is_open, by_road, UNREACHABLE_MS)[self._row_of_arc]
            weights = np.full(len(self._topology.heads), UNREACHABLE_MS, dtype=np.int32)
            weights[self._arcs] = of_arc
            times = shortest_times(
                self._topology.indptr, self._topology.heads, weights, drive.start
            )
            found.loc[drive.row, drive.part] = ms_to_minutes(times[:, drive.end]).min()
        found["saving"] = found["before"] - found["after"]
        return found

    def _all_drives(self) -> Iterator[_Drive]:
        names = ids(self._network, "roads", "road_id")
        motorway = ids(self._network, "roads", "road_class") == "motorway"
        for row, claim in enumerate(self.claims.to_dict("records")):
            ends = [
                self._topology.nodes("access_road", str(claim[end]).split(";"))
                for end in ("from_nodes", "to_nodes")
            ]
            of_day = _open_on(self._network, pd.Timestamp(claim["day"]))
            own = np.isin(names, str(claim["roads"]).split(";"))
            for part, is_open in (("before", of_day & ~own), ("after", of_day)):
                if part == "before" and not own.any():
                    continue
                slow = claim[f"{part}_by"] == _ORDINARY
                yield _Drive(row, part, is_open & ~(slow & motorway), *ends)


def published(claims: pd.DataFrame) -> pd.DataFrame:
    """Return before, after and saving in minutes; a third follows from two, else NaN."""
    found = claims[[f"{part}_min" for part in _PARTS]].astype(np.float64)
    found.columns = list(_PARTS)
    before, after, saving = (found[part] for part in _PARTS)
    return pd.DataFrame(
        {
            "before": before.fillna(after + saving),
            "after": after.fillna(before - saving),
            "saving": saving.fillna(before - after),
        }
    )


def compare_claims(
    network: Network, topology: Topology, parameters: Overrides | None = None
) -> pd.DataFrame:
    """Return every claim with CLAIM_COLUMNS; a modelled time is NaN where none is published.

    before_min, after_min, saving_min  as published, a third from the other two
    *_error_pct  100 * (modelled / published - 1)
    """
    drives = ClaimDrives(network, topology)
    every = network["road_claims"]
    table = every.reset_index(drop=True)
    told = published(every).reset_index(drop=True)
    modelled = drives.minutes(parameters).set_index(drives.claims["claim_id"])
    modelled = modelled.reindex(table["claim_id"]).reset_index(drop=True)
    for part in _PARTS:
        table[f"{part}_min"] = told[part]
        table[f"modelled_{part}_min"] = modelled[part].where(told[part].notna())
        table[f"{part}_error_pct"] = 100 * (modelled[part] / told[part] - 1)
    return table[list(CLAIM_COLUMNS)]


def summarise_claims(table: pd.DataFrame) -> pd.DataFrame:
    """Return by role but 'shown': claims, times, median_abs_error_pct, savings, savings_near.

    times   published times before and after that the model has too; their median error follows
    savings_near  savings less than 30 % off, worst_saving_pct the largest error of one
    """
    rows = []
    for role in ROLES[:-1]:
        part = table[table["role"] == role]
        times = pd.concat([part["before_error_pct"], part["after_error_pct"]]).dropna().abs()
        savings = part["saving_error_pct"].dropna().abs()
        rows.append(
            {
                "role": role,
                "claims": len(part),
                "times": len(times),
                "median_abs_error_pct": float(times.median()),
                "savings": len(savings),
                "savings_near": int((savings <= _NEAR_PCT).sum()),
                "worst_saving_pct": float(savings.to_numpy(np.float64).max())
                if len(savings)
                else np.nan,
            }
        )
    return pd.DataFrame(rows)


def _open_on(network: Network, day: pd.Timestamp) -> BoolArray:
    """Roads open on a day; a road known only to have been open later counts as open before."""
    roads = network["roads"]
    then = np.asarray(network.at(day.date()).open_rows("roads"))
    vague = ids(network, "roads", "opened_basis") == "not-later-than"
    still = ~(roads["closed"].to_numpy() <= np.datetime64(day))
    opened = ~np.isnat(roads["opened"].to_numpy())
    result: BoolArray = then | (vague & opened & still)
    return result
