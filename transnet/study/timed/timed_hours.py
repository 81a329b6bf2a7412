"""When one leaves for work and comes back from it, and how long a way to work may be."""

from __future__ import annotations

from dataclasses import dataclass

Window = tuple[str, str]


@dataclass(frozen=True)
class TimedHours:
    """The windows of a working day, times as HH:MM.

    morning     from the first departure up to the last, which is none of them
    there_by    when one must be at work; who leaves in the morning window may be later elsewhere
    evening     the same of the way back
    budget_min  minutes door to door that one takes to work and back, each way: the usual, and the
                lowest and highest that are held beside it
    """

    morning: Window = ("07:00", "09:00")
    there_by: str = "09:00"
    evening: Window = ("17:30", "19:30")
    budget_min: tuple[int, int, int] = (45, 60, 90)
