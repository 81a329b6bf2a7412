"""Stations, services and their stops: trains that can run, and people who can get to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import Message, joined, said
from transnet.model.checks.rules import (
    Draft,
    Rule,
    flagged,
    id_lists,
    numbers,
    row_called,
    texts,
)
from transnet.model.mode_words import mode_word

_STATION_KINDS = {
    "emu": ("emu", "mixed"),
    "conventional": ("conventional", "mixed"),
    "metro": ("metro",),
    "coach": ("bus",),
    "bus": ("bus",),
}


@dataclass(frozen=True, slots=True)
class Hop:
    """One stop of a service and what led to it.

    position  row of the stop in stops, from 0
    before    station of the stop before, None at the first
    """

    position: int
    service: str
    seq: float
    before: str | None
    station: str
    tracks: tuple[str, ...]
    run_min: float


def hops(draft: Draft) -> Mapping[str, Sequence[Hop]]:
    """Return the stops of every service in order of their number."""
    if "hops" not in draft.shared:
        draft.shared["hops"] = _hops(draft["stops"])
    found: Mapping[str, Sequence[Hop]] = draft.shared["hops"]
    return found


def _hops(stops: pd.DataFrame) -> dict[str, list[Hop]]:
    columns = zip(
        texts(stops, "service_id"),
        numbers(stops, "seq"),
        texts(stops, "station_id"),
        id_lists(stops, "tracks"),
        numbers(stops, "run_min"),
        strict=True,
    )
    by_service: dict[str, list[tuple[float, int, str, list[str], float]]] = defaultdict(list)
    for position, (service, seq, station, tracks, run_min) in enumerate(columns):
        by_service[service].append((seq, position, station, tracks, run_min))
    found: dict[str, list[Hop]] = {}
    for service, rows in by_service.items():
        before: str | None = None
        found[service] = []
        for seq, position, station, tracks, run_min in sorted(rows, key=lambda row: row[:2]):
            hop = Hop(position, service, seq, before, station, tuple(tracks), run_min)
            found[service].append(hop)
            before = station
    return found


def short_services(draft: Draft) -> Iterator[Notice]:
    """Yield services with fewer than two stops."""
    stops = hops(draft)
    services = draft["services"]
    counts = [len(stops.get(service, ())) for service in texts(services, "service_id")]
    short = [count < 2 for count in counts]
    place = ("services", "service_id")
    yield from flagged(
        "service_too_short",
        place,
        services,
        short,
        lambda row: said(
            "it has {counts} stops in stops.csv; a service needs two", counts=counts[row]
        ),
    )


def stop_order(draft: Draft) -> Iterator[Notice]:
    """Yield stops that leave a gap in the numbering, or repeat the stop before."""
    for stops in hops(draft).values():
        for expected, hop in enumerate(stops, start=1):
            row = hop.position + 2
            if hop.seq > expected and (expected == 1 or stops[expected - 2].seq == expected - 1):
                hint = said("expected {expected}; is a stop missing?", expected=expected)
                yield notice("stop_gap", "stops", row, "seq", f"{hop.seq:g}", hint)
            if hop.station and hop.station == hop.before:
                hint = said("the stop before is the same station")
                yield notice("repeated_stop", "stops", row, "station_id", hop.station, hint)


def broken_chains(draft: Draft) -> Iterator[Notice]:
    """Yield stops whose tracks don't lead from the station before, and those without any time."""
    tracks = draft["tracks"]
    ends = dict(
        zip(
            texts(tracks, "track_id"),
            zip(texts(tracks, "from_station"), texts(tracks, "to_station"), strict=True),
            strict=True,
        )
    )
    for stops in hops(draft).values():
        for hop in stops:
            if hop.before is None:
                continue
            row = hop.position + 2
            if not hop.tracks and np.isnan(hop.run_min):
                hint = said("give run_min, or the tracks that it can be computed from")
                yield notice("stop_without_time", "stops", row, "run_min", "", hint)
            if hop.tracks and all(track in ends for track in hop.tracks):
                reached, broken = _follow(hop, ends)
                if broken or reached != hop.station:
                    value = ";".join(hop.tracks)
                    hint = _break(draft, hop, reached, broken)
                    yield notice("broken_chain", "stops", row, "tracks", value, hint)


