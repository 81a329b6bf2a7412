"""Runs between stops: observed where the tables say, modelled from the tracks elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.codes import notice
from transnet.base.errors import InputError
from transnet.base.language import said
from transnet.base.units import FloatArray, Int32Array
from transnet.model.called_rows import row_words
from transnet.model.network import BoolArray, Network
from transnet.supply.kinds import TRAIN_MODES, Mode
from transnet.supply.lookup import StrArray, ids
from transnet.supply.overrides import Parameters
from transnet.supply.patterns import StopPatterns
from transnet.supply.running import Sections, Traction, run_minutes
from transnet.supply.supply_tables import SupplyTables

_SECTION = ("length_km", "speed_kmh")


@dataclass(frozen=True)
class InterstopRuns:
    """What decides the time of each stop position of the lines, one hop into it and its dwell.

    given_min   f64[p], observed run or block time; NaN where it is modelled; 0 at first stops
    modelled    int32[h], positions whose run is modelled, on `sections`
    scaled      int32[g], positions whose given run is scaled by model on `scaled_now` over model
                on `scaled_then`, because a track of theirs differs from the reference network
    dwell_min   f64[p]; NaN where the default of the mode holds
    junction    bool[p], whether the train goes over from one line to another at this stop
    is_open     bool[p], whether every track into the position is open
    mode        int8[p]
    lost        bool[p], whether there is neither a given run nor a track
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
    lost: BoolArray


@dataclass(frozen=True)
class RailRows:
    """What the tables say of trains and tracks.

    run_min, dwell_min  f64[stops table], as given; NaN where not
    block_min    f64[flights]
    track_km, track_kmh  f64[tracks]; past_km, past_kmh  the same on the reference network
    track_line   str[tracks], the line that each belongs to
    track_open   bool[tracks]
    """

    run_min: FloatArray
    dwell_min: FloatArray
    block_min: FloatArray
    track_km: FloatArray
    track_kmh: FloatArray
    past_km: FloatArray
    past_kmh: FloatArray
    track_line: StrArray
    track_open: BoolArray

    @classmethod
    def of(cls, tables: SupplyTables, network: Network, reference: Network | None) -> RailRows:
        """Read them from the tables of a network."""
        track_km, track_kmh = (tables.floats(network, "tracks", name) for name in _SECTION)
        past_km, past_kmh = track_km, track_kmh
        if reference is not None and reference is not network:
            track_ids = (tables.texts(each, "tracks", "track_id") for each in (network, reference))
            now, then = track_ids
            past_km, past_kmh = (
                tables.one(
                    ("tracks", name),
                    tables.made(_as_then, now, then, own, tables.floats(reference, "tracks", name)),
                )
                for own, name in zip((track_km, track_kmh), _SECTION, strict=True)
            )
        return cls(
            run_min=tables.floats(network, "stops", "run_min"),
            dwell_min=tables.floats(network, "stops", "dwell_min"),
            block_min=tables.floats(network, "flights", "block_min"),
            track_km=track_km,
            track_kmh=track_kmh,
            past_km=past_km,
            past_kmh=past_kmh,
            track_line=tables.texts(network, "tracks", "line_id"),
            track_open=tables.open_rows(network, "tracks"),
        )


def gather_hops(
    network: Network,
    lines: StopPatterns,
    reference: Network | None = None,
    *,
    observed: bool = True,
    tables: SupplyTables | None = None,
) -> InterstopRuns:
    """Read the runs of all hops from the tables.

    reference  network whose tracks the observed runs were seen on; its track ids may be fewer
    observed   False ignores stops.run_min and stops.dwell_min, and closes hops that don't run over
               tracks
    tables     what is known of the networks of these lines
    Raises InputError for a hop with neither an observed run nor tracks.
    """
    tables = tables or SupplyTables()
    hops = hops_of(tables, lines, RailRows.of(tables, network, reference), observed=observed)
    if observed:
        raise_if_lost(network, lines, hops.lost)
    return hops


