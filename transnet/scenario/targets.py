"""Targets as predicates over travel times: a verdict, its shortfall, and the leg it sits in."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from transnet.analysis.freight import truck_minutes
from transnet.analysis.legs import Path
from transnet.analysis.people import People
from transnet.analysis.sources import weak_parameters, weak_rows
from transnet.analysis.sums import LEGS
from transnet.analysis.travel import TravelModel
from transnet.errors import Notice, ScenarioError
from transnet.graph.congestion import TABLE as CONGESTION
from transnet.graph.congestion import Traffic
from transnet.model.network import Network
from transnet.scenario import groups
from transnet.scenario.in_train import FAR_COLUMNS, NO_FAR_STATION, find_ride, in_train_detail
from transnet.scenario.select import suggestion

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
PAIR_MEASURES = ("in_train", "in_train_town", "door_to_door", "truck_time")

_RUNNING = {
    "cruise_factor", "acceleration_ms2", "deceleration_ms2", "recovery_share", "top_speed_kmh",
    "dwell_min", "junction_dwell_min",
}  # fmt: skip
_ROAD = {"speed_factor", "toll_station_min", "access_speed_kmh", "walk_speed_kmh"}
_SPREAD = {"detour_factor", "spread_speed_kmh", "urban_density_per_km2"}
_RIDING = {
    "entry_min", "exit_min", "transfer_min", "schedule_delay_share", "wait_cap_min",
    "wait_beyond_cap_share", "service_span_min", "departure_irregularity", "displacement_weight",
    "least_departures_per_day", "road_leg_max_share",
}  # fmt: skip
# Which of them is not read by targets that count the wait for the first departure, and by others.
_UNREAD = {True: {"displacement_weight"}, False: {"schedule_delay_share"}}
_PARAMETERS: Mapping[str, set[str]] = {
    "in_train": {*_RUNNING, "transfer_min"},
    "in_train_town": {*_RUNNING, "transfer_min", "town_station_km"},
    "door_to_door": {*_RUNNING, *_ROAD, *_RIDING, "parking_min"},
    "people_share": {*_RUNNING, *_ROAD, *_RIDING, *_SPREAD, "parking_min"},
    "access_share": {*_ROAD, *_SPREAD},
    "truck_time": {
        "speed_factor",
        "toll_station_min",
        "freight_truck_speed_kmh",
        "freight_handling_h",
        "detour_factor",
    },
}
_TOLERANCE_PCT = 1e-9


@dataclass(frozen=True)
class State:
    """A network state to judge: its model off the peak, and the people who live in it."""

    model: TravelModel
    people: People

    @property
    def network(self) -> Network:
        """The network on its day."""
        return self.model.network

    def in_traffic(self, traffic: Traffic) -> State:
        """Return the state off the peak, or in the peak of a working day."""
        return self._at_peak if traffic == "peak" else self

    def for_target(self, target: Mapping[Any, Any]) -> State:
        """Return the state in the traffic that a row of the targets table names."""
        return self.in_traffic("peak" if target.get("traffic") == "peak" else "off_peak")

    @cached_property
    def _at_peak(self) -> State:
        return State(self.model.with_traffic("peak"), self.people.at_peak(self.network))

    @cached_property
    def timed(self) -> TravelModel:
        """The model of travellers who know the timetable."""
        return self.model.with_waits("timetable")

    @cached_property
    def legs(self) -> pd.DataFrame:
        """Legs between all places for travellers who know the timetable."""
        return self.timed.leg_minutes()

    @cached_property
    def waited(self) -> TravelModel:
        """The model of those who go when they like and wait for what comes."""
        return self.model.with_waits("first_come")

    @cached_property
    def waited_legs(self) -> pd.DataFrame:
        """Legs between all places for those who wait for what comes."""
        return self.waited.leg_minutes()

    @cached_property
    def _rides(self) -> dict[tuple[str, str, bool], Path | None]:
        return {}

    def ride(self, origin: str, destination: str, *, in_town: bool) -> Path | None:
        """Return the fastest ride between two places' stations, as `find_ride`; found once."""
        key = (origin, destination, in_town)
        if key not in self._rides:
            self._rides[key] = find_ride(self, origin, destination, in_town=in_town)
        return self._rides[key]

    @cached_property
    def names(self) -> Mapping[str, Mapping[str, str]]:
        """Names by id of all that may stand at an end of a trip: name_zh, name_en."""
        return {column: names_of(self.network, column) for column in ("name_zh", "name_en")}

    @cached_property
    def weak_parameters(self) -> frozenset[str]:
        """Parameters that are recalled or assumed; at the peak, `congestion` among them."""
        weak = {*weak_parameters(self.network)["parameter"]}
        if self.model.traffic == "peak" and weak_rows(self.network, CONGESTION).any():
            weak.add(CONGESTION)
        return frozenset(weak)


