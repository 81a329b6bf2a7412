"""What becomes of a scenario's answers at the ends of its inputs, as tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from transnet.base.errors import Notice
from transnet.base.shown import Shown
from transnet.model.network import Network
from transnet.scenario.file import Scenario
from transnet.scenario.service_plans import ServicePlans


@dataclass(frozen=True, eq=False, repr=False)
class Sensitivity(Shown):
    """Answers of a scenario, and what becomes of them at the ends of the inputs.

    table     one row a target: names; value, unit and met as they are; fast_* with every input at
              the end that shortens trips, slow_* at the other; least_value and most_value over all
              variations, with before_ the same before the scenario; fragile, whether any turns the
              verdict; before_fragile, the same of the verdict before the scenario; turned_by, what
              turns it without the other inputs, ';'-separated ('' where it takes several together)
    met       one row a variation, the first as things are, and a column a target: whether it is met
              after the scenario
    journeys  one row an ordered pair of places with an end in the cluster: ids and names;
              spoken_of, whether it leads from a seat to a seat or main city; before_min, after_min,
              saved_min as they are; least_* and most_* of all three over all variations;
              lean_min and full_min, after, with either service plan (NaN without plans); fragile,
              whether the scenario makes it shorter, longer or neither (by no more than 0.05 min) in
              one variation and something else in another; turned_by
    belts     one row a variation and belt, first as things are: input ('' as things are, 'all' for
              all inputs together) and its end; group_id; core_min, seat_min and people_within_60 as
              `belt_readings` has them after the scenario, and before_ the same before it. What
              turns is `turning_belts`
    varied    what was varied on its own: inputs, AT_STATIONS_GROUP, SERVICE_PLAN; beside these all
              inputs were varied together
    left      inputs that were varied with all the others only
    leaders   ends of the trips from a seat to a seat or main city that gain most, over all
              variations, in order of their ids; the first is the answer's own; '' for none
    plans     service plans of the lines that open
    notices   warnings, as a run gives them
    network   in which the scenario was asked
    """

    scenario: Scenario
    network: Network
    table: pd.DataFrame
    met: pd.DataFrame
    journeys: pd.DataFrame
    belts: pd.DataFrame
    varied: tuple[str, ...]
    left: tuple[str, ...]
    leaders: tuple[tuple[str, str], ...]
    plans: ServicePlans | None
    notices: tuple[Notice, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return targets, fragile trips and notices as plain values, ready for JSON.

        What isn't finite is None.
        """
        return {
            "scenario": self.scenario.id,
            "targets": _plain(self.table),
            "journeys": _plain(self.journeys[self.journeys["fragile"]]),
            "varied": list(self.varied),
            "left": list(self.left),
            "notices": [notice.as_dict() for notice in self.notices],
        }


def _plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    text = table.astype(object)
    numbers = text.map(lambda cell: cell if isinstance(cell, float) else 0.0).to_numpy(np.float64)
    return [
        {str(key): value for key, value in row.items()}
        for row in text.where(np.isfinite(numbers), None).to_dict("records")
    ]
