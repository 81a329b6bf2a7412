"""One network that is explored: loaded once, asked by many, its last answers kept as bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from transnet.base.errors import TransnetError
from transnet.base.language import said
from transnet.explore.being_read import BeingRead
from transnet.explore.once import Once
from transnet.explore.refusals import RefusedError, refusal_of

if TYPE_CHECKING:
    from transnet.base.units import FloatArray
    from transnet.explore.asked_states import Asked
    from transnet.explore.decisions import Decisions
    from transnet.explore.exports import File
    from transnet.explore.map_reach import ReachedPoints
    from transnet.explore.state_figures import StateFigures
    from transnet.explore.trips_of_place import TripsOfPlace
    from transnet.study.network_state import NetworkState
    from transnet.study.study import Study

_KEPT_FIGURES, _KEPT_TRIPS, _KEPT_ANSWERS = 12, 64, 128


@dataclass(frozen=True, eq=False)
class _Loaded:
    """A study and what has been found of its states."""

    study: Study
    figures: Once[NetworkState, StateFigures]
    trips: Once[tuple[Any, ...], TripsOfPlace]
    reached: Once[tuple[Any, ...], FloatArray]
    answers: Once[tuple[str, str], bytes]


class Explorer(BeingRead):
    """A network that is explored.

    source  name or path of the network, as a scenario file has it
    Questions that are asked before it is loaded wait. Methods that answer raise RefusedError, and
    the errors of what they call, each of which says itself in both languages.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        super().__init__()
        self._held: _Loaded | None = None
        self._is_warm = False

    def load(self) -> None:
        """Load the network, and find the state that the page shows first."""
        from transnet.io.network_folder import load_network
        from transnet.study.study import Study

        try:
            self.doing = said("reads the network")
            study = Study(load_network(self.source))
            self._held = _Loaded(
                study,
                Once(_KEPT_FIGURES),
                Once(_KEPT_TRIPS),
                Once(_KEPT_TRIPS),
                Once(_KEPT_ANSWERS),
            )
        except TransnetError as error:
            self._failed = error
            self.doing = said("can't read the network")
        finally:
            self._there.set()
        if self._held is not None:
            self._warm()

    def _warm(self) -> None:
        self.doing = said("judges the network as it is; the first time, it compiles for minutes")
        try:
            self.state("")
            self._is_warm = True
            self.doing = said("is ready")
            self.reach("")
        except TransnetError as error:
            self.doing = said("can't judge the network: {told}", told=error)

    @property
    def ready(self) -> dict[str, Any]:
        """What the server is doing, for a page that waits."""
        return self._told(ready=self._is_warm)

    @property
    def study(self) -> Study:
        """The study, once it is loaded; raises what kept it from being."""
        return self._loaded.study

    @property
    def _loaded(self) -> _Loaded:
        self._wait()
        if self._held is None:
            raise RefusedError(503, "not_loaded", said("the network couldn't be loaded"))
        return self._held

    def asked(self, query: str) -> Asked:
        """Return what an address asks; raises what can't be read of it, or isn't there."""
        from transnet.explore.address import read_address
        from transnet.explore.asked_states import asked_of

        return asked_of(read_address(query), self.study.network, self.source)

    @cached_property
    def network(self) -> bytes:
        """The network as the page draws and lists it, as JSON."""
        import numpy as np

        from transnet.explore.encode import encoded
        from transnet.explore.page_words import page_words
        from transnet.explore.region import region

        points = self._points.points
        found = region(self.study.network, page_words())
        at = {"lon": np.round(points.lon, 5), "lat": np.round(points.lat, 5)}
        return encoded({**found, "points": at})

    @cached_property
    def _points(self) -> ReachedPoints:
        from transnet.explore.map_reach import reached_points

        return reached_points(self.study)

    def state(self, query: str) -> bytes:
        """Return what a state answers, as JSON."""
        from transnet.explore.answers import answer
        from transnet.explore.encode import encoded

        def make(asked: Asked) -> bytes:
            halves = self.figures(asked.before), self.figures(asked.after)
            trips = tuple(self.trips(each, asked) for each in halves)
            return encoded(answer(self.study, asked, halves, (trips[0], trips[1])))

        return self._kept("state", query, make)

    def reach(self, query: str) -> bytes:
        """Return the minutes to the points of the network in a state, as JSON."""
        from transnet.explore.encode import encoded

        def make(asked: Asked) -> bytes:
            halves = {"before": asked.before, "after": asked.after}
            return encoded({name: self._reached(each, asked) for name, each in halves.items()})

        return self._kept("reach", query, make)

    def edges(self, query: str) -> bytes:
        """Return the edges of what one reaches within the address's minutes, as JSON."""
        from transnet.explore.address import read_address
        from transnet.explore.encode import encoded

        within = read_address(query).minutes

        def make(asked: Asked) -> bytes:
            halves = {"before": asked.before, "after": asked.after}
            return encoded({name: self._edge(each, asked, within) for name, each in halves.items()})

        return self._kept(f"edges {within}", query, make)

    def _edge(self, state: NetworkState, asked: Asked, within: int) -> list[Any]:
        from transnet.explore.map_edges import edge_within, onward_as_read

        onward = onward_as_read(self.figures(state).shown.model, asked.address)
        if onward is None:
            return []
        return edge_within(self._points.points, self._reached(state, asked), onward, within)

    def _reached(self, state: NetworkState, asked: Asked) -> FloatArray:
        """Return the minutes to the points in a state, as the address reads trips."""
        figures, address = self.figures(state), asked.address
        key = state, asked.origin, address.mode, address.wait, address.reading
        return self._loaded.reached.get(
            key, lambda: self._points.minutes(figures, address, asked.origin)
        )

    def journey(self, query: str) -> bytes:
        """Return the journey that the query's `from` and `to` name, in a state, as JSON."""
        from transnet.explore.address import word_beside
        from transnet.explore.encode import encoded
        from transnet.explore.journey_answers import journeys

        ends = word_beside(query, "from"), word_beside(query, "to")

        def make(asked: Asked) -> bytes:
            halves = self.figures(asked.before), self.figures(asked.after)
            return encoded(journeys(asked, halves, ends))

        return self._kept(f"journey {ends[0]} {ends[1]}", query, make)

    def text(self, query: str) -> File:
        """Return a state as the text that the query's `as` names."""
        from transnet.explore.address import word_beside
        from transnet.explore.exports import text_of_state

        return text_of_state(self.asked(query), word_beside(query, "as"))

    def export(self, query: str) -> File:
        """Return what a state does as the file that the query's `as` names."""
        from transnet.explore.address import word_beside
        from transnet.explore.exports import exported

        return exported(self.study, self.asked(query), word_beside(query, "as"))

    def upload(self, data: bytes) -> bytes:
        """Return the address of a scenario file, as JSON."""
        from transnet.explore.encode import encoded
        from transnet.explore.uploads import address_of_file

        return encoded(address_of_file(self.study, self.source, data))

    def decide(self, kind: str, query: str) -> bytes:
        """Begin to work out a decision, and return the name of the job as JSON."""
        from transnet.explore.encode import encoded

        return encoded({"job": self.decisions.ask(kind, self.study, self.asked(query))})

    @cached_property
    def decisions(self) -> Decisions:
        """The decisions that are being worked out."""
        from transnet.explore.decisions import Decisions

        return Decisions()

    def _kept(self, what: str, query: str, make: Callable[[Asked], bytes]) -> bytes:
        """Return an answer that may have been given before: of the same address, in any words."""
        from transnet.explore.address import Address, read_address

        known = self._loaded.answers
        address = replace(read_address(query), minutes=Address.minutes, name="")
        key = (what, address.query)
        return known.get(key, lambda: make(self.asked(address.query)))

    def figures(self, state: NetworkState) -> StateFigures:
        """Return the figures of a state."""
        from transnet.explore.state_figures import figures_of

        loaded = self._loaded
        return loaded.figures.get(state, lambda: figures_of(loaded.study, state))

    def trips(self, figures: StateFigures, asked: Asked) -> TripsOfPlace:
        """Return the trips of the place that one looks from."""
        from transnet.explore.trips_of_place import trips_of_place

        address = asked.address
        key = figures.state, asked.origin, address.mode, address.wait, address.reading
        return self._loaded.trips.get(key, lambda: trips_of_place(figures, address, asked.origin))


def told_as_json(error: Exception) -> tuple[int, bytes]:
    """Return the HTTP status and body of an error."""
    from transnet.explore.encode import encoded

    status, told = refusal_of(error)
    return status, encoded(told)
