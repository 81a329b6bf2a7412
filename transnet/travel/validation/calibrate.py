"""Running-time parameters from observed runs, and how well they hold for trains left out.

Per mode of train two numbers are fitted to the hops of the timetable: the cruise factor, and the
rate of acceleration with braking at a fixed multiple of it. Loss is the mean of |log(model /
observed)|, so a train twice as slow weighs as much as one twice as fast and single oddities weigh
little. The share of recovery time is kept: in runs at cruising speed it can't be told apart from
the cruise factor. So is the top speed, a fact of the trains. A fitted rate is lower than what
trains can do, because it also holds the slow approach to stations.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.language import said
from transnet.base.notebook import notebook_html, shown_frame
from transnet.base.units import FloatArray
from transnet.model.network import BoolArray, Network
from transnet.supply.kinds import TRAIN_MODES, Mode
from transnet.supply.lookup import ids
from transnet.supply.overrides import Parameters
from transnet.supply.running import Sections, Traction, run_minutes
from transnet.supply.runs import at_junctions, gather_hops
from transnet.supply.topology import Topology, compile_topology

_CRUISE_RANGE = (0.3, 1.2)
_RATE_RANGE = (0.05, 0.3)  # m/s2; no train keeps more all the way to cruising speed
_LEAST_HOPS = 10
_TRIM = 0.1
_QUARTILES = (0.25, 0.75)
_PARAMETER_COLUMNS = ("parameter", "mode", "value", "low", "high", "observations")
_ERROR_COLUMNS = (
    *("mode", "fitted_on", "tested_on", "hops"),
    *("median_abs_error_pct", "p90_abs_error_pct", "bias_pct"),
)
_Vector = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True)
class Runs:
    """Hops that have both an observed run and tracks.

    run_min  f64[h], observed minutes
    half     bool[h], which half of the trains the hop belongs to
    line     str[h]; '' where the hop changes lines
    sections  what they run over
    """

    run_min: FloatArray
    half: BoolArray
    line: npt.NDArray[np.object_]
    sections: Sections

    def take(self, chosen: BoolArray) -> Runs:
        """Return some of the hops."""
        part = self.sections
        sections = Sections(part.length_km[chosen], part.speed_kmh[chosen], part.mode[chosen])
        return Runs(self.run_min[chosen], self.half[chosen], self.line[chosen], sections)


@dataclass(frozen=True)
class Calibration:
    """Fitted parameters and their errors.

    parameters  parameter, mode, value, low, high (quartiles of the fits to single lines, and of the
                dwells), observations
    errors      mode, fitted_on, tested_on, hops, median_abs_error_pct, p90_abs_error_pct, bias_pct
    """

    parameters: pd.DataFrame
    errors: pd.DataFrame

    def _repr_html_(self) -> str:
        return notebook_html(
            shown_frame(self.parameters, "{:.3g}", said("Fitted parameters")),
            shown_frame(self.errors, "{:.3g}", said("Their errors")),
        )


def calibrate_running(network: Network, topology: Topology | None = None) -> Calibration:
    """Fit cruise factor, acceleration, braking and dwell of trains to the observed timetable.

    Uses the hops of services open on the timetable's day whose run is found, not derived, and that
    stay on the tracks; the network's own parameters give the recovery share, the top speed and the
    ratio of braking to acceleration. Raises nothing for a mode without enough hops: it has no
    rows then.
    """
    when = network.at(network.info.timetable_date)
    graph = compile_topology(when) if topology is None else topology
    runs = observed_runs(when, graph)
    parameters = Parameters(when)
    rows, errors = [], []
    for mode in TRAIN_MODES:
        own = runs.take(runs.sections.mode == mode)
        if len(own.run_min) < _LEAST_HOPS:
            continue
        start = Traction.of(parameters, [mode])
        fitted = _fit(own, start, mode)
        rows += _fitted_rows(own, start, mode, fitted) + _dwell_rows(when, graph, mode)
        errors += _holdout_rows(own, start, mode, fitted)
    return Calibration(
        pd.DataFrame(rows, columns=_PARAMETER_COLUMNS), pd.DataFrame(errors, columns=_ERROR_COLUMNS)
    )


def observed_runs(network: Network, topology: Topology) -> Runs:
    """Return the hops whose run was found in the timetable and that run over open tracks."""
    lines = topology.lines
    given = gather_hops(network, lines).given_min
    modelled = gather_hops(network, lines, observed=False)
    positions = modelled.modelled
    pattern = lines.of_position[positions]
    rail = ~lines.flight[pattern]
    row = np.where(rail, lines.row[pattern], 0)
    found = ids(network, "stops", "basis")[lines.stop_row[positions]] == "found"
    seen = given[positions] > 0
    chosen = found & seen & rail & network.open_rows("services")[row] & modelled.is_open[positions]
    trains = ids(network, "services", "trains")[row]
    names = np.where(trains == "", lines.ids[pattern], trains)
    every = Runs(
        run_min=given[positions],
        half=np.array([crc32(str(name).encode()) % 2 == 1 for name in names], dtype=np.bool_),
        line=_lines_of(network, topology, positions),
        sections=modelled.sections,
    )
    return every.take(chosen)


def _lines_of(
    network: Network, topology: Topology, positions: npt.NDArray[np.int32]
) -> npt.NDArray[np.object_]:
    """Line of each hop; '' where it runs over several."""
    line = ids(network, "tracks", "line_id")[topology.lines.tracks]
    starts = topology.lines.track_first
    sets = [set(line[starts[at] : starts[at + 1]].tolist()) for at in positions.tolist()]
    return np.array([names.pop() if len(names) == 1 else "" for names in sets], dtype=object)


def _fit(runs: Runs, start: Traction, mode: Mode) -> tuple[float, float]:
    """Cruise factor and acceleration with the least loss."""
    from scipy.optimize import minimize

    first = (float(start.cruise_factor[mode]), float(start.acceleration_ms2[mode]))
    loss_of = _loss(runs)

    def loss(x: _Vector) -> float:
        return loss_of(_traction(start, mode, float(x[0]), float(x[1])))

    fits = [
        minimize(
            loss,
            np.array([_within(_CRUISE_RANGE, cruise), _within(_RATE_RANGE, rate)]),
            method="Nelder-Mead",
            bounds=(_CRUISE_RANGE, _RATE_RANGE),
            tol=1e-6,
        )
        for cruise, rate in ((first[0] * by, first[1] * by) for by in (1.0, 0.8, 1.2))
    ]
    cruise, rate = min(fits, key=lambda fit: float(fit.fun)).x
    return float(cruise), float(rate)


def _within(ends: tuple[float, float], value: float) -> float:
    return min(max(value, ends[0]), ends[1])


def _traction(start: Traction, mode: Mode, cruise: float, rate: float) -> Traction:
    """Return the start's traction with one mode's cruise factor and rates replaced."""
    values = {"cruise_factor": cruise, "acceleration_ms2": rate}
    values["deceleration_ms2"] = rate * start.deceleration_ms2[mode] / start.acceleration_ms2[mode]
    changed = {}
    for name, value in values.items():
        changed[name] = getattr(start, name).copy()
        changed[name][mode] = value
    return replace(start, **changed)


def _loss(runs: Runs) -> Callable[[Traction], float]:
    """Return what tells the loss of a traction; trains over the same sections are run once."""
    sections, width = runs.sections, runs.sections.length_km.shape[1]
    keys = np.column_stack([sections.mode, sections.length_km, sections.speed_kmh])
    unlike, of_run = np.unique(keys, axis=0, return_inverse=True)
    mode, length_km, speed_kmh = np.split(unlike, [1, 1 + width], axis=1)
    distinct = Sections(length_km, speed_kmh, mode[:, 0].astype(np.int8))

    def loss(traction: Traction) -> float:
        modelled = run_minutes(distinct, traction)[of_run]
        return float(np.mean(np.abs(np.log(modelled / runs.run_min))))

    return loss


def _fitted_rows(
    runs: Runs, start: Traction, mode: Mode, fit: tuple[float, float]
) -> list[dict[str, object]]:
    cruise, rate = fit
    ratio = float(start.deceleration_ms2[mode] / start.acceleration_ms2[mode])
    lines, counts = np.unique(runs.line.astype(str), return_counts=True)
    cruises, rates = [cruise], [rate]
    for line in lines[(counts >= _LEAST_HOPS) & (lines != "")]:
        own = runs.take(runs.line == line)
        cruises.append(_fit_one(own, start, mode, _CRUISE_RANGE, rate=rate))
        rates.append(_fit_one(own, start, mode, _RATE_RANGE, cruise=cruise))
    fitted = {
        "cruise_factor": (cruise, np.quantile(cruises, _QUARTILES)),
        "acceleration_ms2": (rate, np.quantile(rates, _QUARTILES)),
        "deceleration_ms2": (ratio * rate, ratio * np.quantile(rates, _QUARTILES)),
    }
    return [
        _row(name, mode, value, (low, high), len(runs.run_min))
        for name, (value, (low, high)) in fitted.items()
    ]


def _fit_one(
    runs: Runs,
    start: Traction,
    mode: Mode,
    within: tuple[float, float],
    **fixed: float,
) -> float:
    """Return the one of cruise and rate that isn't fixed, with the least loss."""
    from scipy.optimize import minimize_scalar

    free = "rate" if "cruise" in fixed else "cruise"
    loss_of = _loss(runs)

    def loss(value: float) -> float:
        return loss_of(_traction(start, mode, **{**fixed, free: value}))

    return float(minimize_scalar(loss, bounds=within, method="bounded").x)


