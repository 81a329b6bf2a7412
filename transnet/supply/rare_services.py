"""Services that run so seldom that the wait for one can't be reckoned."""

from __future__ import annotations

import numpy as np

from transnet.base.codes import notice
from transnet.base.errors import InputError
from transnet.base.language import said
from transnet.base.units import MS_PER_MIN, UNREACHABLE_MS
from transnet.model.called_rows import row_words
from transnet.model.network import Network
from transnet.supply.arc_records import DEPARTURES
from transnet.supply.common_lines import TRAINS_UNIT, Int64Array, Wait
from transnet.supply.topology import Topology

_DAY_MIN = 1440.0


def too_rare(
    network: Network, topology: Topology, trains: Int64Array, wait: Wait
) -> InputError | None:
    """Return the error that names services whose wait alone is longer than whole numbers hold.

    trains  int64[e], departures a day of the entries in ten-thousandths; 0 where closed
    """
    lines, pattern = topology.lines, topology.pairs.pattern
    of_entry = np.maximum(trains, 1) / TRAINS_UNIT
    span_min = wait.span_min[lines.mode[pattern]]
    full = wait.share * span_min / 2 / of_entry
    to_cap = wait.share * (1 - wait.beyond_share) * wait.cap_min
    minutes = np.minimum(full, to_cap + wait.beyond_share * full)
    rare = (trains > 0) & (minutes * MS_PER_MIN >= UNREACHABLE_MS)
    notices = []
    for each in np.unique(pattern[rare]).tolist():
        table = "flights" if lines.flight[each] else "services"
        row, column = int(lines.row[each]), DEPARTURES[table]
        days = float(minutes[pattern == each].max()) / _DAY_MIN
        hint = said(
            "the wait for {service} is {days:.0f} days, and 24 are the most; let "
            "wait_beyond_cap_share be less, or least_departures_per_day more "
            "than it, so that no ordinary day has it",
            service=row_words(network, table, row),
            days=days,
        )
        value = f"{network[table][column].iloc[row]:g}"
        notices.append(notice("out_of_range", table, row + 2, column, value, hint))
    return InputError(said("a service runs too seldom to wait for"), notices) if notices else None
