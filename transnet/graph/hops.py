"""Runs between stops: observed where the tables say, modelled from the tracks elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transnet.errors import InputError, Notice
from transnet.graph.kinds import TRAIN_MODES, Mode
from transnet.graph.lines import Lines
from transnet.graph.lookup import ids
from transnet.graph.parameters import Parameters
from transnet.graph.running import Sections, Traction, run_minutes
from transnet.model.network import BoolArray, Network
from transnet.units import FloatArray, Int32Array

_SECTION = ("length_km", "speed_kmh")


@dataclass(frozen=True)
class Hops:
    """What decides the time of each stop position of the lines, one hop into it and its dwell.

    given_min   f64[p], observed run or block time; NaN where it is modelled; 0 at first stops
    modelled    int32[h], positions whose run is modelled, on `sections`
    scaled      int32[g], positions whose given run is scaled by model on `scaled_now` over model
                on `scaled_then`, because a track of theirs differs from the reference network
    dwell_min   f64[p]; NaN where the default of the mode holds
    junction    bool[p], whether the train goes over from one line to another at this stop
    is_open     bool[p], whether every track into the position is open
    mode        int8[p]
    """

    given_min: FloatArray
    modelled: Int32Array
    sections: Sections
    scaled: Int32Array
    scaled_now: Sections
    scaled_then: Sections
    dwell_min: FloatArray
    junction: BoolArray
    is_open: BoolArray
    mode: npt.NDArray[np.int8]


def gather_hops(
    network: Network, lines: Lines, reference: Network | None = None, *, observed: bool = True
) -> Hops:
    """Read the runs of all hops from the tables.

    reference  network whose tracks the observed runs were seen on; its track ids may be fewer
    observed   False ignores stops.run_min and stops.dwell_min, and closes hops that don't run over
               tracks
    Raises InputError for a hop with neither an observed run nor tracks.
    """
    mode = lines.mode[lines.of_position]
    given = _given_minutes(network, lines, observed=observed)
    tracks = _pad(lines)
    now = _sections(network, tracks, mode)
    has_tracks = np.diff(lines.track_first) > 0
    lost = np.isnan(given) & ~has_tracks
    if observed:
        _raise_if_lost(network, lines, lost)
    is_open = _open_hops(network, tracks) & ~lost
    modelled = np.flatnonzero(np.isnan(given) & has_tracks).astype(np.int32)
    scaled, then = np.zeros(0, dtype=np.int32), _take(now, np.zeros(0, dtype=np.int32))
    if reference is not None and reference is not network:
        past = _past_sections(network, reference, tracks, now)
        differs = np.any(
            (past.length_km != now.length_km) | (past.speed_kmh != now.speed_kmh), axis=1
        )
        scaled = np.flatnonzero(differs & ~np.isnan(given) & (given > 0)).astype(np.int32)
        then = _take(past, scaled)
    return Hops(
        given_min=given,
        modelled=modelled,
        sections=_take(now, modelled),
        scaled=scaled,
        scaled_now=_take(now, scaled),
        scaled_then=then,
        dwell_min=_dwell_minutes(network, lines, mode, observed=observed),
        junction=at_junctions(network, lines),
        is_open=is_open,
        mode=mode,
    )


def hop_minutes(hops: Hops, parameters: Parameters) -> tuple[FloatArray, FloatArray]:
    """Return run into and dwell at each stop position, f64[p] each, minutes; 0 where closed."""
    modes = [Mode(value) for value in np.unique(hops.mode)]
    traction = Traction.of(parameters, modes)
    run = hops.given_min.copy()
    run[hops.modelled] = run_minutes(hops.sections, traction)
    if len(hops.scaled):
        now = run_minutes(hops.scaled_now, traction)
        run[hops.scaled] *= now / run_minutes(hops.scaled_then, traction)
    trains = [mode for mode in modes if mode in TRAIN_MODES]
    default, longer = (
        parameters.by_mode(name, trains)[hops.mode] for name in ("dwell_min", "junction_dwell_min")
    )
    default = np.where(hops.junction, longer, default)
    dwell = np.where(np.isnan(hops.dwell_min), default, hops.dwell_min)
    return np.where(hops.is_open, run, 0.0), dwell


def at_junctions(network: Network, lines: Lines) -> BoolArray:
    """Return where a train stops between tracks of two lines, bool[p]; first and last stops aren't.

    There crews and locomotives change and paths are waited for, so trains stand longer.
    """
    line = ids(network, "tracks", "line_id")
    first = lines.track_first
    has_tracks = np.diff(first) > 0
    inner = has_tracks[:-1] & has_tracks[1:]
    inner[lines.first[:-1]] = inner[lines.first[1:-1] - 1] = False
    before = np.flatnonzero(inner)
    found = np.zeros(len(lines.stop), dtype=np.bool_)
    arrives, leaves = (line[lines.tracks[first[before + 1] - offset]] for offset in (1, 0))
    found[before] = arrives != leaves
    return found


def _given_minutes(network: Network, lines: Lines, *, observed: bool) -> FloatArray:
    """Observed runs and block times by position; 0 at first stops."""
    is_call = lines.stop_row >= 0
    run = network["stops"]["run_min"].to_numpy(np.float64)
    block = network["flights"]["block_min"].to_numpy(np.float64)
    given = np.full(len(lines.stop), np.nan)
    if observed:
        given[is_call] = run[lines.stop_row[is_call]]
    given[~is_call] = block[lines.row[lines.of_position[~is_call]]]
    given[lines.first[:-1]] = 0.0
    return given


def _dwell_minutes(
    network: Network, lines: Lines, mode: npt.NDArray[np.int8], *, observed: bool
) -> FloatArray:
    """Dwell of the stops table; 0 in metros, whose speed holds the stops, and flights."""
    dwell = network["stops"]["dwell_min"].to_numpy(np.float64)
    is_call = (lines.stop_row >= 0) & (mode != Mode.METRO)
    found = np.zeros(len(lines.stop))
    found[is_call] = dwell[lines.stop_row[is_call]] if observed else np.nan
    return found


def _raise_if_lost(network: Network, lines: Lines, lost: BoolArray) -> None:
    stations = ids(network, "stops", "station_id")
    notices = [
        Notice(
            "hop_without_time",
            "error",
            "stops",
            int(row) + 2,
            "run_min",
            str(stations[row]),
            "has neither an observed run nor tracks from the stop before",
        )
        for row in lines.stop_row[lost]
    ]
    if notices:
        raise InputError("some trains can't be timed", notices)


def _pad(lines: Lines) -> Int32Array:
    """Track rows into each position, int32[p, s], -1 in padding; none into first stops."""
    counts = np.diff(lines.track_first)
    padded = np.full((len(counts), max(1, int(counts.max(initial=0)))), -1, dtype=np.int32)
    place = np.arange(padded.shape[1]) < counts[:, None]
    padded[place] = lines.tracks
    padded[lines.first[:-1]] = -1
    return padded


def _sections(network: Network, tracks: Int32Array, mode: npt.NDArray[np.int8]) -> Sections:
    table = network["tracks"]
    padded = (np.append(table[name].to_numpy(np.float64), 0.0) for name in _SECTION)
    length, speed = (values[tracks] for values in padded)
    return Sections(length, speed, mode)


def _past_sections(
    network: Network, reference: Network, tracks: Int32Array, now: Sections
) -> Sections:
    """Return the same sections with the reference's lengths and speeds; as now if it has none."""
    past = reference["tracks"].set_index("track_id")
    past = past.reindex(ids(network, "tracks", "track_id"))
    padded = (np.append(past[name].to_numpy(np.float64), np.nan)[tracks] for name in _SECTION)
    length, speed = (
        np.where(np.isnan(then), current, then)
        for then, current in zip(padded, (now.length_km, now.speed_kmh), strict=True)
    )
    return Sections(length, speed, now.mode)


def _take(sections: Sections, rows: Int32Array) -> Sections:
    return Sections(sections.length_km[rows], sections.speed_kmh[rows], sections.mode[rows])


def _open_hops(network: Network, tracks: Int32Array) -> BoolArray:
    """Whether each position can be reached: all its tracks are open."""
    track_open = np.append(network.open_rows("tracks"), True)
    is_open: BoolArray = np.all(track_open[tracks], axis=1)
    return is_open
