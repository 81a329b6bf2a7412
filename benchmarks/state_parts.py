"""Seconds of parts of judging a state: functions of the package, timed while they are wrapped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from time import thread_time
from typing import Any

from transnet.study import place_arrays, target_detail
from transnet.study.study import Study
from transnet.travel import model
from transnet.travel.model import TravelModel
from transnet.travel.trips import TripSearch

REST = "verdicts and the rest"


class Parts:
    """Seconds by part; what a part calls that is a part of its own counts there alone.

    seconds  by name of the part
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._stack: list[str] = []
        self._since = 0.0

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count what is done here; outside of it nothing counts."""
        with self.part(REST):
            yield

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Count to a part, unless nothing counts."""
        self._turn()
        self._stack.append(name)
        try:
            yield
        finally:
            self._turn()
            self._stack.pop()

    @property
    def counts(self) -> bool:
        """Whether anything counts now."""
        return bool(self._stack)

    def _turn(self) -> None:
        now = thread_time()
        if self._stack:
            self.seconds[self._stack[-1]] += now - self._since
        self._since = now


def _trips(model: TravelModel) -> str:
    read = "timetable" if model.waits == "timetable" else "first come"
    return f"trips {read}{' at the peak' if model.traffic == 'peak' else ''}"


@contextmanager
def timed_parts() -> Iterator[Parts]:
    """Time parts of what is done meanwhile, on one thread."""
    parts = Parts()
    undo = [_wrap(parts, *each) for each in _PARTS]
    try:
        yield parts
    finally:
        for put_back in reversed(undo):
            put_back()


_PARTS: tuple[tuple[Any, str, str | Callable[[Any], str]], ...] = (
    (Study, "edited", "edits"),
    (Study, "topology", "topology"),
    (model, "arc_times", "weights"),
    (TripSearch, "roads", "roads and drives"),
    (TripSearch, "drives", "roads and drives"),
    (TripSearch, "_drive", "roads and drives"),
    (TripSearch, "ready", "ways to platforms"),
    (TravelModel, "some_trips", _trips),
    (target_detail, "city_rides", "rides between cities"),
    (target_detail, "truck_trips", "trucks"),
    (place_arrays, "evaluate_sums", "accessibility"),
)
"""Where a part is found: its owner, its name there, and what it is called."""


def _wrap(
    parts: Parts, owner: Any, name: str, called: str | Callable[[Any], str]
) -> Callable[[], None]:
    plain = getattr(owner, name)

    @wraps(plain)
    def timed(*args: Any, **options: Any) -> Any:
        if not parts.counts:
            return plain(*args, **options)
        with parts.part(called if isinstance(called, str) else called(args[0])):
            return plain(*args, **options)

    setattr(owner, name, timed)
    return lambda: setattr(owner, name, plain)
