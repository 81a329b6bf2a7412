"""Targets as predicates over travel times: which are judged, and the words for their verdicts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.codes import notice
from transnet.base.language import said
from transnet.study.target_measures import MEASURES, PEOPLE_MEASURES
from transnet.supply.congestion import TABLE as CONGESTION
from transnet.travel.leg_names import LEGS
from transnet.travel.provenance import OF_FIRST_COME

if TYPE_CHECKING:
    from transnet.base.errors import Notice
    from transnet.model.network import Network
    from transnet.study.compiled_targets import CompiledTargets
    from transnet.study.state import State
    from transnet.study.verdict_arrays import VerdictArrays

FAR_COLUMNS = ("far_station", "far_place", "far_km", "any_station_min", "town_station_min")
LEG_COLUMNS = tuple(f"{leg}_min" for leg in LEGS)
DETAIL_COLUMNS = (
    "target_id", "from_id", "to_id", "minutes", "within", *LEG_COLUMNS, "mode", "weak", "people",
    "people_within", *FAR_COLUMNS,
)  # fmt: skip
VERDICT_COLUMNS = (
    "target_id", "value", "unit", "mean_min", "share_within_pct", "met", "shortfall",
    "shortfall_unit", "worst_from", "worst_to", "binding_leg", "count", "failing", "failing_zh",
    "failing_en", "uses_recalled", "recalled_parameters",
)  # fmt: skip

_RUNNING = {
    "cruise_factor", "acceleration_ms2", "deceleration_ms2", "recovery_share", "top_speed_kmh",
    "dwell_min", "junction_dwell_min",
}  # fmt: skip
_ROAD = {
    "speed_factor", "speed_limit_kmh", "toll_station_min", "access_speed_kmh", "walk_speed_kmh",
}  # fmt: skip
_DRIVING = {
    *("parking_min", "drive_rest_every_min", "drive_rest_min", "drive_rest_spread_share"),
}
_SPREAD = {"detour_factor", "spread_speed_kmh", "urban_density_per_km2"}
_RIDING = {
    "entry_min", "exit_min", "transfer_min", "schedule_delay_share", "wait_cap_min",
    "wait_beyond_cap_share", "service_span_min", "departure_irregularity", "displacement_weight",
    "least_departures_per_day", "road_leg_max_km", "road_leg_max_share", "long_road_leg_weight",
    "longest_trip_min",
}  # fmt: skip
# Which of them is not read by targets that count the wait for the first departure, and by others.
_UNREAD = {True: {"displacement_weight"}, False: OF_FIRST_COME}
_PARAMETERS: Mapping[str, set[str]] = {
    "in_train": {*_RUNNING, "transfer_min"},
    "in_train_town": {*_RUNNING, "transfer_min", "town_station_km"},
    "door_to_door": {*_RUNNING, *_ROAD, *_RIDING, *_DRIVING},
    "people_share": {*_RUNNING, *_ROAD, *_RIDING, *_SPREAD, *_DRIVING},
    "access_share": {*_ROAD, *_SPREAD},
    "truck_time": {
        "speed_factor",
        "speed_limit_kmh",
        "toll_station_min",
        "freight_truck_speed_kmh",
        "freight_handling_h",
        "detour_factor",
    },
}


def no_targets(network: Network, targets: pd.DataFrame) -> list[Notice]:
    """Return what follows for a run from a network without targets; nothing where it has some."""
    if not targets.empty:
        return []
    hint = said(
        "{network_id} has no targets, so nothing is judged as met or not",
        network_id=network.info.network_id,
    )
    return [notice("no_targets", "targets.csv", 0, "", "", hint)]


def judge(
    base: State, targets: pd.DataFrame, compiled: CompiledTargets | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the verdict on each target, and every pair or county behind it.

    base      the state off the peak; a target of the peak is judged on it in the peak's traffic
    targets   rows of the network's targets table
    compiled  the same, compiled; compiled here where it isn't given, or is another network's

    verdicts: target_id, value (minutes of the worst pair, or percent of people), unit, mean_min
    (of the pairs, or of the seats weighted by people), share_within_pct, met, shortfall,
    shortfall_unit (minutes missing, or people), worst_from, worst_to, binding_leg (largest leg of
    the worst trip; for people, of the county where most are missing), count, failing, failing_zh,
    failing_en (pairs or counties beyond the limit, worst first), uses_recalled,
    recalled_parameters.
    detail: target_id, from_id, to_id, minutes, within, legs, mode, weak, people, people_within,
    far_station (the station of the ride by any station that lies farthest from its seat, km as
    the crow flies, of far_place, where that is beyond `town_station_km`; any_station_min and
    town_station_min are then the minutes of both readings; empty and NaN elsewhere).
    Raises ScenarioError for a target that has no pair or county in the network, or nobody to
    count.
    """
    if targets.empty:
        return pd.DataFrame(columns=list(VERDICT_COLUMNS)), pd.DataFrame(columns=[*DETAIL_COLUMNS])
    from transnet.study.compiled_targets import compile_targets
    from transnet.study.verdict_arrays import evaluate_targets

    topology = base.model.topology
    if compiled is None or not compiled.fits(targets, base.network, topology):
        compiled = compile_targets(base.network, topology, targets)
    found = evaluate_targets(compiled, base)
    return _verdict_table(base, compiled, found), _detail_table(compiled, found)