def choose_targets(network: Network, patterns: tuple[str, ...], file: str) -> pd.DataFrame:
    """Return the network's targets whose ids match one of some patterns; all for none.

    A network may have no targets: then nothing is judged, and `no_targets` says so.
    Raises ScenarioError for a pattern that matches nothing.
    """
    table = network["targets"]
    if not patterns:
        return table
    if table.empty:
        hint = f"{network.info.network_id} has no targets: leave the key out, or add targets.csv"
        notice = Notice("unknown_name", "error", file, 0, "targets", patterns[0], hint)
        raise ScenarioError(f"{file}: there are no targets to choose from", [notice])
    known = [str(name) for name in table["target_id"]]
    notices = [
        Notice("unknown_name", "error", file, 0, "targets", pattern, suggestion(pattern, known))
        for pattern in patterns
        if not any(fnmatchcase(name, pattern) for name in known)
    ]
    if notices:
        raise ScenarioError(f"{file}: some targets aren't known", notices)
    chosen = [any(fnmatchcase(name, pattern) for pattern in patterns) for name in known]
    return table[chosen].reset_index(drop=True)


def no_targets(network: Network, targets: pd.DataFrame) -> list[Notice]:
    """Return what follows for a run from a network without targets; nothing where it has some."""
    if not targets.empty:
        return []
    hint = f"{network.info.network_id} has no targets, so nothing is judged as met or not"
    return [Notice("no_targets", "warning", "targets.csv", 0, "", "", hint)]


