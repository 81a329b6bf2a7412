"""How departures are planned for and waited for: parameters as the kernels of strategies take them.

Two readings of waits, see `travel.trips`: `timetable` and `first_come`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from transnet.base.units import MS_PER_MIN
from transnet.kernels.strategies.optimal import NEVER, Supply, Wait
from transnet.kernels.strategies.problem import Access, Rules, Start, Starts, Waiting
from transnet.supply.boardings import boardings_of
from transnet.supply.overrides import Parameters
from transnet.supply.strategies import (
    DAY_MIN,
    least_waits,
    no_pools,
    pools_of,
    pools_of_all,
    wait_of,
)
from transnet.supply.topology import Topology
from transnet.travel.leg_names import LEGS

Waits = Literal["timetable", "first_come"]

DISPLACED = "displaced"
"""What stands for milliseconds of displacement among the values of a trip."""

_WISHED_MIN = 960.0  # 06:00 to 22:00: the span over which wishes are spread
_FARTHEST_MIN = _WISHED_MIN / 2  # from the mean wish to a train at one end of that day
_EITHER_SIDE = 0.5  # of the mean wait for the next departure: one may go earlier as well as later
_FEW_PER_DAY = 3  # departures whose gaps are more even than those of many can be


@dataclass(frozen=True)
class DepartureRules:
    """The rules of one reading of waits and one impedance.

    names        what the values of a trip are: LEGS first, then others, DISPLACED among them
    by_time      whether trips are chosen by time
    cost_per_ms  of a wait, in the impedance
    fen_per_ms   what a wait is worth in generalised cost; 0 where the network has no prices
    """

    read: Parameters
    waits: Waits
    names: Sequence[str]
    by_time: bool
    cost_per_ms: float
    fen_per_ms: float

    @property
    def displacement_weight(self) -> float:
        """What a minute of displacement counts for in the choice."""
        name = "displacement_weight"
        return self.read(name) if self.read.has(name) else 1.0

    def starts(self, access: Access, supply: Supply, topology: Topology) -> Starts:
        """Return how the first departure is chosen.

        Who plans knows what leaves from anywhere; who turns up waits at one stop for what comes.
        """
        made, boardings, planned = topology.tables.made, boardings_of(topology), no_pools(access)
        share = self._uneven
        if self.plans:
            planned = made(pools_of_all, access)
        else:
            share *= self.read("schedule_delay_share")
        waiting = self._waiting(share, "wait")
        least = made(least_waits, supply, boardings, boardings.stop, waiting.wait)
        at_stops = pools_of(topology.tables, access, boardings.stop, least)
        return Starts(Start(planned, self._displacement), Start(at_stops, waiting))

    def rules(self, ratio: float) -> Rules:
        """Return how departures after a change are chosen; `ratio` as in `supply.RoadLimits`."""
        later = self._waiting(self._uneven, "transfer")
        return Rules(later, self._displacement, self.plans, ratio, len(LEGS))

    @property
    def too_long(self) -> int:
        """What costs so much or more is no trip, for it is longer than `longest_trip_min`.

        By what trips are chosen by, displacement by its weight: a further departure never adds to
        that, so it takes no trip away. Only by time: money and CO2 say nothing of hours.
        """
        name = "longest_trip_min"
        if not self.by_time or not self.read.has(name):
            return int(NEVER)
        return min(round(self.read(name) * MS_PER_MIN) + 1, int(NEVER))

    @property
    def plans(self) -> bool:
        """Whether travellers know the timetable."""
        return self.waits == "timetable"

    def _waiting(self, share: float, leg: str) -> Waiting:
        """Return how a wait counts that is part of a leg: all of it for those who know how long."""
        cap = self._few_per_day
        if not self.plans:
            cap = self.read("wait_cap_min"), self.read("wait_beyond_cap_share")
        worth = np.zeros(len(self.names))
        worth[self.names.index(leg)] = 1.0
        if "generalised_cost" in self.names:
            worth[self.names.index("generalised_cost")] = self.fen_per_ms
        return Waiting(self._in_cost(share, *cap), wait_of(share, *cap), worth)

    @property
    def _few_per_day(self) -> tuple[float, float]:
        """Minutes of half a gap, and the share that counts of what is beyond, of rare departures.

        The gaps of one departure a day are even, so one waits 12 hours for it, whatever the gaps of
        many are like; from three a day on the unevenness counts in full.
        """
        of_one, of_few = DAY_MIN / 2, DAY_MIN / 2 / _FEW_PER_DAY
        share = (of_one / self._uneven - of_few) / (of_one - of_few)
        return of_few, max(share, 0.0)

    @property
    def _displacement(self) -> Waiting:
        """Displacement is no part of a trip: it stands beside it, in money as in time."""
        share = _EITHER_SIDE * self._uneven
        farthest = _FARTHEST_MIN / share, 0.0
        worth = np.zeros(len(self.names))
        worth[self.names.index(DISPLACED)] = 1.0
        weighted = self._in_cost(self.displacement_weight * share, *farthest)
        return Waiting(weighted, wait_of(share, *farthest), worth)

    def _in_cost(self, share: float, cap_min: float, beyond: float) -> Wait:
        return wait_of(share, cap_min, beyond, self.cost_per_ms)

    @property
    def _uneven(self) -> float:
        """Mean wait over that of even gaps between trains."""
        name = "departure_irregularity"
        return 1.0 + (self.read(name) if self.read.has(name) else 0.0)
