"""Services that the timetable of 2023 doesn't hold: opened later, moved to a new line, planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from networks.build.common import join_notes
from networks.build.rail_routes import Router, Section, sections
from networks.build.rail_trains import Fact, Service

# The Jining–Datong–Yuanping line took over the EMU trains of the Hanjialing–Yuanping line, whose
# stations lie elsewhere: Yingxian -> Yingxian West, Shanyin -> Shanyin South.
OLD_LINE, NEW_LINES = "C04", frozenset({"H01", "H02", "H04"})
MOVED_ON = date(2024, 12, 31)
MOVED_STATIONS = {"R128": "R129", "R130": "R131"}
MOVED_PROJECT = "rail-jidayuan-hsr"
# Fastest runs that the railway announced at the opening: Taiyuan and Ulanqab from Datong South.
ANNOUNCED_MIN = {frozenset({"R004", "R124"}): 85, frozenset({"R124", "R136"}): 40}
# Columns of data/rail_services_added.csv that go into services.csv as they are.
COPIED = (
    *("mode", "kind", "trains", "trains_per_day", "first_departure", "last_departure"),
    *("status", "opened", "opened_basis", "project", "source", "basis", "confidence", "note"),
)
MOVED_SOURCE = (
    "timetable of 2023-12-15; 国铁集团/央视 2024-12-31 (24 min less than over the 韩原 line, "
    "85 min Taiyuan–Datong South, 40 min Datong South–Ulanqab)"
)
MOVED_NOTE = (
    "train of 2023 put over the Jining–Datong–Yuanping line from its opening: which trains moved "
    "was not found"
)


def moved(services: Sequence[Service]) -> tuple[list[Service], list[Service]]:
    """Return services that stay, those on the old line now closed at the move among them.

    The second list holds the services that take the place of the closed ones on the new line.
    """
    stay, gone = [], []
    for service in services:
        if service.row["mode"] == "emu" and any(_on_old(stop) for stop in service.stops):
            row = {**service.row, "closed": MOVED_ON}
            stay.append(Service(row, service.stops))
            gone.append(service)
        else:
            stay.append(service)
    return stay, gone


def on_new_line(services: Sequence[Service], tracks: Sequence[Fact]) -> list[Service]:
    """Return services of the old line as they run over the new one."""
    router = Router(part for part in sections(tracks) if part.line_id in NEW_LINES)
    made = []
    for service in services:
        service_id = f"{service.row['service_id']}-N"
        row = {
            **service.row,
            "service_id": service_id,
            "name_zh": f"{service.row['name_zh']}(经集大原)",
            "name_en": f"{service.row['name_en']} over the new line",
            "opened": MOVED_ON,
            "opened_basis": "assumed",
            "project": MOVED_PROJECT,
            "source": MOVED_SOURCE,
            "basis": "assumed",
            "confidence": "low",
            "note": join_notes(MOVED_NOTE, str(service.row["note"]).partition("; ")[2]),
        }
        made.append(Service(row, _stops_moved(service_id, service.stops, router)))
    return made


def _on_old(stop: Mapping[str, object]) -> bool:
    return any(track.startswith(OLD_LINE) for track in str(stop["tracks"]).split(";"))


def _stops_moved(
    service_id: str, stops: Sequence[Mapping[str, object]], router: Router
) -> list[Mapping[str, object]]:
    rows: list[Mapping[str, object]] = []
    before = ""
    for stop in stops:
        old = str(stop["station_id"])
        here = MOVED_STATIONS.get(old, old)
        row = {**stop, "service_id": service_id, "station_id": here}
        pair = frozenset({before, here})
        if _on_old(stop) or pair in ANNOUNCED_MIN:
            run = ANNOUNCED_MIN.get(pair)
            row |= {
                "run_min": run,
                "tracks": ";".join(part.track_id for part in router.route(before, here)),
                "source": MOVED_SOURCE,
                "basis": "found" if run else "assumed",
                "confidence": "medium" if run else "low",
            }
        rows.append(row)
        before = here
    return rows


@dataclass(frozen=True)
class Places:
    """What the added services look up: stations by Chinese name and by id, and tracks."""

    ids: Mapping[str, str]
    stations: Mapping[str, Fact]
    tracks: Sequence[Fact]


def added(rows: Sequence[Fact], places: Places) -> list[Service]:
    """Return the services of data/rail_services_added.csv, both directions where it says so."""
    made = []
    for row in rows:
        there = _stations(row, places)
        made.append(_added(row, f"{row['service_id']}-1", there, places))
        if row["back"] == "yes":
            made.append(_added(row, f"{row['service_id']}-2", there[::-1], places))
    return made


def _on_lines(row: Fact, places: Places) -> list[Fact]:
    lines = row["lines"].split(";")
    return [track for track in places.tracks if track["line_id"] in lines]


def _stations(row: Fact, places: Places) -> list[str]:
    """Return the stations in order: those named, or all those of the line."""
    if row["stops"]:
        return [places.ids[name] for name in row["stops"].split(";")]
    along = sorted(_on_lines(row, places), key=lambda track: int(track["seq"]))
    return [along[0]["from_station"], *(track["to_station"] for track in along)]


def _added(row: Fact, service_id: str, calls: Sequence[str], places: Places) -> Service:
    first, last = (places.stations[end] for end in (calls[0], calls[-1]))
    service = {
        **{name: row[name] for name in COPIED},
        "service_id": service_id,
        "name_zh": f"{row['label_zh']} {first['name_zh']}—{last['name_zh']}",
        "name_en": f"{row['label_en']} {first['name_en']}–{last['name_en']}",
        "headway_min": row["headway_min"] or _headway(row),
    }
    router = Router(sections(_on_lines(row, places)))
    ways = [router.route(a, b) for a, b in pairwise(calls)]
    runs = _runs(row, ways, backwards=service_id.endswith("-2"))
    return Service(
        service, _added_stops(row, service_id, calls, list(zip(ways, runs, strict=True)))
    )


def _headway(row: Fact) -> float | None:
    """Return the gap that spreads the trains evenly between the first and the last departure."""
    number = int(row["trains_per_day"])
    if number < 2 or not row["first_departure"]:
        return None
    first, last = (_minutes(row[name]) for name in ("first_departure", "last_departure"))
    return round((last - first) / (number - 1), 1)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _runs(row: Fact, ways: Sequence[Sequence[Section]], *, backwards: bool) -> list[float | None]:
    """Return minutes per hop: given, spread from a total, or none.

    A total from end to end, less the dwells, is spread over the hops as the tracks' times are.
    """
    if row["total_min"]:
        best = [sum(part.minutes for part in way) for way in ways]
        running = float(row["total_min"]) - float(row["dwell_min"]) * (len(ways) - 1)
        return [round(running * minutes / sum(best), 1) for minutes in best]
    given = row["runs"].split(";") if row["runs"] else [""] * len(ways)
    if len(given) != len(ways):
        raise ValueError(f"{row['service_id']}: {len(given)} runs for {len(ways)} hops")
    runs = [float(run) if run else None for run in given]
    return runs[::-1] if backwards else runs


def _added_stops(
    row: Fact,
    service_id: str,
    calls: Sequence[str],
    hops: Sequence[tuple[Sequence[Section], float | None]],
) -> list[dict[str, object]]:
    rows = []
    for place, station in enumerate(calls):
        way, run = hops[place - 1] if place else ((), None)
        if place and not way and run is None:
            raise ValueError(f"{service_id}: no way to {station} on lines {row['lines']}")
        rows.append(
            {
                "service_id": service_id,
                "seq": place + 1,
                "station_id": station,
                "run_min": run,
                "dwell_min": row["dwell_min"] if 0 < place < len(calls) - 1 else None,
                "tracks": ";".join(part.track_id for part in way),
                "source": row["source"],
                "basis": row["basis"] if place == 0 or run is None else _run_basis(row),
                "confidence": row["confidence"],
            }
        )
    return rows


def _run_basis(row: Fact) -> str:
    """Return the basis of a run that is given: spread or taken apart from published times."""
    return "recalled" if row["basis"] == "recalled" else "derived"
