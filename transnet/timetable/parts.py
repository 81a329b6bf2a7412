"""What a timetable is made of, column by column, as a reader hands it over.

Rows are named by their position: `calls.stop` holds rows of `stops`, `trips.route` of `routes`.
Times are whole seconds after noon minus 12 hours of the service day, which is midnight but for the
two days a year on which clocks are changed; they run on past 86,400 after the next midnight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy.typing as npt


@dataclass(frozen=True, eq=False)
class Stops:
    """Places where trips call.

    ids       [n] of str, distinct
    names     [n] of str
    lon, lat  [n], WGS-84 degrees; NaN where unknown
    """

    ids: Sequence[str]
    names: Sequence[str]
    lon: npt.ArrayLike
    lat: npt.ArrayLike


@dataclass(frozen=True, eq=False)
class Routes:
    """Lines that trips belong to.

    ids    [m] of str, distinct
    names  [m] of str
    modes  [m] of str, such as "bus" or "rail"
    """

    ids: Sequence[str]
    names: Sequence[str]
    modes: Sequence[str]


@dataclass(frozen=True, eq=False)
class Trips:
    """Runs of a vehicle past its stops; which calls are whose, `first_call` says.

    ids         [t] of str, distinct
    names       [t] of str, such as a train's number; "" where there is none
    route       [t], rows of routes
    service     [t], rows of services
    block       [t], the same number >= 0 for trips of one vehicle, in which one may stay seated
                from a trip to the next that begins where it ends; -1 for none
    first_call  [t + 1], calls of trip k are first_call[k] to first_call[k + 1], two at least
    """

    ids: Sequence[str]
    names: Sequence[str]
    route: npt.ArrayLike
    service: npt.ArrayLike
    block: npt.ArrayLike
    first_call: npt.ArrayLike


@dataclass(frozen=True, eq=False)
class Calls:
    """Stops of trips, in the order of trips and of their way.

    stop                    [c], rows of stops
    arrival_s, departure_s  [c], seconds, not negative, never decreasing along a trip
    can_board, can_alight   [c] of bool
    """

    stop: npt.ArrayLike
    arrival_s: npt.ArrayLike
    departure_s: npt.ArrayLike
    can_board: npt.ArrayLike
    can_alight: npt.ArrayLike


@dataclass(frozen=True, eq=False)
class Services:
    """Days on which trips run.

    ids        [s] of str, distinct
    first_day  the day of the first column of `runs`
    runs       bool[s, days]
    time_zone  an IANA name such as "Asia/Shanghai", whose changes of clock shift service days
               against each other; "" for clocks that are never changed
    """

    ids: Sequence[str]
    first_day: date
    runs: npt.ArrayLike
    time_zone: str = ""


@dataclass(frozen=True, eq=False)
class Transfers:
    """Ways on foot from stop to stop, each pair once; one isn't walked after another.

    from_stop, to_stop  [f], rows of stops; from a stop to itself: the least time to change there,
                        0 s without such a row
    seconds             [f], the least time from an arrival to a departure, not negative; 30 days
                        or 2,592,000 s where one can't change, not even by a walk that others know
    recommended         [f] of bool, whether the operator recommends to change there; () for none
    """

    from_stop: npt.ArrayLike = ()
    to_stop: npt.ArrayLike = ()
    seconds: npt.ArrayLike = ()
    recommended: npt.ArrayLike = ()
