"""Train times of the model against observed pairs of stations, without and with observed runs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.units import MS_PER_MIN, Int32Array
from transnet.model.network import Network
from transnet.supply.common_lines import TRAINS_UNIT
from transnet.supply.kinds import Mode
from transnet.supply.lookup import ids
from transnet.supply.overrides import Overrides
from transnet.supply.runs import gather_hops
from transnet.supply.topology import Topology
from transnet.supply.weights import arc_inputs

CONVENTIONAL_KIND = "conv"
"""Kind under which observed_rail puts all conventional trains that have no kind of their own."""

_ENDS = ["from_id", "to_id", "kind"]
_HEADS = (*_ENDS, "mode")
_MEDIANS = ("mode", "modelled_min", "modelled_fastest_min", "used_min", "used_fastest_min")
_GAP = ("gap_from", "gap_to")
_NO_TRAIN, _OFF_TRACKS, _MODELLED = "no train", "leaves the tracks", "modelled"
_ERRORS = (
    ("error_pct", "modelled_min", "observed_min"),
    ("fastest_error_pct", "modelled_fastest_min", "observed_fastest_min"),
    ("used_error_pct", "used_min", "observed_min"),
)


def compare_rail(
    network: Network, topology: Topology, overrides: Overrides | None = None
) -> pd.DataFrame:
    """Return the model's in-train minutes for every pair observed on the timetable's day.

    network   read at the timetable's day
    returns   from_id, to_id, from_zh, from_en, to_zh, to_en, kind, mode (of the trains; '' where
              none joins the pair), trains_per_day, observed_min (median train),
              observed_fastest_min, modelled_min, modelled_fastest_min (from tracks, stop patterns
              and default dwells alone), used_min, used_fastest_min (with the observed runs, as
              travel times use them), error_pct, fastest_error_pct, used_error_pct (NaN where not
              modelled), status: modelled, leaves the tracks (some train of the pair does) or no
              train, gap_from, gap_to (stations between which the first such train has no tracks; ''
              elsewhere). Medians are over the trains of that kind that join the pair in a day.
    """
    observed = _observed(network)
    trains = _trains(network, topology, set(observed["kind"]), overrides)
    table = observed.merge(_by_pair(trains), on=_ENDS, how="left")
    figures = list(_MEDIANS[1:])
    table[figures] = table[figures].astype(np.float64)
    for name in ("mode", *_GAP):
        table[name] = table[name].fillna("")
    off_tracks = (table["mode"] != "") & table["modelled_min"].isna()
    table["status"] = np.select(
        [table["mode"] == "", off_tracks], [_NO_TRAIN, _OFF_TRACKS], _MODELLED
    )
    for name, model, truth in _ERRORS:
        table[name] = 100 * (table[model] / table[truth] - 1)
    return table


def summarise_rail(table: pd.DataFrame) -> pd.DataFrame:
    """Return the errors of `compare_rail` by mode and train kind; kind 'all' sums up a mode.

    mode, kind, pairs, modelled, off_tracks, no_train, median_abs_error_pct, p90_abs_error_pct,
    bias_pct (median error), fastest_median_abs_error_pct, used_median_abs_error_pct,
    used_p90_abs_error_pct
    """
    rows: list[dict[str, object]] = []
    for mode, own in table.groupby("mode"):
        rows.append({"mode": mode, "kind": "all", **_summary(own)})
        rows += [{"mode": mode, "kind": kind, **_summary(p)} for kind, p in own.groupby("kind")]
    return pd.DataFrame(rows, columns=["mode", "kind", *_summary(table)])


def unmodelled_rail(network: Network, table: pd.DataFrame) -> pd.DataFrame:
    """Return why pairs of `compare_rail` aren't modelled, most pairs first.

    status, gap_from, gap_to, gap_from_zh, gap_from_en, gap_to_zh, gap_to_en (no tracks between
    these, in either direction), pairs
    """
    rest = table[table["status"] != _MODELLED].copy()
    rest[list(_GAP)] = np.sort(rest[list(_GAP)].to_numpy(str), axis=1)
    keys = ["status", *_GAP]
    grouped = rest.groupby(keys, as_index=False).agg(pairs=("kind", "size"))
    names = network["stations"].set_index("station_id")
    for end in _GAP:
        for name in ("zh", "en"):
            keys.append(f"{end}_{name}")
            grouped[keys[-1]] = grouped[end].map(names[f"name_{name}"]).fillna("")
    order = grouped.sort_values(["pairs", *_GAP], ascending=[False, True, True], kind="stable")
    return order[[*keys, "pairs"]].reset_index(drop=True)


def _summary(part: pd.DataFrame) -> dict[str, float]:
    def figure(column: str, share: float | None) -> float:
        values = part[column].dropna()
        if share is None:
            return float(values.median())
        return float(values.abs().quantile(share))

    return {
        "pairs": len(part),
        "modelled": int((part["status"] == _MODELLED).sum()),
        "off_tracks": int((part["status"] == _OFF_TRACKS).sum()),
        "no_train": int((part["status"] == _NO_TRAIN).sum()),
        "median_abs_error_pct": figure("error_pct", 0.5),
        "p90_abs_error_pct": figure("error_pct", 0.9),
        "bias_pct": figure("error_pct", None),
        "fastest_median_abs_error_pct": figure("fastest_error_pct", 0.5),
        "used_median_abs_error_pct": figure("used_error_pct", 0.5),
        "used_p90_abs_error_pct": figure("used_error_pct", 0.9),
    }


def _observed(network: Network) -> pd.DataFrame:
    """Pairs found in the timetable, with names."""
    table = network["observed_rail"]
    on_the_day = table["observed"] == network.info.timetable_date.isoformat()
    found = table[on_the_day & (table["basis"] == "found") & table["median_min"].notna()]
    names = network["stations"].set_index("station_id")[["name_zh", "name_en"]]
    columns = {
        "from_id": found["from_station"],
        "to_id": found["to_station"],
        "from_zh": found["from_station"].map(names["name_zh"]),
        "from_en": found["from_station"].map(names["name_en"]),
        "to_zh": found["to_station"].map(names["name_zh"]),
        "to_en": found["to_station"].map(names["name_en"]),
        "kind": found["kind"],
        "trains_per_day": found["trains_per_day"],
        "observed_min": found["median_min"],
        "observed_fastest_min": found["fastest_min"],
    }
    return pd.DataFrame(columns).reset_index(drop=True)


def _trains(
    network: Network, topology: Topology, kinds: set[str], overrides: Overrides | None
) -> pd.DataFrame:
    """Open trains by pair and observed kind: mode, trains, used and modelled minutes (or NaN)."""
    pairs, lines = topology.pairs, topology.lines
    used = arc_inputs(network, topology).times(overrides).pairs.departures
    modelled = arc_inputs(network, topology, observed=False).times(overrides).pairs.departures
    pair = pairs.of_entry
    table = pd.DataFrame(
        {
            "from_id": topology.stops.ids[pairs.from_stop[pair]],
            "to_id": topology.stops.ids[pairs.to_stop[pair]],
            "kind": _kinds(network, topology, kinds)[pairs.pattern],
            "mode": [Mode(value).label for value in lines.mode[pairs.pattern].tolist()],
            "trains": used.trains / TRAINS_UNIT,
            "used": used.ride_ms / MS_PER_MIN,
            "modelled": np.where(modelled.trains > 0, modelled.ride_ms / MS_PER_MIN, np.nan),
        }
    )
    gaps = _gaps(network, topology)
    for side, name in enumerate(_GAP):
        table[name] = topology.stops.ids[gaps[:, side]]
    return table[used.trains > 0].explode("kind").dropna(subset="kind")


def _gaps(network: Network, topology: Topology) -> Int32Array:
    """Return the stops around the first hop without tracks after each entry's start, int32[e, 2].

    Means nothing for entries that stay on the tracks.
    """
    pairs, lines = topology.pairs, topology.lines
    shut = np.flatnonzero(~gather_hops(network, lines, observed=False).is_open)
    shut = np.append(shut, len(lines.stop) - 1)
    after = shut[np.searchsorted(shut[:-1], pairs.from_pos + 1)]
    stops: Int32Array = lines.stop[np.stack([after - 1, after], axis=1)]
    return stops


def _kinds(network: Network, topology: Topology, kinds: set[str]) -> npt.NDArray[np.object_]:
    """Observed kinds that each pattern counts under: its own, or conventional for the rest."""
    lines = topology.lines
    own = ids(network, "services", "kind")
    found = np.empty(len(lines.row), dtype=object)
    for pattern, row in enumerate(lines.row.tolist()):
        labels = [] if lines.flight[pattern] else sorted(kinds & set(str(own[row]).split("/")))
        if not labels and lines.mode[pattern] == Mode.CONVENTIONAL:
            labels = [CONVENTIONAL_KIND]
        found[pattern] = labels
    return found


def _by_pair(trains: pd.DataFrame) -> pd.DataFrame:
    """Medians over the trains of each pair and kind, and the first that leaves the tracks."""
    weights, modelled, used = (
        trains[name].to_numpy(np.float64) for name in ("trains", "modelled", "used")
    )
    heads, gaps = ([trains[name].tolist() for name in names] for names in (_HEADS, _GAP))
    rows: list[list[object]] = []
    # By arrays: a table of its own for each of some thousand pairs takes most of a validation.
    for own in trains.groupby(_ENDS).indices.values():
        times, riding, share = modelled[own], used[own], weights[own]
        medians = weighted_median(times, share), weighted_median(riding, share)
        fastest = float(times.min()), float(riding.min())
        off = own[np.isnan(times)]
        gap = [str(each[off[0]]) for each in gaps] if len(off) else ["", ""]
        head = [each[own[0]] for each in heads]
        rows.append([*head, medians[0], fastest[0], medians[1], fastest[1], *gap])
    return pd.DataFrame(rows, columns=[*_ENDS, *_MEDIANS, *_GAP])


def weighted_median(values: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]) -> float:
    """Return the value at half of the weight, the mean of two where the half falls between them.

    NaN if any value is NaN.
    """
    if np.isnan(values).any():
        return float("nan")
    order = np.argsort(values, kind="stable")
    share = np.cumsum(weights[order]) / weights.sum()
    middle = int(np.searchsorted(share, 0.5 - 1e-9))
    after = middle + 1 if abs(share[middle] - 0.5) < 1e-9 else middle
    return float(values[order[middle]] + values[order[after]]) / 2
