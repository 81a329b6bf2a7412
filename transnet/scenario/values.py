"""Edits that replace a value: speeds, running times, headways, transfers, access, parameters."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from transnet.base.collector import Notices
from transnet.base.sphere import hop_lengths_km
from transnet.base.units import FloatArray
from transnet.model.checks.unit_rules import SPEEDS
from transnet.model.network import BoolArray, Network
from transnet.model.parameters import out_of_range
from transnet.model.schema import tables as schema_tables
from transnet.scenario.changes import Change, IntArray, Resolved, cell_text
from transnet.scenario.openings import NO_ROW, describe
from transnet.scenario.select import Selection, names_by_id, services_over, unknown
from transnet.scenario.table_rules import out_of_bounds

_NEAR_KM = 1.0  # below this, points are too coarse for a speed
_SPEED_COLUMNS: Mapping[str, str] = {"tracks": "speed_kmh", "roads": "design_speed_kmh"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSpeed(Selection):
    """Set the operating speed of tracks or the design speed of roads."""

    action: ClassVar[str] = "set_speed"
    speed_kmh: float
    expect: float | None = None

    def resolve(self, network: Network, findings: Notices) -> Resolved:
        """Return the speeds to set in the one table that has rows selected."""
        selected = self.rows(network, findings, tuple(_SPEED_COLUMNS))
        if len(selected) > 1:
            hint = "selects tracks and roads; add table"
            findings.add("ambiguous_selection", hint, column="table", value=describe(self))
            return Resolved()
        for table, mask in selected.items():
            setter = Setter(network, findings, table, describe(self))
            return setter.set(
                mask, _SPEED_COLUMNS[table], ("speed_kmh", self.speed_kmh), self.expect
            )
        return _nothing(findings, describe(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRunTime:
    """Set the observed run between two stops that a service makes one after the other.

    service  ids; none means every service that runs from the one station straight to the other
    """

    action: ClassVar[str] = "set_run_time"
    service: tuple[str, ...] = ()
    from_station: str
    to_station: str
    run_min: float
    expect: float | None = None

    def resolve(self, network: Network, findings: Notices) -> Resolved:
        """Return the runs to set; a hop that no service makes is an error."""
        known = names_by_id(network["stations"])
        for key, station in (("from_station", self.from_station), ("to_station", self.to_station)):
            if station not in known:
                unknown(findings, key, station, known, known)
        services = set(network["services"]["service_id"])
        for service in self.service:
            if service not in services:
                unknown(findings, "service", service, services)
        stops = network["stops"].sort_values(["service_id", "seq"], kind="stable")
        previous = stops.groupby("service_id", sort=False)["station_id"].shift(fill_value="")
        hops = (previous == self.from_station) & (stops["station_id"] == self.to_station)
        if self.service:
            hops &= stops["service_id"].isin(self.service)
        mask = hops.reindex(network["stops"].index).to_numpy(dtype=np.bool_)
        self._check_speed(network, findings, stops.loc[hops, "service_id"])
        what = f"{self.from_station} to {self.to_station}"
        setter = Setter(network, findings, "stops", what)
        return setter.set(mask, "run_min", ("run_min", self.run_min), self.expect)

    def _check_speed(self, network: Network, findings: Notices, runs: pd.Series[str]) -> None:
        """Add an error for a run that beats the straight line at the fastest speed of a mode."""
        services = network["services"]
        modes = services.loc[services["service_id"].isin(runs), "mode"]
        fastest = max((SPEEDS[mode][1] for mode in modes), default=math.inf)
        stations = network["stations"].set_index("station_id")
        if modes.empty or not {self.from_station, self.to_station} <= set(stations.index):
            return
        (straight,) = hop_lengths_km(stations.loc[[self.from_station, self.to_station]])
        least = 60.0 * float(straight) / fastest
        if self.run_min < least and straight > _NEAR_KM:
            hint = f"they are {straight:.1f} km apart: {fastest:g} km/h take {least:.1f} min"
            findings.add("out_of_range", hint, column="run_min", value=self.run_min)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetHeadway:
    """Set how often services run: minutes between departures, or departures a day.

    service  ids; or `line` or `project`. The other figure follows from `service_span_min`.
    """

    action: ClassVar[str] = "set_headway"
    service: tuple[str, ...] = ()
    line: tuple[str, ...] = ()
    project: tuple[str, ...] = ()
    headway_min: float | None = None
    trains_per_day: float | None = None
    expect: float | None = None

    def resolve(self, network: Network, findings: Notices) -> Resolved:
        """Return the headways and trains a day to set; `expect` guards the one that is given."""
        if (self.headway_min is None) == (self.trains_per_day is None):
            findings.add("bad_keys", "give headway_min or trains_per_day", column="headway_min")
            return Resolved()
        mask = self._services(network, findings)
        if findings.errors:
            return Resolved()
        given, other = "headway_min", "trains_per_day"
        value = self.headway_min
        if value is None:
            given, other, value = other, given, self.trains_per_day
        modes = network["services"]["mode"]
        span = np.array([network.parameter("service_span_min", mode) for mode in modes])
        what = ", ".join([*self.service, *self.line, *self.project])
        setter = Setter(network, findings, "services", what)
        first = setter.set(mask, given, (given, value), self.expect)
        if findings.errors or value is None:
            return first
        rows = np.flatnonzero(mask)
        return Resolved([*first.changes, self._other(findings, other, rows, span[rows] / value)])

    def _other(self, findings: Notices, column: str, rows: IntArray, cells: FloatArray) -> Change:
        """Return what the figure that is given makes of the other one."""
        for cell in dict.fromkeys(cells.tolist()):
            hint = out_of_bounds("services", column, cell)
            if hint and column == "trains_per_day":
                findings.add(
                    "out_of_range",
                    f"makes {cell:g} departures a day; {hint}",
                    column="headway_min",
                    value=self.headway_min,
                )
        if column == "headway_min":  # empty where departures are more than a day apart
            cells = np.where(
                [bool(out_of_bounds("services", column, cell)) for cell in cells], np.nan, cells
            )
        return Change("services", column, rows, cells.tolist())

    def _services(self, network: Network, findings: Notices) -> BoolArray:
        if self.line:
            lines = Selection(line=self.line, table="tracks").rows(network, findings)
            on_line = lines.get("tracks", np.zeros(len(network["tracks"]), dtype=np.bool_))
            mask = services_over(network, on_line)
        else:
            mask = np.ones(len(network["services"]), dtype=np.bool_)
        if self.service or self.project:
            chosen = Selection(id=self.service, project=self.project, table="services")
            found = chosen.rows(network, findings)
            mask = mask & found.get("services", np.zeros(len(mask), dtype=np.bool_))
        elif not self.line:
            hint = "say which services: service, line or project"
            findings.add("no_selection", hint)
        return mask


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTransfer:
    """Set the time of a change between two stops, by its id or by its ends in either order."""

    action: ClassVar[str] = "set_transfer"
    id: str = ""
    from_stop: str = ""
    to_stop: str = ""
    transfer_min: float
    expect: float | None = None

    def resolve(self, network: Network, findings: Notices) -> Resolved:
        """Return the time to set."""
        table = network["transfers"]
        if self.id:
            mask, what = (table["transfer_id"] == self.id).to_numpy(), self.id
            if not mask.any():
                unknown(findings, "id", self.id, table["transfer_id"])
                return Resolved()
        else:
            ends = (self.from_stop, self.to_stop)
            there = (table["from_stop"] == ends[0]) & (table["to_stop"] == ends[1])
            back = (table["from_stop"] == ends[1]) & (table["to_stop"] == ends[0])
            mask, what = (there | back).to_numpy(), " to ".join(ends)
        setter = Setter(network, findings, "transfers", what)
        return setter.set(mask, "transfer_min", ("transfer_min", self.transfer_min), self.expect)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAccess:
    """Set the length of the way between a road node and a station or airport."""

    action: ClassVar[str] = "set_access"
    id: str = ""
    node: str = ""
    stop: str = ""
    length_km: float
    expect: float | None = None

    def resolve(self, network: Network, findings: Notices) -> Resolved:
        """Return the length to set; `id` names the way, or `node` and `stop` its ends."""
        table = network["access"]
        mask = np.ones(len(table), dtype=np.bool_)
        given = [("id", "access_id", self.id), ("node", "node_id", self.node)]
        for key, column, value in [*given, ("stop", "stop_id", self.stop)]:
            if value:
                if not (table[column] == value).any():
                    unknown(findings, key, value, table[column])
                mask &= (table[column] == value).to_numpy()
        if not (self.id or (self.node and self.stop)):
            findings.add("no_selection", "say which way: id, or node and stop")
        what = self.id or f"{self.node} to {self.stop}"
        setter = Setter(network, findings, "access", what)
        return setter.set(mask, "length_km", ("length_km", self.length_km), self.expect)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetParameter:
    """Set a parameter of the model for one mode."""

    action: ClassVar[str] = "set_parameter"
    parameter: str
    mode: str = "all"
    value: float
    expect: float | None = None

    def resolve(self, network: Network, findings: Notices) -> Resolved:
        """Return the value to set; warns where it lies outside the parameter's own range."""
        table = network["parameters"]
        own = (table["parameter"] == self.parameter).to_numpy()
        mask = own & (table["mode"] == self.mode).to_numpy()
        if not own.any():
            unknown(findings, "parameter", self.parameter, table["parameter"])
        elif not mask.any():
            unknown(findings, "mode", self.mode, table.loc[own, "mode"])
        else:
            row = table.loc[mask].iloc[0]
            if wrong := out_of_range(self.parameter, self.value):
                findings.add("out_of_range", wrong, column="value", value=self.value)
            elif not row["low"] <= self.value <= row["high"]:
                hint = f"lies outside the range {row['low']:g} to {row['high']:g} of the network"
                findings.add("beyond_range", hint, column="value", value=self.value)
        setter = Setter(network, findings, "parameters", f"{self.parameter} ({self.mode})")
        return setter.set(mask, "value", ("value", self.value), self.expect)


