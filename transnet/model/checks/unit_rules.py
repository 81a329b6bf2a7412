"""Lengths, times and headways that fit each other, and hints at the unit where they don't."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import Message, said
from transnet.model.checks.rail_rules import hops
from transnet.model.checks.rules import (
    BoolArray,
    Draft,
    FloatArray,
    Rule,
    flagged,
    id_lists,
    numbers,
    points,
    straight_km,
    texts,
)
from transnet.model.mode_words import mode_word

SHORTEST_SHARE = 0.99  # points are rounded, so a straight link may seem a little too short
LONGEST_SHARE = 5.0
_SLACK_KM = {"roads": 0.05, "access": 0.05, "tracks": 0.5}  # railways count whole kilometres
_NEAR_KM = 1.0  # below this, points are too coarse for a ratio
_METRES = (700.0, 5000.0)

# Mean speed between two stops, km/h, of anything that runs in this mode.
SPEEDS = {
    "emu": (30.0, 360.0),
    "conventional": (15.0, 160.0),
    "metro": (15.0, 130.0),
    "coach": (15.0, 100.0),
    "bus": (8.0, 60.0),
    "air": (70.0, 950.0),
    "road": (5.0, 130.0),
    "rail": (10.0, 360.0),
}
_TRAFFIC_MODES = {"passenger": "rail", "mixed": "rail", "metro": "metro", "freight": "rail"}
_TIME_UNITS = {60.0: said("seconds"), 1 / 60: said("hours")}
_DAY_MIN = (200.0, 1600.0)


def road_lengths(draft: Draft) -> Iterator[Notice]:
    """Yield roads shorter than the straight line between their ends, or far longer."""
    roads = draft["roads"]
    straight = straight_km(
        points(draft, "nodes"), texts(roads, "from_node"), texts(roads, "to_node")
    )
    loops = np.asarray(roads["from_node"] == roads["to_node"], dtype=np.bool_)
    # A loop is as long as it likes: the straight line between its ends says nothing.
    yield from _lengths(draft, ("roads", "road"), np.where(loops, np.nan, straight))


def track_lengths(draft: Draft) -> Iterator[Notice]:
    """Yield tracks shorter than the straight line between their ends, or far longer."""
    tracks = draft["tracks"]
    straight = straight_km(
        points(draft, "stations"), texts(tracks, "from_station"), texts(tracks, "to_station")
    )
    yield from _lengths(draft, ("tracks", "track"), straight)


def access_lengths(draft: Draft) -> Iterator[Notice]:
    """Yield ways to stations shorter than the straight line, or far longer."""
    access = draft["access"]
    nodes = points(draft, "nodes")
    stops = points(draft, "stations", "airports")
    known = {f"node {key}": point for key, point in nodes.items()}
    known |= {f"stop {key}": point for key, point in stops.items()}
    starts = [f"node {key}" for key in texts(access, "node_id")]
    ends = [f"stop {key}" for key in texts(access, "stop_id")]
    yield from _lengths(draft, ("access", "access"), straight_km(known, starts, ends))


def _lengths(draft: Draft, subject: tuple[str, str], straight: FloatArray) -> Iterator[Notice]:
    table, word = subject
    frame = draft[table]
    length = numbers(frame, "length_km")
    place = (table, "length_km")
    with np.errstate(all="ignore"):
        ratio = length / straight
    metres = (straight > _NEAR_KM) & (ratio > _METRES[0]) & (ratio < _METRES[1])
    short = (length > 0) & (length + _SLACK_KM[table] < SHORTEST_SHARE * straight)
    thousands = short & (ratio * 1000 > 0.9) & (ratio * 1000 < LONGEST_SHARE)
    long = (length > _NEAR_KM) & (straight > _NEAR_KM) & (ratio > LONGEST_SHARE)
    long |= (straight <= _NEAR_KM) & (length > LONGEST_SHARE * straight + _NEAR_KM)

    def against(row: int) -> Message:
        return said("the straight line between its ends is {km:.1f} km", km=straight[row])

    def in_metres(row: int) -> Message:
        return said("{told}: metres?", told=against(row))

    def in_thousands(row: int) -> Message:
        return said("{told}: thousand km?", told=against(row))

    yield from flagged("unit_suspect", place, frame, metres, in_metres)
    yield from flagged("unit_suspect", place, frame, thousands, in_thousands)
    code = f"{word}_too_short"
    yield from flagged(code, place, frame, short & ~thousands, against)
    yield from flagged(f"{word}_too_long", place, frame, long & ~metres, against)


def hop_speeds(draft: Draft) -> Iterator[Notice]:
    """Yield stops whose observed run doesn't fit the way to them and the mode."""
    stops = draft["stops"]
    tracks = draft["tracks"]
    lengths = dict(zip(texts(tracks, "track_id"), numbers(tracks, "length_km"), strict=True))
    services = draft["services"]
    modes = dict(zip(texts(services, "service_id"), texts(services, "mode"), strict=True))
    listed = [hop for group in hops(draft).values() for hop in group if hop.before]
    straight = straight_km(
        points(draft, "stations"),
        [hop.before or "" for hop in listed],
        [hop.station for hop in listed],
    )
    length = np.full(len(stops), np.nan)
    mode = ["" for _ in range(len(stops))]
    for hop, direct in zip(listed, straight, strict=True):
        along = sum(lengths.get(track, np.nan) for track in hop.tracks)
        length[hop.position] = along if hop.tracks else direct
        mode[hop.position] = modes.get(hop.service, "")
    yield from _speeds(draft, ("stops", "run_min"), length, mode)


