"""Ways of goods by truck between places, as a table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from transnet.travel.freight import truck_trips
from transnet.travel.model import TravelModel


def truck_minutes(
    model: TravelModel, origins: Sequence[str], destinations: Sequence[str]
) -> pd.DataFrame:
    """Return the minutes of goods from each origin to each destination by truck.

    origins, destinations  place ids
    returns  from_id, to_id, minutes, truck_min (on the road), handling_min (both ends together),
             weak (rests on a recalled or assumed row), outside (no road of the network leads there)
    """
    row_of = {place: row for row, place in enumerate(model.place_ids)}
    froms, tos = ([row_of[place] for place in ids] for ids in (origins, destinations))
    trips = truck_trips(model, np.repeat(froms, len(tos)), np.tile(tos, len(froms)))
    return pd.DataFrame(
        {
            "from_id": np.repeat(np.array(origins, dtype=object), len(destinations)),
            "to_id": np.tile(np.array(destinations, dtype=object), len(origins)),
            "minutes": trips.drive_min + trips.handling_min,
            "truck_min": trips.drive_min,
            "handling_min": trips.handling_min,
            "weak": trips.weak,
            "outside": trips.outside,
        }
    )
