"""Times of trains, changes and drives against the distance, the timetable and each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import said
from transnet.model.checks.rail_rules import hops
from transnet.model.checks.rules import (
    Draft,
    FloatArray,
    Rule,
    flagged,
    numbers,
    points,
    straight_km,
    texts,
)

# Minutes at a stop by mode; 0 says that the run holds them.
_DWELLS = {
    "metro": (0.1, 10.0),
    "emu": (0.5, 60.0),
    "conventional": (0.5, 120.0),
    "coach": (0.5, 60.0),
    "bus": (0.1, 30.0),
}
_TIMES = 4.0  # against the same trains in the timetable
_NEAR_MIN = 1.0  # timetables count whole minutes
_TIMES_APART = 4.0  # slowest over fastest train of one kind
_OPERATED_TIMES = 1.2  # observed over operated speed: it is rounded, and so are the minutes
_DESIGN_SHARE = 0.25  # a metro's speed counts its stops, and is still more than this of its design
_CHANGE_KMH = 40.0  # as the crow flies, door to door of both stops
_CHANGE_WALK_KMH, _CHANGE_FREE_MIN = 2.0, 30.0
_HOURS_MIN = 0.5  # a change of half a minute is one of half an hour
_FAR_DRIVE_KM, _FAR_DRIVE_KMH = 10.0, 12.0
_DISTANCE_SHARES = (0.9, 4.0)  # distance along the rails over the straight line
_FASTEST_KMH, _SLOWEST_KMH = 400.0, 5.0


def dwells(draft: Draft) -> Iterator[Notice]:
    """Yield stops that are shorter or longer than any of the mode."""
    stops, services = draft["stops"], draft["services"]
    modes = dict(zip(texts(services, "service_id"), texts(services, "mode"), strict=True))
    ends = [_DWELLS.get(modes.get(name, ""), (0.0, np.inf)) for name in texts(stops, "service_id")]
    low, high = np.array(ends, dtype=np.float64).reshape(-1, 2).T
    dwell = numbers(stops, "dwell_min")
    yield from flagged(
        "dwell_outside",
        ("stops", "dwell_min"),
        stops,
        (dwell > 0) & ((dwell < low) | (dwell > high)),
        lambda row: said(
            "trains of this mode stop {low:g} to {high:g} min", low=low[row], high=high[row]
        ),
    )


def timetabled_stops(draft: Draft) -> Iterator[Notice]:
    """Yield stops whose run or dwell is several times that of the service's trains, or a part."""
    services, stations = draft["services"], draft["stations"]
    calls = _timetable_calls(draft)
    if not calls:
        return
    names = {
        key: name.removesuffix("站")
        for key, name in zip(texts(stations, "station_id"), texts(stations, "name_zh"), strict=True)
    }
    stops = hops(draft)
    dwell_min = numbers(draft["stops"], "dwell_min")
    for service, trains in zip(
        texts(services, "service_id"), texts(services, "trains"), strict=True
    ):
        runs = [calls[train] for train in trains.split(";") if train in calls]
        for hop in stops.get(service, ()) if runs else ():
            here, before = names.get(hop.station, ""), names.get(hop.before or "", "")
            own = [(run[here], run.get(before)) for run in runs if here in run]
            dwell = [leaves - comes for (comes, leaves), _ in own]
            ride = [comes - start[1] for (comes, _), start in own if start]
            given = (
                ("dwell_min", float(dwell_min[hop.position]), dwell),
                ("run_min", hop.run_min, ride),
            )
            for column, value, observed in given:
                if _unlike(value, observed):
                    hint = said(
                        "its trains have {least:g} to {most:g} min",
                        least=min(observed),
                        most=max(observed),
                    )
                    row = hop.position + 2
                    yield notice("timetable_differs", "stops", row, column, f"{value:.12g}", hint)


def _unlike(value: float, observed: Sequence[float]) -> bool:
    """Return whether a time lies far outside all that were observed, and not by a minute."""
    if not observed or value != value:  # noqa: PLR0124 - NaN is the one number unequal to itself
        return False
    low, high = min(observed), max(observed)
    return value > max(_TIMES * high, high + _NEAR_MIN) or value < min(
        low / _TIMES, low - _NEAR_MIN
    )


def _timetable_calls(draft: Draft) -> Mapping[str, Mapping[str, tuple[float, float]]]:
    """Return arrival and departure by station, by each number that a train has on its way.

    A number that two trains of the crawl bear is left out.
    """
    frame = draft["timetable"]
    columns = (texts(frame, name) for name in ("train_id", "train_no", "station_zh"))
    times = (numbers(frame, f"{word}_min") for word in ("arrival", "departure"))
    calls: dict[str, dict[str, tuple[float, float]]] = defaultdict(dict)
    trains: dict[str, set[str]] = defaultdict(set)
    for train, number, station, comes, leaves in zip(*columns, *times, strict=True):
        calls[train][station.removesuffix("站")] = (comes, leaves)
        trains[number].add(train)
    return {number: calls[min(ids)] for number, ids in trains.items() if len(ids) == 1}