def track_speeds(draft: Draft) -> Iterator[Notice]:
    """Yield tracks run over faster than their design speed, or impossibly fast or slow."""
    tracks = draft["tracks"]
    modes = [_TRAFFIC_MODES.get(kind, "") for kind in texts(tracks, "traffic")]
    length = numbers(tracks, "length_km")
    place = ("tracks", "observed_run_min")
    yield from _speeds(draft, place, length, modes)
    design, operated = numbers(tracks, "design_speed_kmh"), numbers(tracks, "speed_kmh")
    yield from flagged(
        "speed_above_design",
        ("tracks", "speed_kmh"),
        tracks,
        operated > design,
        lambda row: said("the design speed is {design:g} km/h", design=design[row]),
    )


def flight_speeds(draft: Draft) -> Iterator[Notice]:
    """Yield flights whose block time doesn't fit the distance."""
    flights = draft["flights"]
    ends = texts(flights, "from_airport"), texts(flights, "to_airport")
    length = straight_km(points(draft, "airports"), *ends)
    yield from _speeds(draft, ("flights", "block_min"), length, ["air"] * len(flights))


def drive_speeds(draft: Draft) -> Iterator[Notice]:
    """Yield observed drives that don't fit the distance."""
    drives = draft["observed_roads"]
    ends = texts(drives, "from_node"), texts(drives, "to_node")
    length = straight_km(points(draft, "nodes"), *ends)
    yield from _speeds(draft, ("observed_roads", "drive_min"), length, ["road"] * len(drives))


def _speeds(
    draft: Draft, place: tuple[str, str], length: FloatArray, modes: list[str]
) -> Iterator[Notice]:
    """Yield times whose speed over a length in km lies outside the range of the row's mode."""
    table, column = place
    frame = draft[table]
    minutes = numbers(frame, column)
    low = np.array([SPEEDS.get(mode, (0, np.inf))[0] for mode in modes], dtype=np.float64)
    high = np.array([SPEEDS.get(mode, (0, np.inf))[1] for mode in modes], dtype=np.float64)
    with np.errstate(all="ignore"):
        speed = length / minutes * 60
    outside = (length > _NEAR_KM) & ((speed < low) | (speed > high))
    for factor, unit in _TIME_UNITS.items():
        likely: BoolArray = outside & (speed * factor >= low) & (speed * factor <= high)
        yield from flagged(
            "unit_suspect",
            place,
            frame,
            likely,
            partial(_speed_hint, speed, length, unit),
        )
        outside &= ~likely
    yield from flagged(
        "speed_outside_mode",
        place,
        frame,
        outside,
        lambda row: said(
            "{speed:.3g} km/h over {km:.1f} km; {mode} runs {low:g} to {high:g}",
            speed=speed[row],
            km=length[row],
            mode=mode_word(modes[row]),
            low=low[row],
            high=high[row],
        ),
    )