def hops_of(
    tables: SupplyTables, lines: StopPatterns, rows: RailRows, *, observed: bool = True
) -> InterstopRuns:
    """Return the hops of all lines; what is known of the same rows isn't made again."""
    made = tables.made
    given = made(_given_minutes, lines, rows.run_min, rows.block_min, observed=observed)
    modelled, lost = made(_modelled, lines, given)
    scaled = made(_scaled, lines, given, rows.track_km, rows.track_kmh, rows.past_km, rows.past_kmh)
    return made(
        InterstopRuns,
        given,
        modelled,
        made(_sections, lines, rows.track_km, rows.track_kmh, modelled),
        scaled,
        made(_sections, lines, rows.track_km, rows.track_kmh, scaled),
        made(_sections, lines, rows.past_km, rows.past_kmh, scaled),
        made(_dwell_minutes, lines, rows.dwell_min, observed=observed),
        made(_at_junctions, lines, rows.track_line),
        tables.one("hops", made(_open_hops, lines, rows.track_open, lost)),
        made(_modes, lines),
        lost,
    )


@dataclass(frozen=True)
class RunningRules:
    """Parameters that runs and dwells hang on; minutes by Mode, 0 where trains don't run so."""

    traction: Traction
    dwell_min: tuple[float, ...]
    junction_dwell_min: tuple[float, ...]

    @classmethod
    def of(cls, parameters: Parameters, modes: Iterable[Mode]) -> RunningRules:
        """Read them for the modes of some trains."""
        trains = [mode for mode in modes if mode in TRAIN_MODES]
        return cls(
            Traction.of(parameters, trains),
            tuple(parameters.by_mode("dwell_min", trains).tolist()),
            tuple(parameters.by_mode("junction_dwell_min", trains).tolist()),
        )

    @property
    def key(self) -> tuple[float, ...]:
        """All of them: equal rules have equal keys."""
        parts = (getattr(self.traction, each.name) for each in fields(Traction))
        return (*self.dwell_min, *self.junction_dwell_min, *np.concatenate(list(parts)).tolist())

    def shared(self, tables: SupplyTables) -> RunningRules:
        """Return the rules that stand for all that are equal."""
        return tables.kept("equal running rules", self.key, lambda: self)


def hop_minutes(
    tables: SupplyTables, hops: InterstopRuns, rules: RunningRules
) -> tuple[FloatArray, FloatArray]:
    """Return run into and dwell at each stop position, f64[p] each, minutes; 0 where closed."""
    runs = (hops.given_min, hops.sections, hops.scaled_now, hops.scaled_then, rules)
    run = tables.kept("runs", runs, lambda: _run_minutes(hops, rules))
    dwells = (hops.dwell_min, hops.junction, rules)
    dwell = tables.kept("dwells", dwells, lambda: _dwells(hops, rules))
    return np.where(hops.is_open, run, 0.0), dwell


def _run_minutes(hops: InterstopRuns, rules: RunningRules) -> FloatArray:
    """Run into each stop position as if all were open."""
    run = hops.given_min.copy()
    run[hops.modelled] = run_minutes(hops.sections, rules.traction)
    if len(hops.scaled):
        now = run_minutes(hops.scaled_now, rules.traction)
        run[hops.scaled] *= now / run_minutes(hops.scaled_then, rules.traction)
    return run


def _dwells(hops: InterstopRuns, rules: RunningRules) -> FloatArray:
    default, longer = (
        np.array(each)[hops.mode] for each in (rules.dwell_min, rules.junction_dwell_min)
    )
    default = np.where(hops.junction, longer, default)
    return np.where(np.isnan(hops.dwell_min), default, hops.dwell_min)


def at_junctions(network: Network, lines: StopPatterns) -> BoolArray:
    """Return where a train stops between tracks of two lines, bool[p]; first and last stops aren't.

    There crews and locomotives change and paths are waited for, so trains stand longer.
    """
    return _at_junctions(lines, ids(network, "tracks", "line_id"))


def _at_junctions(lines: StopPatterns, line: StrArray) -> BoolArray:
    first = lines.track_first
    has_tracks = np.diff(first) > 0
    inner = has_tracks[:-1] & has_tracks[1:]
    inner[lines.first[:-1]] = inner[lines.first[1:-1] - 1] = False
    before = np.flatnonzero(inner)
    found = np.zeros(len(lines.stop), dtype=np.bool_)
    arrives, leaves = (line[lines.tracks[first[before + 1] - offset]] for offset in (1, 0))
    found[before] = arrives != leaves
    return found


def _modes(lines: StopPatterns) -> npt.NDArray[np.int8]:
    return lines.mode[lines.of_position]