def _break(draft: Draft, hop: Hop, reached: str, broken: str) -> Message:
    """Say where the tracks of a hop lead to, or which of them doesn't join on there."""
    first, last, stop = (
        row_called(draft, "stations", name) for name in (hop.before or "", hop.station, reached)
    )
    what = said("ends at {stop}", stop=stop)
    if broken:
        track = row_called(draft, "tracks", broken)
        what = said("{track} doesn't touch {stop}", track=track, stop=stop)
    return said("from {first} to {last}: {what}", first=first, last=last, what=what)


def _follow(hop: Hop, ends: dict[str, tuple[str, str]]) -> tuple[str, str]:
    """Return the station that the tracks lead to, and the first track that doesn't join on."""
    here = hop.before or ""
    for track in hop.tracks:
        first, last = ends[track]
        if here not in (first, last):
            return here, track
        here = last if here == first else first
    return here, ""


def wrong_ways(draft: Draft) -> Iterator[Notice]:
    """Yield stops at stations, and over tracks, that aren't for the service's trains."""
    services, stations, tracks = draft["services"], draft["stations"], draft["tracks"]
    modes = dict(zip(texts(services, "service_id"), texts(services, "mode"), strict=True))
    kinds = dict(zip(texts(stations, "station_id"), texts(stations, "kind"), strict=True))
    traffic = dict(zip(texts(tracks, "track_id"), texts(tracks, "traffic"), strict=True))
    for service, stops in hops(draft).items():
        mode = modes.get(service, "")
        for hop in stops:
            kind = kinds.get(hop.station, "")
            row = hop.position + 2
            if mode and kind and kind not in _STATION_KINDS[mode]:
                hint = said(
                    "{service} is {mode} but the station is {kind}",
                    service=row_called(draft, "services", service),
                    mode=mode_word(mode),
                    kind=mode_word(kind),
                )
                yield notice("wrong_station_kind", "stops", row, "station_id", hop.station, hint)
            freight = [track for track in hop.tracks if traffic.get(track) == "freight"]
            if freight:
                named = joined(row_called(draft, "tracks", track) for track in freight)
                hint = said("{freight} carries freight only", freight=named)
                value = ";".join(hop.tracks)
                yield notice("freight_track", "stops", row, "tracks", value, hint)


def stops_without_access(draft: Draft) -> Iterator[Notice]:
    """Yield stations with trains and airports with flights that nobody can get to.

    One that serves no place of the network is only passed through or flown over.
    """
    reachable = set(texts(draft["access"], "stop_id"))
    for column in ("from_stop", "to_stop"):
        reachable |= set(texts(draft["transfers"], column))
    flights = draft["flights"]
    served = {
        "stations": set(texts(draft["stops"], "station_id")),
        "airports": {*texts(flights, "from_airport"), *texts(flights, "to_airport")},
    }
    for table, column in (("stations", "station_id"), ("airports", "airport_id")):
        alone = [
            stop in served[table] and stop not in reachable and place != ""
            for stop, place in zip(
                texts(draft[table], column), texts(draft[table], "place_id"), strict=True
            )
        ]
        hint = said("neither access.csv nor transfers.csv leads to it")
        yield from flagged("stop_without_access", (table, column), draft[table], alone, hint)


def served_before_open(draft: Draft) -> Iterator[Notice]:
    """Yield services whose first day comes before that of a station or track they need."""
    opened = {
        str(key): (table, day)
        for table, column in (("stations", "station_id"), ("tracks", "track_id"))
        for key, day in zip(draft[table][column], draft[table]["opened"], strict=True)
    }
    services = draft["services"]
    stops = hops(draft)
    for row, (service, day) in enumerate(
        zip(texts(services, "service_id"), services["opened"], strict=True), start=2
    ):
        needed = dict.fromkeys(
            part for hop in stops.get(service, ()) for part in (hop.station, *hop.tracks)
        )
        late = [part for part in needed if part in opened and not opened[part][1] <= day]
        if late and day == day:  # noqa: PLR0124 - NaT is the one day unequal to itself
            hint = said(
                "{late} opens later or never; those hops stay closed till then",
                late=joined(row_called(draft, opened[part][0], part) for part in late[:5]),
            )
            value = day.date().isoformat()
            yield notice("served_before_open", "services", row, "opened", value, hint)


RULES = (
    Rule(("services", "stops"), short_services),
    Rule(("stops",), stop_order),
    Rule(("stops", "tracks"), broken_chains),
    Rule(("stops", "tracks", "services", "stations"), wrong_ways),
    Rule(("stations", "airports", "stops", "flights", "access", "transfers"), stops_without_access),
    Rule(("stations", "tracks", "services", "stops"), served_before_open),
)