def judge(base: State, targets: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the verdict on each target, and every pair or county behind it.

    base     the state off the peak; a target of the peak is judged on it in the peak's traffic
    targets  rows of the network's targets table

    verdicts: target_id, value (minutes of the worst pair, or percent of people), unit, mean_min
    (of the pairs, or of the seats weighted by people), share_within_pct, met, shortfall,
    shortfall_unit (minutes missing, or people), worst_from, worst_to, binding_leg (largest leg of
    the worst trip; for people, of the county where most are missing), count, failing, failing_zh,
    failing_en (pairs or counties beyond the limit, worst first), uses_recalled,
    recalled_parameters.
    detail: target_id, from_id, to_id, minutes, within, legs, mode, weak, people, people_within, and
    the columns of `in_train_detail`.
    Raises ScenarioError for a target that has no pair or county in the network, or nobody to
    count.
    """
    verdicts, details = [], []
    for target in targets.to_dict("records"):
        state = base.for_target(target)
        detail = _MEASURES[target["measure"]](state, target)
        of_pairs = target["measure"] in PAIR_MEASURES
        if detail.empty or (not of_pairs and not detail["people"].sum() > 0):
            hint = f"has no pair from {target['from_group']} to {target['to_group']}: "
            hint += "delete its row, or leave it out of the scenario's targets"
            if not detail.empty:
                hint = f"nobody lives in {target['from_group']}; fill population in places"
            notice = Notice("empty_target", "error", "targets", 0, "", target["target_id"], hint)
            raise ScenarioError("a target can't be judged on this network", [notice])
        detail.insert(0, "target_id", target["target_id"])
        if "far_station" not in detail:
            detail = detail.assign(**NO_FAR_STATION)
        detail["within"] = detail["minutes"] <= target["within_min"]
        details.append(detail[list(DETAIL_COLUMNS)])
        verdict = _pair_verdict(target, detail) if of_pairs else _people_verdict(target, detail)
        verdicts.append({**verdict, **_marks(state, target, detail)})
    if not verdicts:
        return pd.DataFrame(columns=list(VERDICT_COLUMNS)), pd.DataFrame(columns=[*DETAIL_COLUMNS])
    return pd.DataFrame(verdicts), pd.concat(details, ignore_index=True)


def _in_train(state: State, target: Mapping[Any, Any]) -> pd.DataFrame:
    return _without_people(in_train_detail(state, target))


def _door_to_door(state: State, target: Mapping[Any, Any]) -> pd.DataFrame:
    pairs = groups.place_pairs(state.network, target["from_group"], target["to_group"])
    return _without_people(_trips(state, target, pairs))


def _people_share(state: State, target: Mapping[Any, Any]) -> pd.DataFrame:
    network, group = state.network, target["to_group"]
    counties = groups.residents(network, target["from_group"])
    ends = [groups.destination_of(network, group, county) for county in counties]
    pairs = pd.DataFrame({"from_id": counties, "to_id": ends}, dtype="str")
    return _with_people(state, target, _trips(state, target, pairs))


def _access_share(state: State, target: Mapping[Any, Any]) -> pd.DataFrame:
    network, group = state.network, target["to_group"]
    counties = groups.residents(network, target["from_group"])
    cities = network["places"].set_index("place_id")["city_id"].loc[counties]
    parts = [list(rows.index) for _, rows in cities.groupby(cities, sort=False)]
    found = pd.concat(
        [
            state.model.nearest(*groups.stops_of(network, group, members[0]), origins=members)
            for members in (parts if group in groups.OWN_STOP_GROUPS else [counties])
        ]
    )
    found = found.set_index("place_id").loc[counties].reset_index()
    found.columns = pd.Index(["from_id", "to_id", "minutes", "weak"])
    legs = pd.DataFrame(0.0, index=found.index, columns=list(LEG_COLUMNS))
    legs["access_min"] = found["minutes"]
    return _with_people(state, target, found.join(legs).assign(mode="drive"))


def _truck_time(state: State, target: Mapping[Any, Any]) -> pd.DataFrame:
    """Judge goods by truck; handling at both ends counts as the transfer leg."""
    pairs = groups.place_pairs(state.network, target["from_group"], target["to_group"])
    ends = (pairs["from_id"].unique().tolist(), pairs["to_id"].unique().tolist())
    found = pairs.merge(truck_minutes(state.model, *ends), on=["from_id", "to_id"], how="left")
    legs: dict[str, Any] = dict.fromkeys(LEG_COLUMNS, 0.0)
    legs |= {"drive_min": found["truck_min"], "transfer_min": found["handling_min"]}
    return _without_people(found.assign(mode="truck", **legs))


_MEASURES: Mapping[str, Callable[[State, Mapping[Any, Any]], pd.DataFrame]] = {
    "in_train": _in_train,
    "in_train_town": _in_train,
    "door_to_door": _door_to_door,
    "people_share": _people_share,
    "access_share": _access_share,
    "truck_time": _truck_time,
}


def _trips(state: State, target: Mapping[Any, Any], pairs: pd.DataFrame) -> pd.DataFrame:
    """Return pairs with the legs of their fastest trips, waits counted as the target wants it."""
    legs = state.waited_legs if target["schedule_delay"] else state.legs
    row_of = {place: row for row, place in enumerate(state.model.place_ids)}
    ends = zip(pairs["from_id"].tolist(), pairs["to_id"].tolist(), strict=True)
    rows = [row_of[start] * len(row_of) + row_of[end] for start, end in ends]
    found = legs.iloc[rows].reset_index(drop=True)
    return found.rename(columns={"travel_min": "minutes"})


def _without_people(detail: pd.DataFrame) -> pd.DataFrame:
    return detail.assign(people=math.nan, people_within=math.nan)


def _with_people(state: State, target: Mapping[Any, Any], detail: pd.DataFrame) -> pd.DataFrame:
    minutes = detail.set_index("from_id")["minutes"]
    counted = state.people.within(minutes, target["within_min"]).set_index("place_id")
    rows = counted.reindex(detail["from_id"]).reset_index(drop=True)
    return detail.assign(people=rows["people"], people_within=rows["people_within"])


def _pair_verdict(target: Mapping[Any, Any], detail: pd.DataFrame) -> dict[str, Any]:
    minutes = detail["minutes"].to_numpy(dtype=np.float64)
    share = 100.0 * float(np.mean(minutes <= target["within_min"]))
    needed = math.ceil(target["required_share_pct"] / 100.0 * len(minutes) - 1e-9)
    last_needed = float(np.sort(minutes)[needed - 1]) if needed else 0.0
    return {
        "target_id": target["target_id"],
        "value": float(minutes.max()),
        "unit": "min",
        "mean_min": float(minutes.mean()),
        "share_within_pct": share,
        "met": share + _TOLERANCE_PCT >= target["required_share_pct"],
        "shortfall": max(0.0, last_needed - target["within_min"]),
        "shortfall_unit": "min",
        **_worst(detail, int(np.argmax(minutes))),
        "count": len(detail),
    }


def _people_verdict(target: Mapping[Any, Any], detail: pd.DataFrame) -> dict[str, Any]:
    people = detail["people"].to_numpy(dtype=np.float64)
    within = detail["people_within"].to_numpy(dtype=np.float64)
    total = float(people.sum())
    share = 100.0 * float(within.sum()) / total
    required = target["required_share_pct"]
    return {
        "target_id": target["target_id"],
        "value": share,
        "unit": "%",
        "mean_min": float(np.average(detail["minutes"].to_numpy(dtype=np.float64), weights=people)),
        "share_within_pct": share,
        "met": share + _TOLERANCE_PCT >= required,
        "shortfall": max(0.0, required / 100.0 * total - float(within.sum())),
        "shortfall_unit": "people",
        **_worst(detail, int(np.argmax(people - within))),
        "count": len(detail),
    }


def _worst(detail: pd.DataFrame, row: int) -> dict[str, str]:
    legs = detail[list(LEG_COLUMNS)].to_numpy(dtype=np.float64)[row]
    legs = np.where(np.isnan(legs), 0.0, legs)
    largest = LEGS[int(legs.argmax())] if legs.max() > 0 else ""
    ends = {f"worst_{end}": detail[f"{end}_id"].iloc[row] for end in ("from", "to")}
    return {**ends, "binding_leg": largest}


def _marks(state: State, target: Mapping[Any, Any], detail: pd.DataFrame) -> dict[str, Any]:
    """Return names of what fails, and what the verdict rests on."""
    read = _PARAMETERS[target["measure"]] - _UNREAD[bool(target["schedule_delay"])]
    used = sorted(state.weak_parameters & {*read, CONGESTION})
    failing = detail[~detail["within"]].sort_values("minutes", ascending=False, kind="stable")
    return {
        "failing": len(failing),
        "failing_zh": _listed(state.names["name_zh"], failing),
        "failing_en": _listed(state.names["name_en"], failing),
        "uses_recalled": bool(detail["weak"].any()) or CONGESTION in used,
        "recalled_parameters": ";".join(used),
    }


def _listed(names: Mapping[str, str], trips: pd.DataFrame) -> str:
    rows = zip(*(trips[name].tolist() for name in ("from_id", "to_id", "minutes")), strict=True)
    return "; ".join(
        f"{names.get(origin, origin)}–{names.get(end, end)} "
        + (f"{minutes:.1f}" if math.isfinite(minutes) else "∞")
        for origin, end, minutes in rows
    )


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
