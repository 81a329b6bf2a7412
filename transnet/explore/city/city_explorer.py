"""A city that is explored: read once, asked by many, its last answers kept as bytes."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from transnet.base.errors import TransnetError
from transnet.base.language import Message, said
from transnet.explore.being_read import BeingRead
from transnet.explore.city.city import City
from transnet.explore.city.city_files import CityFiles
from transnet.explore.once import Once

if TYPE_CHECKING:
    from transnet.explore.city.city_address import CityAddress, Point
    from transnet.explore.exports import File

_KEPT_ANSWERS = 64


class CityExplorer(BeingRead):
    """A city that is explored; questions that are asked before it is read wait.

    Methods that answer raise RefusedError, and the errors of what they call.
    """

    def __init__(self, files: CityFiles) -> None:
        super().__init__()
        self._is_warm = False
        self._held = City(files, self._tell)
        self._answers: Once[tuple[CityAddress, Point], bytes] = Once(_KEPT_ANSWERS)

    def _tell(self, doing: Message) -> None:
        self.doing = doing

    def load(self) -> None:
        """Read the files, and find what the page shows first."""
        try:
            self._held.load()
        except TransnetError as error:
            self._failed = error
        finally:
            self._there.set()
        if self._failed is None:
            self._warm()
        self._is_warm = True

    def _warm(self) -> None:
        self.doing = said("finds what is reached; the first time, it compiles for minutes")
        try:
            _ = self.network, self.state("")
            self._is_warm = True
            self._held.read_on()
            self.doing = said("is ready")
        except TransnetError as error:
            self.doing = said("can't find what is reached: {told}", told=error)

    @property
    def ready(self) -> dict[str, Any]:
        """What the server is doing, for a page that waits."""
        return self._told(ready=self._is_warm)

    @property
    def city(self) -> City:
        """The city, once it is read; raises what kept it from being."""
        self._wait()
        return self._held

    @cached_property
    def network(self) -> bytes:
        """The city as the page draws it, as JSON."""
        from transnet.explore.city.city_answers import city_map
        from transnet.explore.encode import encoded

        return encoded(city_map(self.city))

    def state(self, query: str) -> bytes:
        """Return what one reaches from a point, as JSON."""
        from transnet.explore.city.city_answers import city_answer
        from transnet.explore.encode import encoded

        address, at = self._asked(query)
        return self._answers.get(
            (address, at), lambda: encoded(city_answer(self.city, address, at))
        )

    def journey(self, query: str) -> bytes:
        """Return how one gets to the point that the query's `to` names, as JSON."""
        from transnet.explore.city.city_address import city_word, point_of
        from transnet.explore.city.city_journeys import city_journeys
        from transnet.explore.encode import encoded

        address, at = self._asked(query)
        to = point_of("to", city_word(query, "to"))
        return encoded(city_journeys(self.city, address, (at, to)))

    def export(self, query: str) -> File:
        """Return what one reaches as the file that the query's `as` names."""
        from transnet.explore.city.city_address import city_word
        from transnet.explore.city.city_answers import city_file

        return city_file(self.city, *self._asked(query), city_word(query, "as"))

    def _asked(self, query: str) -> tuple[CityAddress, Point]:
        from transnet.explore.city.city_address import read_city_address

        address = read_city_address(query)
        return address, address.at or self.city.start