def _speed_hint(speed: FloatArray, length: FloatArray, unit: str, row: int) -> str:
    return said(
        "{speed:.3g} km/h over {km:.1f} km: {unit}?", speed=speed[row], km=length[row], unit=unit
    )


def headways(draft: Draft) -> Iterator[Notice]:
    """Yield services whose headway and departures a day don't make a day."""
    services = draft["services"]
    headway, trains = numbers(services, "headway_min"), numbers(services, "trains_per_day")
    span = headway * trains
    wrong = (trains >= 2) & ((span < _DAY_MIN[0]) | (span > _DAY_MIN[1]))
    yield from flagged(
        "headway_mismatch",
        ("services", "headway_min"),
        services,
        wrong,
        lambda row: said(
            "{trains:g} departures a day would fill {span:.0f} min",
            trains=trains[row],
            span=span[row],
        ),
    )


def observed_times(draft: Draft) -> Iterator[Notice]:
    """Yield observed pairs whose fastest, median and slowest trains are out of order."""
    rail = draft["observed_rail"]
    fastest, median, slowest = (
        numbers(rail, f"{word}_min") for word in ("fastest", "median", "slowest")
    )
    wrong = (fastest > median) | (median > slowest) | (fastest > slowest)
    hint = said("expected fastest <= median <= slowest")
    yield from flagged("unordered_times", ("observed_rail", "median_min"), rail, wrong, hint)


def timetable_order(draft: Draft) -> Iterator[Notice]:
    """Yield timetable rows that come before the one before."""
    frame = draft["timetable"]
    order = frame.assign(row=np.arange(len(frame))).sort_values(["train_id", "seq"], kind="stable")
    last: tuple[str, float] = ("", -np.inf)
    for train, row, arrival, departure in zip(
        order["train_id"], order["row"], order["arrival_min"], order["departure_min"], strict=True
    ):
        latest = last[1] if last[0] == train else -np.inf
        for column, time in (("arrival_min", arrival), ("departure_min", departure)):
            if time < latest:
                hint = said(
                    "the time before is {latest:g}; after midnight go on past 1440", latest=latest
                )
                yield notice("decreasing_time", "timetable", int(row) + 2, column, time, hint)
            latest = latest if np.isnan(time) else time
        last = (train, latest)


def access_classes(draft: Draft) -> Iterator[Notice]:
    """Yield ways by road that don't say which kind of road sets their speed."""
    access = draft["access"]
    missing = (access["mode"] == "road") & (access["road_class"] == "")
    hint = said("write urban or county; only a walk has none")
    yield from flagged("missing_road_class", ("access", "road_class"), access, missing, hint)


def doubled_tracks(draft: Draft) -> Iterator[Notice]:
    """Yield tracks that name themselves as the same track under another line."""
    tracks = draft["tracks"]
    own = [
        track in shared
        for track, shared in zip(
            texts(tracks, "track_id"), id_lists(tracks, "shared_with"), strict=True
        )
    ]
    hint = said("name the other track")
    yield from flagged("shared_with_itself", ("tracks", "shared_with"), tracks, own, hint)


RULES = (
    Rule(("roads", "nodes"), road_lengths),
    Rule(("tracks", "stations"), track_lengths),
    Rule(("access", "nodes", "stations", "airports"), access_lengths),
    Rule(("stops", "services", "tracks", "stations"), hop_speeds),
    Rule(("tracks",), track_speeds),
    Rule(("flights", "airports"), flight_speeds),
    Rule(("observed_roads", "nodes"), drive_speeds),
    Rule(("services",), headways),
    Rule(("observed_rail",), observed_times),
    Rule(("timetable",), timetable_order),
    Rule(("access",), access_classes),
    Rule(("tracks",), doubled_tracks),
)
