"""What a leg of a path rests on and who takes it: the usual ride, departures by means, doubts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from transnet.model.network import Network
from transnet.supply.common_lines import TRAINS_UNIT, Int64Array
from transnet.supply.kinds import Mode
from transnet.supply.lookup import StrArray, ids
from transnet.supply.topology import Topology
from transnet.travel.provenance import Row, days_of_services, recalled_parameters, tracks_of_entry

LEG_FACTS = (
    "via_share", "via_trains_per_day", "departures", "from_shares", "to_shares",
    "displacement_min", "timetable", "recalled_parameters",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class UsualRide:
    """The lines that most trips of a leg ride.

    zh, en          their names in travel order, each once
    share           of the leg's trips that ride them
    trains_per_day  departures a day among them
    entries         of the ride pairs that are named so, the most usual first
    """

    zh: str = ""
    en: str = ""
    share: float = 1.0
    trains_per_day: float = math.nan
    entries: tuple[int, ...] = ()


@dataclass(frozen=True)
class Rides:
    """Reads what entries of the ride pairs are called and how often they leave.

    trains  departures of each entry in units of `TRAINS_UNIT`, int64[e]
    """

    network: Network
    topology: Topology
    trains: Int64Array

    def usual(self, shares: Mapping[int, float]) -> UsualRide:
        """Return the lines that most trips ride.

        shares  of the trips that take each entry; not empty
        """
        named: dict[tuple[str, str], list[int]] = {}
        for entry in sorted(shares, key=lambda entry: (-shares[entry], entry)):
            named.setdefault(self.names(entry), []).append(entry)
        taken = {name: sum(shares[entry] for entry in named[name]) for name in named}
        zh, en = max(taken, key=lambda name: taken[name])
        entries = named[zh, en]
        share = taken[zh, en] / sum(taken.values())
        return UsualRide(zh, en, share, self.trains_per_day(entries), tuple(entries))

    def names(self, entry: int) -> tuple[str, str]:
        """Return the railway lines that an entry runs over; off the tracks service or flight."""
        rows = tracks_of_entry(self.topology, entry)
        if rows:
            zh, en = (
                "; ".join(dict.fromkeys(self._of_tracks(column)[rows].tolist()))
                for column in ("line_zh", "line_en")
            )
            return zh, en
        lines = self.topology.lines
        pattern = self.topology.pairs.pattern[entry]
        row = int(lines.row[pattern])
        if lines.flight[pattern]:
            return flight_name(self.network, row)
        zh, en = (str(self.network["services"][f"name_{end}"].iloc[row]) for end in ("zh", "en"))
        return zh, en

    def _of_tracks(self, column: str) -> StrArray:
        return self.network.made_of(ids, ("tracks", column), by=("tracks", column))

    def links(self, entries: Iterable[int]) -> list[str]:
        """Return the tracks of some entries, in travel order."""
        tracks = self._of_tracks("track_id")
        rows = [row for entry in entries for row in tracks_of_entry(self.topology, entry)]
        return [f"tracks/{tracks[row]}" for row in rows]

    def trains_per_day(self, entries: Iterable[int]) -> float:
        """Return the departures a day of some entries; a train that calls twice counts once."""
        return sum(self._by_pattern(entries).values()) / TRAINS_UNIT

    def departures(self, entries: Iterable[int]) -> str:
        """Return the departures a day by mode, most first: `emu=30;air=3`."""
        by_mode: dict[str, int] = {}
        for pattern, trains in self._by_pattern(entries).items():
            mode = Mode(int(self.topology.lines.mode[pattern])).label
            by_mode[mode] = by_mode.get(mode, 0) + trains
        most = sorted(by_mode, key=lambda mode: (-by_mode[mode], mode))
        return ";".join(f"{mode}={by_mode[mode] / TRAINS_UNIT:g}" for mode in most)

    def _by_pattern(self, entries: Iterable[int]) -> dict[int, int]:
        pattern = self.topology.pairs.pattern
        return {int(pattern[entry]): int(self.trains[entry]) for entry in entries}


def flight_name(network: Network, row: int) -> tuple[str, str]:
    """Return what a flight is called: by the cities that its airports serve."""
    flight = network["flights"].iloc[row]
    ends = [_served(network, str(flight[f"{end}_airport"])) for end in ("from", "to")]
    (start_zh, start_en), (end_zh, end_en) = ends
    return f"{start_zh}—{end_zh} 航班", f"{start_en}–{end_en} flight"


def _served(network: Network, airport_id: str) -> tuple[str, str]:
    """Return the name of the city that an airport belongs to, else of its place, else its own."""
    airports = network["airports"]
    airport = airports[airports["airport_id"] == airport_id].iloc[0]
    rows = [airport]
    for table, key in (("places", "place_id"), ("cities", "city_id")):
        found = network[table]
        rows += [row for _, row in found[found[key] == airport[key]].iterrows()]
    named = rows[-1]
    zh, en = str(named["name_zh"]), str(named["name_en"])
    return zh.removesuffix("市") or zh, en.removesuffix(" City")


def shares_cell(shares: Sequence[float]) -> str:
    """Return shares of the trips that take each of several ends, joined as the ends are."""
    whole = sum(shares)
    return "/".join(f"{share / whole:.4g}" for share in shares)


def doubt_cells(
    network: Network,
    leg: str,
    modes: Iterable[str],
    behind: Iterable[Row],
    *,
    plans: bool = False,
) -> tuple[str, str]:
    """Return the cells timetable and recalled_parameters of a leg.

    modes   that the leg is made by
    behind  the rows that its minutes are made of
    plans   whether the traveller knows the timetable
    """
    services = [row for table, row in behind if table == "services"]
    days = days_of_services(network, np.array(services, dtype=np.int64))
    return ";".join(days), ";".join(recalled_parameters(network, leg, modes, plans=plans))
