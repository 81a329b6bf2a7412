"""How one walks: how fast, how far, and how much longer than the crow flies."""

from __future__ import annotations

from dataclasses import dataclass, fields

from transnet.base.arrays import is_real
from transnet.base.collector import refusal
from transnet.base.given import given
from transnet.base.language import said
from transnet.base.shown import Shown

_LEAST = {"speed_kmh": 1.0, "longest_min": 0.0, "transfer_min": 0.0, "detour": 1.0, "snap_m": 0.0}
_MOST = {
    "speed_kmh": 50.0,
    "longest_min": 240.0,
    "transfer_min": 240.0,
    "detour": 5.0,
    "snap_m": 10_000.0,
}


@dataclass(frozen=True)
class Walking(Shown):
    """How one walks to a stop, from stop to stop, from a stop to one's goal, and all the way.

    speed_kmh     on level streets; 3.6 is walk_speed of r5r's functions. On stairs half of it
    longest_min   of the way to the first stop, of that from the last one, and of one without rides
    transfer_min  longest way from stop to stop; what a feed's transfers.txt says comes first
    detour        without streets: how many times as far as the crow flies (assumed)
    snap_m        over streets: a place farther from any of them isn't reached on foot

    Raises InputError for a value that can't be.
    """

    speed_kmh: float = 3.6
    longest_min: float = 20.0
    transfer_min: float = 10.0
    detour: float = 1.3
    snap_m: float = 500.0

    def __post_init__(self) -> None:
        for each in fields(self):
            value, name = getattr(self, each.name), each.name
            if not is_real(value) or not _LEAST[name] <= float(value) <= _MOST[name]:
                hint = said(
                    "must be a number from {least:g} to {most:g}",
                    least=_LEAST[name],
                    most=_MOST[name],
                )
                told = said("{name} can't be used", name=name)
                raise refusal(told, "bad_walking", "walking", hint, repr(value)[:80], column=name)


def walking_given(value: object) -> Walking:
    """Return how one walks, by default for None; raises InputError for another type."""
    if value is None:
        return Walking()
    return given(value, Walking, "walking", said("such as Walking(speed_kmh=4.5)"))