def _verdict_table(base: State, compiled: CompiledTargets, found: VerdictArrays) -> pd.DataFrame:
    """Return the verdicts in words."""
    ends = _texts(compiled.end_ids)
    of_people = compiled.is_measure(*PEOPLE_MEASURES)
    legs = np.array([*LEGS, ""], dtype=object)
    columns = {
        "target_id": compiled.table["target_id"].tolist(),
        "value": found.value,
        "unit": np.where(of_people, "%", "min").tolist(),
        "mean_min": found.mean,
        "share_within_pct": found.share,
        "met": found.met,
        "shortfall": found.shortfall,
        "shortfall_unit": np.where(of_people, "people", "min").tolist(),
        "worst_from": ends[found.worst_from].tolist(),
        "worst_to": ends[found.worst_to].tolist(),
        "binding_leg": legs[found.binding_leg].tolist(),
        "count": found.count.astype(np.int64),
        "failing": found.failing.astype(np.int64),
        **_failing(base.network, compiled, found),
        **_trust(base, compiled, found),
    }
    return pd.DataFrame(columns, columns=list(VERDICT_COLUMNS))


def _detail_table(compiled: CompiledTargets, found: VerdictArrays) -> pd.DataFrame:
    """Return the rows behind the verdicts with ids and names of modes."""
    from transnet.study.target_detail import DETAIL_MODES

    detail, ends = found.detail, _texts(compiled.end_ids)
    stops = _texts((*compiled.stops.goal_ids, ""))
    legs = zip(LEG_COLUMNS, detail.legs.legs, strict=True)
    columns = {
        "target_id": _texts(compiled.table["target_id"].tolist())[compiled.of_row].tolist(),
        "from_id": ends[compiled.from_row].tolist(),
        "to_id": ends[detail.to_end].tolist(),
        "minutes": detail.legs.minutes,
        "within": found.within,
        **dict(legs),
        "mode": _texts(DETAIL_MODES)[detail.legs.mode].tolist(),
        "weak": detail.legs.weak,
        "people": detail.people,
        "people_within": detail.people_within,
        "far_station": stops[detail.far_station].tolist(),
        "far_place": ends[detail.far_place].tolist(),
        "far_km": detail.far_km,
        "any_station_min": detail.any_min,
        "town_station_min": detail.town_min,
    }
    return pd.DataFrame(columns, columns=list(DETAIL_COLUMNS))


def _texts(values: Sequence[str]) -> npt.NDArray[np.object_]:
    return np.array(values, dtype=object)


def _failing(
    network: Network, compiled: CompiledTargets, found: VerdictArrays
) -> dict[str, list[str]]:
    """Return names of what fails by target, worst first."""
    detail = found.detail
    failing = np.flatnonzero(~found.within)
    order = np.lexsort((-detail.legs.minutes[failing], compiled.of_row[failing]))
    rows = failing[order]
    parts = np.cumsum(found.failing)[:-1]
    shown = [f"{each:.1f}" if math.isfinite(each) else "∞" for each in detail.legs.minutes[rows]]
    texts = {}
    for language in ("zh", "en"):
        named = names_of(network, f"name_{language}")
        names = _texts([named.get(each, each) for each in compiled.end_ids])
        ends = (names[at[rows]].tolist() for at in (compiled.from_row, detail.to_end))
        each = [f"{a}–{b} {minutes}" for a, b, minutes in zip(*ends, shown, strict=True)]
        of_target = np.split(_texts(each), parts)
        texts[f"failing_{language}"] = ["; ".join(part.tolist()) for part in of_target]
    return texts


def _trust(base: State, compiled: CompiledTargets, found: VerdictArrays) -> dict[str, list[Any]]:
    """Return what the verdicts rest on."""
    marks: dict[str, list[Any]] = {"uses_recalled": [], "recalled_parameters": []}
    for target, measure in enumerate(compiled.measure.tolist()):
        state = base.in_traffic("peak" if compiled.at_peak[target] else "off_peak")
        read = _PARAMETERS[MEASURES[measure]] - _UNREAD[bool(compiled.waits[target])]
        used = sorted(state.weak_parameters & {*read, CONGESTION})
        marks["uses_recalled"].append(bool(found.weak[target]) or CONGESTION in used)
        marks["recalled_parameters"].append(";".join(used))
    return marks


def names_of(network: Network, column: str) -> dict[str, str]:
    """Return the names of places, stations, airports and road nodes by id; places come first."""
    names: dict[str, str] = {}
    for table, key in (
        ("nodes", "node_id"),
        ("airports", "airport_id"),
        ("stations", "station_id"),
        ("places", "place_id"),
    ):
        rows = network[table]
        names |= dict(zip(rows[key].tolist(), rows[column].tolist(), strict=True))
    return names