def _given_minutes(
    lines: StopPatterns, run: FloatArray, block: FloatArray, *, observed: bool
) -> FloatArray:
    """Observed runs and block times by position; 0 at first stops."""
    is_call = lines.stop_row >= 0
    given = np.full(len(lines.stop), np.nan)
    if observed:
        given[is_call] = run[lines.stop_row[is_call]]
    given[~is_call] = block[lines.row[lines.of_position[~is_call]]]
    given[lines.first[:-1]] = 0.0
    return given


def _dwell_minutes(lines: StopPatterns, dwell: FloatArray, *, observed: bool) -> FloatArray:
    """Dwell of the stops table; 0 in metros, whose speed holds the stops, and flights."""
    is_call = (lines.stop_row >= 0) & (_modes(lines) != Mode.METRO)
    found = np.zeros(len(lines.stop))
    found[is_call] = dwell[lines.stop_row[is_call]] if observed else np.nan
    return found


def _modelled(lines: StopPatterns, given: FloatArray) -> tuple[Int32Array, BoolArray]:
    """Positions whose run is modelled, int32[h], and which have neither a run nor tracks."""
    has_tracks = np.diff(lines.track_first) > 0
    return (
        np.flatnonzero(np.isnan(given) & has_tracks).astype(np.int32),
        np.isnan(given) & ~has_tracks,
    )


def raise_if_lost(network: Network, lines: StopPatterns, lost: BoolArray) -> None:
    """Raise InputError that names each stop that no train can be timed to."""
    if not lost.any():
        return
    index = pd.Index(ids(network, "stations", "station_id"))
    at = index.get_indexer(pd.Index(ids(network, "stops", "station_id")))
    notices = [
        notice(
            "hop_without_time",
            "stops",
            int(row) + 2,
            "run_min",
            row_words(network, "stations", int(at[row])),
            said("has neither an observed run nor tracks from the stop before"),
        )
        for row in lines.stop_row[lost]
    ]
    raise InputError(said("some trains can't be timed"), notices)


def _pad(lines: StopPatterns, rows: Int32Array) -> Int32Array:
    """Track rows into some positions, int32[k, s], -1 in padding; none into first stops."""
    counts = np.diff(lines.track_first)[rows]
    padded = np.full((len(rows), max(1, int(counts.max(initial=0)))), -1, dtype=np.int32)
    place = np.arange(padded.shape[1]) < counts[:, None]
    starts = np.repeat(lines.track_first[rows], counts)
    nth = np.arange(len(starts)) - np.repeat(np.cumsum(counts) - counts, counts)
    padded[place] = lines.tracks[starts + nth]
    padded[np.isin(rows, lines.first[:-1])] = -1
    return padded


def _sections(lines: StopPatterns, km: FloatArray, kmh: FloatArray, rows: Int32Array) -> Sections:
    """Return the sections of the hops into some positions."""
    tracks = _pad(lines, rows)
    length, speed = (np.append(values, 0.0)[tracks] for values in (km, kmh))
    return Sections(length, speed, _modes(lines)[rows])


def _as_then(now: StrArray, then: StrArray, own: FloatArray, past: FloatArray) -> FloatArray:
    """Return a column of tracks as the reference has it; as now where it has none."""
    before = past if now is then else pd.Series(past, index=then).reindex(now).to_numpy()
    return np.where(np.isnan(before), own, before)


def _scaled(
    lines: StopPatterns,
    given: FloatArray,
    km: FloatArray,
    kmh: FloatArray,
    past_km: FloatArray,
    past_kmh: FloatArray,
) -> Int32Array:
    """Positions with a given run over a track that differs from the reference network's."""
    if past_km is km and past_kmh is kmh:
        return np.zeros(0, dtype=np.int32)
    differs = _any_track(lines, (past_km != km) | (past_kmh != kmh))
    return np.flatnonzero(differs & ~np.isnan(given) & (given > 0)).astype(np.int32)


def _open_hops(lines: StopPatterns, track_open: BoolArray, lost: BoolArray) -> BoolArray:
    """Whether each position can be reached: all its tracks are open."""
    return ~_any_track(lines, ~track_open) & ~lost


def _any_track(lines: StopPatterns, marked: BoolArray) -> BoolArray:
    """Whether each position is reached over a marked track, bool[p]; first stops aren't."""
    so_far = np.append(0, np.cumsum(marked[lines.tracks]))
    found: BoolArray = so_far[lines.track_first[1:]] > so_far[lines.track_first[:-1]]
    found[lines.first[:-1]] = False
    return found
