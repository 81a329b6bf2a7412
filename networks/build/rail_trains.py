"""Derives services from the timetable: trains of one mode and one sequence of kept stations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median

from networks.build.common import TIMETABLE_DATE, join_notes, not_later_than
from networks.build.rail_routes import Hop, Section, TrainRouter, sections

# S trains on the Yangquan North–Yangquan East line are 快速 (express) in the crawl as K trains are
# and not 动车 (EMU); the plan still wants EMU trains to begin there.
EMU_KINDS = frozenset("GDC")
MINUTES_A_DAY = 24 * 60

Fact = Mapping[str, str]


@dataclass(frozen=True)
class Call:
    """A train's stop at a kept station; minutes after midnight of its first day."""

    station_id: str
    arrival: float | None
    departure: float | None
    km: float | None


@dataclass(frozen=True)
class Train:
    """A train between its first and last kept station."""

    train_no: str
    kind: str
    origin: str
    terminus: str
    source: str
    calls: tuple[Call, ...]

    @property
    def mode(self) -> str:
        """Mode that sets station times: emu or conventional."""
        return "emu" if self.kind in EMU_KINDS else "conventional"

    @property
    def starts(self) -> float:
        """Departure at the first kept station, within one day."""
        departure = self.calls[0].departure
        if departure is None:
            raise ValueError(f"{self.train_no} doesn't leave its first kept station")
        return departure % MINUTES_A_DAY

    def hops(self) -> list[Hop]:
        """Return what the timetable says of each run between kept stations."""
        return [
            Hop(a.station_id, b.station_id, _minutes(a, b), _km(a, b))
            for a, b in pairwise(self.calls)
        ]


def _minutes(a: Call, b: Call) -> float:
    if a.departure is None or b.arrival is None:
        raise ValueError(f"no time between {a.station_id} and {b.station_id}")
    return b.arrival - a.departure


def _km(a: Call, b: Call) -> float | None:
    return None if a.km is None or b.km is None else b.km - a.km


def read_trains(facts: Sequence[Fact], ids: Mapping[str, str]) -> list[Train]:
    """Return trains trimmed to the stations in ids (Chinese name to id), in order of number.

    Trains with fewer than two such stations are left out.
    """
    by_train: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_train[fact["train_id"]].append(fact)
    trains = []
    for rows in by_train.values():
        rows.sort(key=lambda row: int(row["seq"]))
        calls = tuple(_call(row, ids) for row in rows if row["station"] in ids)
        if len(calls) > 1:
            head = rows[0]
            trains.append(
                Train(
                    head["train_no"],
                    head["kind"],
                    head["origin"],
                    head["terminus"],
                    head["source"],
                    calls,
                )
            )
    return sorted(trains, key=lambda train: (train.starts, train.train_no))


def _call(fact: Fact, ids: Mapping[str, str]) -> Call:
    arrival, departure, km = (
        float(fact[name]) if fact[name] else None for name in ("arr_min", "dep_min", "km_cum")
    )
    return Call(ids[fact["station"]], arrival, departure, km)


def tracks_open(tracks: Sequence[Fact], day: date = TIMETABLE_DATE) -> list[Section]:
    """Return the sections that carried passengers on a day."""
    return sections(
        row
        for row in tracks
        if row["status"] == "open"
        and row["traffic"] in {"passenger", "mixed"}
        and "" < row["opened"] <= day.isoformat()
    )


def group(trains: Sequence[Train]) -> list[list[Train]]:
    """Return trains in groups of one mode and one sequence of kept stations."""
    groups: dict[tuple[str, ...], list[Train]] = defaultdict(list)
    for train in trains:
        groups[train.mode, *(call.station_id for call in train.calls)].append(train)
    return [groups[key] for key in sorted(groups)]


@dataclass(frozen=True)
class Service:
    """Rows of services.csv and stops.csv that belong together."""

    row: Mapping[str, object]
    stops: Sequence[Mapping[str, object]]