@dataclass(frozen=True, slots=True)
class Setter:
    """Replaces values in one table, guarded: bounds, expectation, effect."""

    network: Network
    findings: Notices
    table: str
    what: str

    def set(
        self, mask: BoolArray, column: str, new: tuple[str, float | None], expect: float | None
    ) -> Resolved:
        """Return the change of a column to a new value (TOML key, value) where it differs."""
        key, value = new
        self._check_bounds(column, key, value)
        old = self.network[self.table][column].to_numpy(dtype=np.float64)
        if expect is not None:
            self._check_expectation(mask & ~(old == expect), old, expect)
        rows = np.flatnonzero(mask & ~(old == value))
        if not self.findings.errors and not len(rows):
            if mask.any():
                hint = f"{column} has this value already on every row selected ({self.what})"
                self.findings.add("no_effect", hint, column=key, value=value)
            else:
                return _nothing(self.findings, self.what)
        return Resolved([Change(self.table, column, rows, [value] * len(rows))])

    def _check_bounds(self, column: str, key: str, value: float | None) -> None:
        hint = "" if value is None else out_of_bounds(self.table, column, value)
        if hint:
            self.findings.add("out_of_range", hint, column=key, value=value)

    def _check_expectation(self, wrong: BoolArray, old: FloatArray, expect: float) -> None:
        keys = schema_tables()[self.table].primary_key
        table = self.network[self.table]
        for row in np.flatnonzero(wrong):
            name = "/".join(cell_text(table[key].iloc[row]) for key in keys)
            hint = f"expected {expect:g}; the network has changed since, or another row was meant"
            found = f"{self.table} {name}: {cell_text(old[row]) or 'empty'}"
            self.findings.add("unexpected_value", hint, column="expect", value=found)


def _nothing(findings: Notices, what: str) -> Resolved:
    if not findings.errors:
        findings.add("no_effect", NO_ROW, value=what)
    return Resolved()
