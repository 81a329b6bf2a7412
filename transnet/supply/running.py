"""Running times from the tracks: speed profiles from stop to stop over sections of unlike speed.

The profile accelerates at a constant rate, keeps the cruise speed of each section, and brakes in
time for the next slower section or stop (Hansen & Pachl, Railway Timetabling & Operations, 2014,
ch. 4, without train length and gradients). The scheduled run adds a share of recovery time.
Cruise speed = operating speed of the section x cruise_factor of the mode, and at most the top speed
of its trains: coaches don't run faster because the line is built for EMU trains.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.base.units import FloatArray
from transnet.supply.kinds import TRAIN_MODES, Mode
from transnet.supply.overrides import Parameters

_KMH_PER_MS = 3.6


@dataclass(frozen=True)
class Traction:
    """How trains of each mode run: f64[modes] in `Mode` order.

    cruise_factor  cruise speed / operating speed of the section
    acceleration_ms2, deceleration_ms2  mean rates, m/s2
    recovery_share  time added to the fastest run, as a share of it
    top_speed_kmh  what the trains may do on any track
    """

    cruise_factor: FloatArray
    acceleration_ms2: FloatArray
    deceleration_ms2: FloatArray
    recovery_share: FloatArray
    top_speed_kmh: FloatArray

    @classmethod
    def of(cls, parameters: Parameters, modes: Iterable[Mode] = TRAIN_MODES) -> Traction:
        """Read the five parameters of the modes; 0 for the others."""
        trains = [mode for mode in modes if mode in TRAIN_MODES]
        return cls(
            cruise_factor=parameters.by_mode("cruise_factor", trains),
            acceleration_ms2=parameters.by_mode("acceleration_ms2", trains),
            deceleration_ms2=parameters.by_mode("deceleration_ms2", trains),
            recovery_share=parameters.by_mode("recovery_share", trains),
            top_speed_kmh=parameters.by_mode("top_speed_kmh", trains),
        )


@dataclass(frozen=True)
class Sections:
    """Sections that hops run over, in travel order, padded with zeros (speed 0): f64[h, s].

    mode  int8[h], mode of the train
    """

    length_km: FloatArray
    speed_kmh: FloatArray
    mode: npt.NDArray[np.int8]


def run_minutes(sections: Sections, traction: Traction) -> FloatArray:
    """Return the scheduled run of each hop, f64[h], minutes; NaN for a hop without sections.

    A metro's section speed is its mean travel speed with stops, so it takes length / speed.
    """
    used = sections.speed_kmh > 0
    minutes = np.zeros(len(sections.mode))
    metro = sections.mode == Mode.METRO
    if metro.any():
        hours = sections.length_km[metro] / np.where(used, sections.speed_kmh, 1.0)[metro]
        minutes[metro] = 60.0 * _row_sums(hours)
    if not metro.all():
        mode = sections.mode[~metro]
        cruise_kmh = sections.speed_kmh[~metro] * traction.cruise_factor[mode][:, None]
        cruise = np.minimum(cruise_kmh, traction.top_speed_kmh[mode][:, None]) / _KMH_PER_MS
        seconds = profile_seconds(
            1000.0 * sections.length_km[~metro],
            np.where(used[~metro], cruise, 0.0),
            traction.acceleration_ms2[mode],
            traction.deceleration_ms2[mode],
        )
        minutes[~metro] = seconds / 60.0 * (1.0 + traction.recovery_share[mode])
    return np.where(used.any(axis=1), minutes, np.nan)


def profile_seconds(
    length_m: FloatArray, limit_ms: FloatArray, acceleration: FloatArray, deceleration: FloatArray
) -> FloatArray:
    """Return the fastest time from standstill to standstill within the limits, f64[h], seconds.

    length_m      f64[h, s], metres, 0 in padding, which stands at the end
    limit_ms      f64[h, s], speed limit of each section, m/s, 0 in padding
    acceleration, deceleration  f64[h], m/s2
    """
    entry = _boundary_speeds(length_m, limit_ms, acceleration, deceleration)
    start, end = entry[:, :-1], entry[:, 1:]
    up, down = acceleration[:, None], deceleration[:, None]
    peak = np.sqrt((2 * up * down * length_m + down * start**2 + up * end**2) / (up + down))
    peak = np.minimum(peak, limit_ms)
    cruised = length_m - (peak**2 - start**2) / (2 * up) - (peak**2 - end**2) / (2 * down)
    steady = np.divide(np.maximum(cruised, 0.0), peak, out=np.zeros_like(peak), where=peak > 0)
    return _row_sums((peak - start) / up + (peak - end) / down + steady)


def _row_sums(values: FloatArray) -> FloatArray:
    """Sum each row from left to right, so that the width of the padding changes no bit."""
    sums: FloatArray = np.cumsum(values, axis=1)[:, -1]
    return sums


def _boundary_speeds(
    length_m: FloatArray, limit_ms: FloatArray, acceleration: FloatArray, deceleration: FloatArray
) -> FloatArray:
    """Highest speed at each boundary between sections, f64[h, s + 1]; 0 at both ends."""
    hops, count = length_m.shape
    speed = np.zeros((hops, count + 1))
    for i in range(count - 1):
        reached = np.sqrt(speed[:, i] ** 2 + 2 * acceleration * length_m[:, i])
        speed[:, i + 1] = np.minimum(reached, np.minimum(limit_ms[:, i], limit_ms[:, i + 1]))
    for i in range(count - 1, -1, -1):
        braked = np.sqrt(speed[:, i + 1] ** 2 + 2 * deceleration * length_m[:, i])
        speed[:, i] = np.minimum(speed[:, i], braked)
    return speed