def services_of(
    trains: Sequence[Train], tracks: Sequence[Fact], stations: Mapping[str, Fact]
) -> list[Service]:
    """Return the services that a timetable makes on the tracks open on its day."""
    parts = tracks_open(tracks)
    routers = {mode: TrainRouter(parts, mode) for mode in ("emu", "conventional")}
    serial: dict[str, int] = defaultdict(int)
    made = []
    for same in group(trains):
        first = same[0]
        ends = first.calls[0].station_id, first.calls[-1].station_id
        prefix = f"{'E' if first.mode == 'emu' else 'K'}-{ends[0]}-{ends[1]}"
        serial[prefix] += 1
        service_id = f"{prefix}-{serial[prefix]}"
        routes = _routes(same, routers[first.mode])
        name = [stations[end] for end in ends]
        made.append(
            Service(_service_row(service_id, same, name), _stop_rows(service_id, same, routes))
        )
    return made


def _routes(same: Sequence[Train], router: TrainRouter) -> list[list[Section]]:
    """Return the way of each hop: the one that most trains of the group can have run, if any."""
    ways = [router.hops(train.hops()) for train in same]
    best = []
    for hop in zip(*ways, strict=True):
        votes: dict[tuple[str, ...], list[list[Section]]] = defaultdict(list)
        for way in hop:
            votes[tuple(part.track_id for part in way)].append(way)
        best.append(max(votes.values(), key=lambda same: (bool(same[0]), len(same)))[0])
    return best


def _service_row(service_id: str, same: Sequence[Train], ends: Sequence[Fact]) -> dict[str, object]:
    numbers = [train.train_no for train in same]
    starts = [train.starts for train in same]
    # Two departures a day say nothing of a regular gap.
    gap = (starts[-1] - starts[0]) / (len(starts) - 1) if len(starts) > 2 else None
    through = sorted({f"{train.origin}–{train.terminus}" for train in same})
    more = f" and {len(same) - 1} more" if len(same) > 1 else ""
    more_zh = f"等{len(same)}列" if len(same) > 1 else "次"
    return {
        "service_id": service_id,
        "name_zh": f"{ends[0]['name_zh']}—{ends[1]['name_zh']} {numbers[0]}{more_zh}",
        "name_en": f"{ends[0]['name_en']}–{ends[1]['name_en']} {numbers[0]}{more}",
        "mode": same[0].mode,
        "kind": "/".join(sorted({train.kind for train in same})),
        "trains": ";".join(numbers),
        "trains_per_day": len(same),
        "first_departure": clock(min(starts)),
        "last_departure": clock(max(starts)),
        "headway_min": round(gap, 1) if gap else None,
        "timetable": TIMETABLE_DATE,
        "status": "open",
        **not_later_than(),
        "source": same[0].source,
        "basis": "derived",
        "confidence": "high",
        "note": join_notes(
            "timetable of 2023-12-15, which stands for 2022-10-31 and for today",
            "runs " + ", ".join(through),
        ),
    }


def clock(minutes: float) -> str:
    """Return minutes after midnight as HH:MM."""
    hours, rest = divmod(round(minutes) % MINUTES_A_DAY, 60)
    return f"{hours:02d}:{rest:02d}"


def _stop_rows(
    service_id: str, same: Sequence[Train], routes: Sequence[Sequence[Section]]
) -> list[dict[str, object]]:
    rows = []
    last = len(same[0].calls) - 1
    for place, call in enumerate(same[0].calls):
        runs = [train.hops()[place - 1].minutes for train in same] if place else []
        dwells = [_dwell(train.calls[place]) for train in same] if 0 < place < last else []
        rows.append(
            {
                "service_id": service_id,
                "seq": place + 1,
                "station_id": call.station_id,
                "run_min": median(runs) if runs else None,
                "dwell_min": median(dwells) if dwells else None,
                "tracks": ";".join(part.track_id for part in routes[place - 1]) if place else "",
                "source": same[0].source,
                "basis": "found" if len(set(runs)) < 2 else "derived",
                "confidence": "high",
            }
        )
    return rows


def _dwell(call: Call) -> float:
    if call.arrival is None or call.departure is None:
        raise ValueError(f"no dwell at {call.station_id}")
    return call.departure - call.arrival
