"""Answers that a page carries with it: of a few states, from a few places, read in a few ways."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from transnet.base.language import Text, in_words, said
from transnet.base.units import FloatArray
from transnet.explore.address import Address
from transnet.explore.answers import answer, changed_rows, of_trips
from transnet.explore.asked_states import Asked
from transnet.explore.journey_answers import legs_of, path_as_read
from transnet.explore.map_reach import ReachedPoints, reached_points
from transnet.explore.page_words import page_words
from transnet.explore.region import region
from transnet.explore.state_figures import StateFigures, counties, figures_of
from transnet.explore.trips_of_place import TripsOfPlace, trips_of_place
from transnet.scenario.file import Scenario
from transnet.scenario.requirements import open_projects
from transnet.study.compiled import CompiledNetwork
from transnet.study.network_state import NetworkState

USUAL = "best-knows"
READINGS: Mapping[str, Address] = {
    USUAL: Address(),
    "best-comes": Address(wait="comes"),
    "public-knows": Address(mode="public"),
    "public-comes": Address(mode="public", wait="comes"),
    "car": Address(mode="car"),
    "carfree-knows": Address(mode="carfree"),
    "carfree-comes": Address(mode="carfree", wait="comes"),
    "train": Address(reading="train"),
}
"""Ways of reading trips, as the page names them."""
_OF_LEGS = ("mode", "en", "zh", "from_en", "from_zh", "to_en", "to_zh", "minutes", "km")
_DRAWN: Mapping[str, tuple[str, ...]] = {
    "places": ("id", "en", "zh", "lon", "lat", "population", "inside", "seat"),
    "stations": ("id", "lon", "lat", "open"),
    "airports": ("id", "en", "zh", "lon", "lat", "open"),
    "roads": ("class", "open", "from", "to"),
    "tracks": ("kind", "from", "to"),
    "projects": ("id", "en", "zh"),
}
"""What the page reads of each table where nothing is drawn, ticked or set."""
_KEPT = ("network", "words", "minutes", "sources")
_COARSE_DEG = 0.003
"""How far a county's outline may be from the one that it stands for: nothing that one sees."""


@dataclass(frozen=True)
class Compared:
    """A state that a page carries, and what it is held against."""

    name: Text
    scenario: Scenario
    before: NetworkState
    after: NetworkState


@dataclass(frozen=True)
class Extent:
    """What of some states a page carries.

    origins   place ids from which one can look, the first of them first
    readings  of READINGS, the usual one among them
    is_part   whether it is a part of another page, which has verdicts and tables of its own
    """

    origins: Sequence[str]
    readings: Sequence[str]
    is_part: bool = False


