"""One trip as it is found: its totals and legs, or in short."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from transnet.base.language import Language, Message, Text, in_words, joined
from transnet.base.notebook import notebook_html
from transnet.base.plain import plain, records
from transnet.base.shown import Shown
from transnet.travel.path_text import (
    costs_text,
    head_line,
    last_lines,
    leg_line,
    legs_table,
)
from transnet.travel.provenance import WEAK_BASES


@dataclass(frozen=True)
class End:
    """Where a leg begins or ends."""

    id: str
    name_zh: str
    name_en: str

    def __str__(self) -> str:
        return in_words(self)

    def in_language(self, language: Language) -> str:
        """Return its name in a language."""
        return Text(self.name_zh, self.name_en).in_language(language)


@dataclass(frozen=True, eq=False, repr=False)
class Path(Shown):
    """A fastest or cheapest trip between two places, or between two stations in the train.

    impedance   what the trip takes least of: time, money, generalised_cost or co2
    travel_min  minutes; inf where there is no way
    yuan, generalised_yuan, co2_kg  what it costs a traveller; NaN where the network has no prices
                or there is no way
    displacement_min  mean minutes between the wished departure and the one that is planned for,
                beside travel_min; 0 for a drive and where waits are part of it
    alternatives  what may be boarded first: share of trips, trains_per_day, services, and the stops
                at both ends of the ride, the most usual first; empty for a drive
    mode        drive, metro, rail, air, bus, bus/cycle, walk; empty where there is no way
    legs        one row per leg in travel order: leg (a way without a car and without a ride is a
                drive by bus/cycle or walk), mode, ends with names, minutes, length_km (NaN
                where a train leaves the network), roads or lines (via), ids of links and services,
                trains_per_day that are waited for, the share of trips that take it (minutes and
                kilometres are means over all; several ends are joined by /, the most usual first),
                and the weakest basis and lowest confidence of the rows behind the minutes;
                via_share of the leg's trips that take via and via_trains_per_day among them,
                departures a day by mode (`emu=30;air=3`), from_shares and to_shares of several
                ends, displacement_min of a ride that is planned for, the days of timetables that
                stand for another day, and recalled_parameters, also assumed ones, behind the
                minutes; then yuan, generalised_yuan, co2_kg,
                cost_km (kilometres that fares and CO2 count, the mean of the services taken), and
                basis and confidence of the yuan and of the CO2. Legs add up to the totals exactly.
    """

    origin: End
    destination: End
    using: str
    travel_min: float
    mode: str
    legs: pd.DataFrame
    impedance: str = "time"
    yuan: float = math.nan
    generalised_yuan: float = math.nan
    co2_kg: float = math.nan
    displacement_min: float = 0.0
    alternatives: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def ends(self) -> Message:
        """Where it begins and ends."""
        return joined([self.origin, self.destination], " → ", " → ")

    @property
    def uses_recalled(self) -> bool:
        """Whether a minute of it rests on a recalled or assumed row."""
        return bool(self.legs["basis"].isin(WEAK_BASES).any())

    @property
    def recalled_parameters(self) -> tuple[str, ...]:
        """Recalled and assumed parameters that its minutes are made of, beside its rows."""
        return tuple(dict.fromkeys(self._each("recalled_parameters")))

    @property
    def timetables(self) -> tuple[str, ...]:
        """Days (YYYY-MM-DD) of the timetables that stand for the network's own day, in order."""
        return tuple(sorted(set(self._each("timetable"))))

    def _each(self, column: str) -> Iterator[str]:
        for cell in self.legs[column]:
            yield from (part for part in str(cell).split(";") if part)

    @property
    def uses_recalled_prices(self) -> bool:
        """Whether a yuan or a gram of it rests on a recalled or assumed row."""
        return bool(self.legs[["yuan_basis", "co2_basis"]].isin(WEAK_BASES).any(axis=None))

    @property
    def largest_leg(self) -> str:
        """The leg that takes most of the time; empty where there is no way."""
        if self.legs.empty:
            return ""
        return str(self.legs.groupby("leg", sort=False)["minutes"].sum().idxmax())

    def __repr__(self) -> str:
        return f"<Path {in_words(self._head(), 'en')}>"

    def __str__(self) -> str:
        return in_words(self)

    def in_language(self, language: Language) -> str:
        """Return the trip in a language: a line for the whole, one for each leg."""
        weak = self.uses_recalled or self.uses_recalled_prices or bool(self.recalled_parameters)
        lines = [self._head(), *map(leg_line, self.legs.to_dict("records"))]
        lines += last_lines(self.displacement_min, self.timetables, recalled=weak)
        return in_words(joined(lines, "\n", "\n"), language)

    def _head(self) -> Message:
        costs = costs_text(self.yuan, self.co2_kg)
        return head_line(self.ends, self.travel_min, costs, self.mode)

    def _repr_html_(self) -> str:
        return notebook_html(legs_table(self.legs), title=self._head())

    def as_dict(self) -> dict[str, Any]:
        """Return the trip as plain values, ready for JSON; what isn't known is None."""
        return {
            "origin": self.origin.id,
            "destination": self.destination.id,
            "using": self.using,
            "impedance": self.impedance,
            "travel_min": plain(self.travel_min),
            "displacement_min": plain(self.displacement_min),
            "yuan": plain(self.yuan),
            "generalised_yuan": plain(self.generalised_yuan),
            "co2_kg": plain(self.co2_kg),
            "mode": self.mode,
            "uses_recalled": self.uses_recalled,
            "recalled_parameters": list(self.recalled_parameters),
            "timetables": list(self.timetables),
            "legs": records(self.legs),
            "alternatives": records(self.alternatives),
        }


NOWHERE = End("", "", "")


@dataclass(frozen=True)
class Way:
    """The trip between two places that takes least time, without its legs.

    travel_min        door to door; inf where there is no way
    displacement_min  beside it, as `Path` has it
    choice_min        what it is chosen by: both, by their weights, and long roads; inf for none
    mode              as `Path` has it; empty where there is no way
    boarded           station where most of its first rides begin; NOWHERE where nothing is ridden
    """

    travel_min: float
    displacement_min: float
    choice_min: float
    mode: str
    boarded: End

    def goes_like(self, other: Way) -> bool:
        """Whether another trip goes by the same means from the same first station."""
        return (self.mode, self.boarded.id) == (other.mode, other.boarded.id)
