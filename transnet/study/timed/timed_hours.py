"""When one leaves for work and comes back from it, and how long a way to work may be."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from transnet.model.network import Network
from transnet.timetable.departure_window import clock_text

Window = tuple[str, str]

_BUDGET_MIN, _BEGINS_H, _ENDS_H = (60.0, 45.0, 90.0), 9.0, 17.5
_AROUND_S = 2 * 3600


@dataclass(frozen=True)
class TimedHours:
    """The windows of a working day, times as HH:MM.

    morning     from the first departure up to the last, which is none of them
    there_by    when one must be at work; who leaves in the morning window may be later elsewhere
    evening     the same of the way back
    budget_min  minutes door to door that one takes to work and back, each way: the usual between
                the lowest and the highest that are held beside it
    """

    morning: Window = ("07:00", "09:00")
    there_by: str = "09:00"
    evening: Window = ("17:30", "19:30")
    budget_min: tuple[int, int, int] = (45, 60, 90)

    @cached_property
    def budgets_min(self) -> tuple[int, ...]:
        """The budgets from the lowest on, each once."""
        return tuple(sorted(set(self.budget_min)))


def working_hours(network: Network) -> TimedHours:
    """Return the hours of a network by its parameters, which the defaults stand in for.

    One leaves for work within two hours before it begins, and from it within two after it ends.
    """
    usual, low, high = _range(network, "commute_budget_min") or _BUDGET_MIN
    begins, ends = (
        round(3600 * (_range(network, name) or (usual_h,))[0])
        for name, usual_h in (("work_begins_h", _BEGINS_H), ("work_ends_h", _ENDS_H))
    )
    return TimedHours(
        (_clock(begins - _AROUND_S), _clock(begins)),
        _clock(begins),
        (_clock(ends), _clock(ends + _AROUND_S)),
        (round(low), round(usual), round(high)),
    )


def _range(network: Network, name: str) -> tuple[float, float, float] | None:
    """Return a parameter's value, its lowest and its highest; None where it isn't given."""
    table = network["parameters"]
    rows = table[(table["parameter"] == name) & (table["mode"] == "all")]
    if not len(rows):
        return None
    value = network.parameter(name)
    low, high = (float(rows[end].iloc[0]) for end in ("low", "high"))
    # An edit may lead the value out of the range that it had.
    return value, min(low, value), max(high, value)


def _clock(second: int) -> str:
    return clock_text(second - second % 60)[:5]