def embedded(study: CompiledNetwork, states: Sequence[Compared], extent: Extent) -> bytes:
    """Return what a page carries of some states, as JSON that `static/app/embedded.js` takes.

    Raises what `Study.judge` raises.
    """
    answers = _Answers(study, extent)
    listed = [answers.add(str(number), each) for number, each in enumerate(states)]
    first = states[0]
    data = {
        "network": {**_network(study, answers.points, extent), "states": listed}
        | {"defaults": _defaults(first, extent)},
        "isPart": extent.is_part,
        "notHere": _not_here(),
        "answers": answers.answers,
        "reach": answers.reach,
        "journeys": answers.journeys,
        "sources": [{"zh": zh, "en": en} for zh, en in answers.sources],
    }
    text = json.dumps(_ready(data), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode()


def _defaults(first: Compared, extent: Extent) -> dict[str, Any]:
    return {
        "state": "0",
        "origin": extent.origins[0],
        "minutes": 60,
        "mode": "best",
        "reading": "door",
        "wait": "knows",
        "traffic": "offpeak",
        "show": "after" if first.before == first.after else "difference",
    }


def _not_here() -> dict[str, str]:
    told = said("this page doesn't carry that; transnet explore works it out")
    return {language: in_words(told, language) for language in ("en", "zh")}


def _network(study: CompiledNetwork, points: ReachedPoints, extent: Extent) -> dict[str, Any]:
    """Return the network as the page draws it, without what it can't change."""
    whole = region(study.network, page_words())
    read = [READINGS[each] for each in extent.readings]
    at = {name: np.round(getattr(points.points, name), 4) for name in ("lon", "lat")}
    return {
        **{name: whole[name] for name in _KEPT},
        **{name: {key: whole[name].get(key, []) for key in keys} for name, keys in _DRAWN.items()},
        "outlines": _coarse(whole["outlines"]),
        "points": {} if extent.is_part else at,
        "origins": list(extent.origins),
        "choices": {
            key: list(dict.fromkeys(getattr(each, key) for each in read))
            for key in ("mode", "reading", "wait")
        },
    }


def _coarse(outlines: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return the rings of outlines by place with fewer points."""
    if outlines is None:
        return None
    return {
        place: [[_fewer(ring) for ring in polygon] for polygon in polygons]
        for place, polygons in outlines.items()
    }


def _fewer(ring: list[list[float]]) -> list[list[float]]:
    import shapely

    line = shapely.simplify(shapely.linearrings(ring), _COARSE_DEG)
    found: list[list[float]] = np.round(shapely.get_coordinates(line), 3).tolist()
    return found


@dataclass
class _Answers:
    """What is gathered of each state.

    answers   by state, origin and reading; what one shares with another stands there once, under
              the other's key, `like`
    reach     minutes to the points of the network, by the same
    journeys  from an origin to each place, by the same
    sources   what legs rest on, each once
    """

    study: CompiledNetwork
    extent: Extent
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    reach: dict[str, dict[str, Any]] = field(default_factory=dict)
    journeys: dict[str, dict[str, Any]] = field(default_factory=dict)
    sources: dict[tuple[str, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.points = reached_points(self.study)
        self._figures: dict[NetworkState, StateFigures] = {}
        self._known: dict[Hashable, Any] = {}

    def add(self, number: str, state: Compared) -> dict[str, Any]:
        """Gather all of a state, and return it as the page lists it."""
        halves = self._of(state.before), self._of(state.after)
        first = " ".join((number, self.extent.origins[0], USUAL))
        for origin in self.extent.origins:
            for reading in self.extent.readings:
                key = " ".join((number, origin, reading))
                asked = _asked(state, origin, reading)
                before, after = (self._trips(each, asked) for each in halves)
                if key == first:
                    self.answers[key] = self._answer(asked, halves, (before, after))
                    minutes = before.from_there, after.from_there
                    self.journeys[key] = dict(self._journeys(asked, halves, minutes))
                    if not self.extent.is_part:
                        self.reach[key] = dict(self._reached(asked, halves))
                else:
                    told = _rounded(of_trips(asked, (before, after)))
                    self.answers[key] = {"like": first, **told}
        return self._listed(number, state)

    def _of(self, state: NetworkState) -> StateFigures:
        if state not in self._figures:
            self._figures[state] = figures_of(self.study, state)
        return self._figures[state]

    def _answer(
        self,
        asked: Asked,
        halves: tuple[StateFigures, StateFigures],
        trips: tuple[TripsOfPlace, TripsOfPlace],
    ) -> dict[str, Any]:
        if not self.extent.is_part:
            return _rounded(answer(self.study, asked, halves, trips))
        found = _rounded(of_trips(asked, trips)) | changed_rows(self.study, asked)
        del found["reached"]  # stands in the table of counties
        return found

    def _reached(
        self, asked: Asked, halves: tuple[StateFigures, StateFigures]
    ) -> Iterator[tuple[str, Any]]:
        for when, figures in zip(("before", "after"), halves, strict=True):
            minutes = partial(self.points.minutes, figures, asked.address, asked.origin)
            yield when, self._once(("reach", figures.state), minutes)

    def _journeys(
        self,
        asked: Asked,
        halves: tuple[StateFigures, StateFigures],
        minutes: tuple[FloatArray, FloatArray],
    ) -> Iterator[tuple[str, Any]]:
        """Yield how one comes to each place before, and after where that takes other minutes."""
        ids = halves[0].shown.model.place_ids
        rows = counties(halves[0]).tolist() if self.extent.is_part else range(len(ids))
        for row in rows:
            if ids[row] != asked.origin:
                ways = {"before": self._way(halves[0], asked, ids[row])}
                if minutes[0][row] != minutes[1][row]:
                    ways["after"] = self._way(halves[1], asked, ids[row])
                yield ids[row], ways

    def _trips(self, figures: StateFigures, asked: Asked) -> TripsOfPlace:
        found: TripsOfPlace = self._once(
            ("trips", figures.state, asked.address),
            lambda: trips_of_place(figures, asked.address, asked.origin),
        )
        return found

    def _way(self, figures: StateFigures, asked: Asked, place: str) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self._once(
            ("way", figures.state, place), lambda: self._journey(figures, asked, place)
        )
        return found

    def _once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return what is known of a state, or find it: states share what they are held against."""
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]

    def _journey(self, figures: StateFigures, asked: Asked, place: str) -> dict[str, Any] | None:
        model = figures.shown.model
        path = path_as_read(model, asked.address, (asked.origin, place))
        if path is None or not math.isfinite(path.travel_min):
            return None
        legs = []
        for leg in legs_of(model.network, path):
            rows = [self._source(each) for each in leg["sources"]]
            told = {name: leg[name] for name in _OF_LEGS}
            told |= {"minutes": round(leg["minutes"], 1), "km": round(leg["km"] or 0.0, 1)}
            legs.append({**told, "sources": rows})
        return {"minutes": round(path.travel_min, 1), "legs": legs}

    def _source(self, source: Mapping[str, str]) -> int:
        return self.sources.setdefault(
            (source["source_zh"], source["source_en"]), len(self.sources)
        )

    def _listed(self, number: str, state: Compared) -> dict[str, Any]:
        was, now = (
            open_projects(self.study.network_of(each)) for each in (state.before, state.after)
        )
        return {
            "id": number,
            "en": state.name.en,
            "zh": state.name.zh,
            "day": state.after.date.isoformat(),
            "open": sorted(now - was),
            "close": sorted(was - now),
        }


def _asked(state: Compared, origin: str, reading: str) -> Asked:
    peak = state.after.traffic == "peak"
    address = replace(READINGS[reading], origin=origin, traffic="peak" if peak else "offpeak")
    return Asked(address, state.scenario, state.before, state.after, origin)


def _rounded(answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer with minutes as the page shows them."""
    minutes = {when: np.round(each, 1) for when, each in answer["minutes"].items()}
    return {**answer, "minutes": minutes}


def _ready(value: Any) -> Any:
    """Return plain values for JSON: arrays as lists, whole numbers short, inf and NaN as None."""
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() else value
    if isinstance(value, Mapping):
        return {str(key): _ready(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_ready(each) for each in value]
    return value