def operated_speeds(draft: Draft) -> Iterator[Notice]:
    """Yield tracks run over faster than they are operated, and those far below their design."""
    tracks = draft["tracks"]
    design, operated = numbers(tracks, "design_speed_kmh"), numbers(tracks, "speed_kmh")
    yield from flagged(
        "speed_below_design",
        ("tracks", "speed_kmh"),
        tracks,
        operated < _DESIGN_SHARE * design,
        lambda row: said("the design speed is {design:g} km/h", design=design[row]),
    )
    with np.errstate(all="ignore"):
        observed = numbers(tracks, "length_km") / numbers(tracks, "observed_run_min") * 60
    fast = observed > _OPERATED_TIMES * operated
    yield from flagged(
        "run_too_fast",
        ("tracks", "observed_run_min"),
        tracks,
        fast & (operated <= design),
        lambda row: said(
            "{observed:.0f} km/h over a track operated at {operated:g} km/h",
            observed=observed[row],
            operated=operated[row],
        ),
    )


def line_order(draft: Draft) -> Iterator[Notice]:
    """Yield tracks whose number leaves a gap in those of their line, or is another's too."""
    tracks = draft["tracks"]
    pairs = list(zip(texts(tracks, "line_id"), numbers(tracks, "seq"), strict=True))
    count = Counter(pairs)
    place = ("tracks", "seq")
    gap = [number > 1 and (line, number - 1) not in count for line, number in pairs]
    hint = said("its line has no track with the number before")
    yield from flagged("line_gap", place, tracks, gap, hint)
    twice = [count[pair] > 1 for pair in pairs]
    yield from flagged(
        "line_gap", place, tracks, twice, said("another track of its line has it too")
    )


def change_times(draft: Draft) -> Iterator[Notice]:
    """Yield changes between two stops that are faster than a car or slower than a walk."""
    changes = draft["transfers"]
    minutes = numbers(changes, "transfer_min")
    length = straight_km(
        points(draft, "stations", "airports"),
        texts(changes, "from_stop"),
        texts(changes, "to_stop"),
    )
    place = ("transfers", "transfer_min")
    hours = (minutes > 0) & (minutes < _HOURS_MIN)
    yield from flagged(
        "unit_suspect", place, changes, hours, said("less than half a minute: hours?")
    )
    with np.errstate(all="ignore"):
        fast = (length / minutes * 60 > _CHANGE_KMH) & (length > 0.2)
    slow = minutes > _CHANGE_FREE_MIN + length / _CHANGE_WALK_KMH * 60
    yield from flagged(
        "speed_outside_mode",
        place,
        changes,
        (fast & ~hours) | slow,
        lambda row: said(
            "over {length:.1f} km; faster than {change_kmh:g} km/h door to door, or "
            "slower than a walk at {change_walk_kmh:g} km/h and {change_free_min:g} "
            "min",
            length=length[row],
            change_kmh=_CHANGE_KMH,
            change_walk_kmh=_CHANGE_WALK_KMH,
            change_free_min=_CHANGE_FREE_MIN,
        ),
    )


def slow_drives(draft: Draft) -> Iterator[Notice]:
    """Yield observed drives over more than a city that are slower than a bicycle."""
    drives = draft["observed_roads"]
    minutes = numbers(drives, "drive_min")
    length = straight_km(
        points(draft, "nodes"), texts(drives, "from_node"), texts(drives, "to_node")
    )
    with np.errstate(all="ignore"):
        speed = length / minutes * 60
    yield from flagged(
        "speed_outside_mode",
        ("observed_roads", "drive_min"),
        drives,
        (length > _FAR_DRIVE_KM) & (speed < _FAR_DRIVE_KMH) & (speed >= 5),
        lambda row: said("{speed:.3g} km/h over {km:.1f} km", speed=speed[row], km=length[row]),
    )


def observed_pairs(draft: Draft) -> Iterator[Notice]:
    """Yield observed trains whose distance or times don't fit the stations or each other."""
    rail = draft["observed_rail"]
    straight = straight_km(
        points(draft, "stations"), texts(rail, "from_station"), texts(rail, "to_station")
    )
    length = numbers(rail, "length_km")
    low, high = _DISTANCE_SHARES
    wrong = (length < low * straight - 1) | (length > high * straight + 2)
    yield from flagged(
        "distance_unlike",
        ("observed_rail", "length_km"),
        rail,
        wrong,
        lambda row: said(
            "the straight line between its stations is {straight:.1f} km", straight=straight[row]
        ),
    )
    times = np.array([numbers(rail, f"{word}_min") for word in ("fastest", "median", "slowest")])
    apart = np.fmax.reduce(times) > _TIMES_APART * np.fmin.reduce(times)
    hint = said(
        "fastest and slowest of one kind of train lie within {times_apart:g} times",
        times_apart=_TIMES_APART,
    )
    yield from flagged("times_far_apart", ("observed_rail", "fastest_min"), rail, apart, hint)
    for column, minutes in zip(("fastest_min", "slowest_min"), times[::2], strict=True):
        yield from _observed_speeds(rail, column, straight, minutes)


def _observed_speeds(
    rail: pd.DataFrame, column: str, straight: FloatArray, minutes: FloatArray
) -> Iterator[Notice]:
    with np.errstate(all="ignore"):
        speed = straight / minutes * 60
    yield from flagged(
        "speed_outside_mode",
        ("observed_rail", column),
        rail,
        (straight > 1) & ((speed > _FASTEST_KMH) | (speed < _SLOWEST_KMH)),
        lambda row: said("{speed:.3g} km/h over {km:.1f} km", speed=speed[row], km=straight[row]),
    )


RULES = (
    Rule(("stops", "services"), dwells),
    Rule(("stops", "services", "stations", "timetable"), timetabled_stops),
    Rule(("tracks",), operated_speeds),
    Rule(("tracks",), line_order),
    Rule(("transfers", "stations", "airports"), change_times),
    Rule(("observed_roads", "nodes"), slow_drives),
    Rule(("observed_rail", "stations"), observed_pairs),
)