def _dwell_rows(network: Network, topology: Topology, mode: Mode) -> list[dict[str, object]]:
    """Dwell at stops on the way, by kind of stop: the mean without the extreme tenths."""
    from scipy.stats import trim_mean

    lines = topology.lines
    inner = np.ones(len(lines.stop), dtype=np.bool_)
    inner[lines.first[:-1]] = inner[lines.first[1:] - 1] = False
    inner &= (lines.mode[lines.of_position] == mode) & (lines.stop_row >= 0)
    rows = lines.stop_row[inner]
    dwell = network["stops"]["dwell_min"].to_numpy(np.float64)[rows]
    seen = (ids(network, "stops", "basis")[rows] == "found") & ~np.isnan(dwell)
    longer = at_junctions(network, lines)[inner]
    kinds = (("dwell_min", dwell[seen & ~longer]), ("junction_dwell_min", dwell[seen & longer]))
    return [
        _row(name, mode, float(trim_mean(own, _TRIM)), _quartiles(own), len(own))
        for name, own in kinds
        if len(own)
    ]


def _quartiles(values: FloatArray) -> tuple[float, float]:
    low, high = np.quantile(values, _QUARTILES)
    return float(low), float(high)


def _row(
    name: str, mode: Mode, value: float, ends: tuple[float, float], count: int
) -> dict[str, object]:
    low, high = min(ends[0], value), max(ends[1], value)
    return {
        "parameter": name,
        "mode": mode.label,
        "value": value,
        "low": float(low),
        "high": float(high),
        "observations": count,
    }


def _holdout_rows(
    runs: Runs, start: Traction, mode: Mode, fit: tuple[float, float]
) -> list[dict[str, object]]:
    """Errors on the trains fitted to, and on each half of the trains fitted on the other."""
    everything = np.ones(len(runs.run_min), dtype=np.bool_)
    splits = (
        ("all", everything, "all", everything),
        ("first half", ~runs.half, "second half", runs.half),
        ("second half", runs.half, "first half", ~runs.half),
    )
    rows: list[dict[str, object]] = []
    for fitted_on, fitted, tested_on, tested in splits:
        if not (fitted.any() and tested.any()):
            continue
        found = fit if fitted is everything else _fit(runs.take(fitted), start, mode)
        traction = _traction(start, mode, *found)
        test = runs.take(tested)
        error = 100 * (run_minutes(test.sections, traction) / test.run_min - 1)
        rows.append(
            {
                "mode": mode.label,
                "fitted_on": fitted_on,
                "tested_on": tested_on,
                "hops": len(error),
                "median_abs_error_pct": float(np.median(np.abs(error))),
                "p90_abs_error_pct": float(np.quantile(np.abs(error), 0.9)),
                "bias_pct": float(np.median(error)),
            }
        )
    return rows
