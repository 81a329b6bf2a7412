"""Edits that replace a value: speeds, running times, headways, transfers, access, parameters."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from transnet.base.collector import Notices
from transnet.base.language import joined, said
from transnet.base.sphere import hop_lengths_km
from transnet.base.units import FloatArray
from transnet.model.called_rows import cell_text, row_words
from transnet.model.checks.unit_rules import SPEEDS
from transnet.model.network import BoolArray, Network
from transnet.model.parameters import out_of_range
from transnet.scenario.changes import Change, IntArray, Resolved
from transnet.scenario.choices import PARAMETER_WORDS, meant
from transnet.scenario.known_names import names_of
from transnet.scenario.openings import NO_ROW, describe
from transnet.scenario.select import Dated, Selection, services_over
from transnet.scenario.suggest import chosen, node_named, unknown, unknown_in
from transnet.scenario.table_rules import out_of_bounds

_STOPS = ("stations", "airports")
_NAMED = 6
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
            hint = said("selects tracks and roads; add table")
            findings.add("ambiguous_selection", hint, column="table", value=describe(self))
            return Resolved()
        for table, mask in selected.items():
            setter = Setter(network, findings, table, describe(self))
            return setter.set(
                mask, _SPEED_COLUMNS[table], ("speed_kmh", self.speed_kmh), self.expect
            )
        return _nothing(findings, describe(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRunTime(Dated):
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
        start = chosen(network, findings, "from_station", self.from_station, ("stations",))
        end = chosen(network, findings, "to_station", self.to_station, ("stations",))
        services = _services_named(network, findings, self.service)
        stops = network["stops"].sort_values(["service_id", "seq"], kind="stable")
        previous = stops.groupby("service_id", sort=False)["station_id"].shift(fill_value="")
        hops = (previous == start) & (stops["station_id"] == end)
        if self.service:
            hops &= stops["service_id"].isin(services)
        mask = hops.reindex(network["stops"].index).to_numpy(dtype=np.bool_)
        what = f"{self.from_station} → {self.to_station}"
        if findings.errors:
            return Resolved()
        if not mask.any():
            _no_hop(network, findings, what, stops.loc[previous == start, "station_id"])
        self._check_speed(network, findings, (start, end), stops.loc[hops, "service_id"])
        setter = Setter(network, findings, "stops", what)
        return setter.set(mask, "run_min", ("run_min", self.run_min), self.expect)

    def _check_speed(
        self, network: Network, findings: Notices, ends: tuple[str, str], runs: pd.Series[str]
    ) -> None:
        """Add an error for a run that beats the straight line at the fastest speed of a mode."""
        services = network["services"]
        modes = services.loc[services["service_id"].isin(runs), "mode"]
        fastest = max((SPEEDS[mode][1] for mode in modes), default=math.inf)
        stations = network["stations"].set_index("station_id")
        if modes.empty or not {*ends} <= set(stations.index):
            return
        (straight,) = hop_lengths_km(stations.loc[[*ends]])
        least = 60.0 * float(straight) / fastest
        if self.run_min < least and straight > _NEAR_KM:
            hint = said(
                "they are {km:.1f} km apart: {speed:g} km/h take {least:.1f} min",
                km=straight,
                speed=fastest,
                least=least,
            )
            findings.add("out_of_range", hint, column="run_min", value=self.run_min)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetHeadway(Dated):
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
            hint = said("give headway_min or trains_per_day")
            findings.add("bad_keys", hint, column="headway_min")
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
                told = said("makes {count:g} departures a day; {hint}", count=cell, hint=hint)
                findings.add("out_of_range", told, column="headway_min", value=self.headway_min)
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
            none = np.zeros(len(mask), dtype=np.bool_)
            if self.project:
                of = Selection(project=self.project, table="services").rows(network, findings)
                mask = mask & of.get("services", none)
            if self.service:
                own = _services_named(network, findings, self.service)
                mask = mask & network["services"]["service_id"].isin(own).to_numpy()
        elif not self.line:
            findings.add("no_selection", said("say which services: service, line or project"))
        return mask


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTransfer(Dated):
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
            if not (self.from_stop and self.to_stop):
                findings.add("no_selection", said("say which way: id, or from_stop and to_stop"))
                return Resolved()
            ends = tuple(
                chosen(network, findings, key, stop, _STOPS)
                for key, stop in (("from_stop", self.from_stop), ("to_stop", self.to_stop))
            )
            if findings.errors:
                return Resolved()
            there = (table["from_stop"] == ends[0]) & (table["to_stop"] == ends[1])
            back = (table["from_stop"] == ends[1]) & (table["to_stop"] == ends[0])
            mask, what = (there | back).to_numpy(), f"{self.from_stop} → {self.to_stop}"
        setter = Setter(network, findings, "transfers", what)
        return setter.set(mask, "transfer_min", ("transfer_min", self.transfer_min), self.expect)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAccess(Dated):
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
        if not (self.id or (self.node and self.stop)):
            findings.add("no_selection", said("say which way: id, or node and stop"))
            return Resolved()
        if self.id and not (table["access_id"] == self.id).any():
            unknown(findings, "id", self.id, table["access_id"])
        node = self.node and node_named(network, findings, "node", self.node)
        stop = self.stop and chosen(network, findings, "stop", self.stop, _STOPS)
        for column, value in (("access_id", self.id), ("node_id", node), ("stop_id", stop)):
            if value:
                mask &= (table[column] == value).to_numpy()
        what = self.id or f"{self.node} → {self.stop}"
        setter = Setter(network, findings, "access", what)
        return setter.set(mask, "length_km", ("length_km", self.length_km), self.expect)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetParameter(Dated):
    """Set a parameter of the model for one mode."""

    action: ClassVar[str] = "set_parameter"
    parameter: str
    mode: str = "all"
    value: float
    expect: float | None = None

    def resolve(self, network: Network, findings: Notices) -> Resolved:
        """Return the value to set; warns where it lies outside the parameter's own range."""
        table = network["parameters"]
        mode = meant("mode", self.mode)
        own = (table["parameter"] == self.parameter).to_numpy()
        mask = own & (table["mode"] == mode).to_numpy()
        if not own.any():
            unknown(findings, "parameter", self.parameter, table["parameter"], PARAMETER_WORDS)
        elif not mask.any():
            unknown(findings, "mode", self.mode, table.loc[own, "mode"])
        else:
            row = table.loc[mask].iloc[0]
            if wrong := out_of_range(self.parameter, self.value):
                findings.add("out_of_range", wrong, column="value", value=self.value)
            elif not row["low"] <= self.value <= row["high"]:
                hint = said(
                    "lies outside the range {low:g} to {high:g} of the network",
                    low=row["low"],
                    high=row["high"],
                )
                findings.add("beyond_range", hint, column="value", value=self.value)
            self._note_mountains(table.loc[own].set_index("mode")["value"], mode, findings)
        setter = Setter(network, findings, "parameters", f"{self.parameter} ({self.mode})")
        return setter.set(mask, "value", ("value", self.value), self.expect)

    def _note_mountains(self, values: pd.Series, mode: str, findings: Notices) -> None:
        """Remark that roads of a class in mountains have a value of their own, which stays."""
        apart = f"mountain_{mode}"
        if apart in values.index:
            hint = said(
                "roads of this class in mountains keep their own value {value:g}: for them write "
                'one more edit with mode = "{mode}"',
                value=values[apart],
                mode=apart,
            )
            findings.add("mountains_apart", hint, column="mode", value=self.mode)


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
                hint = said(
                    "{column} has this value already on every row selected ({what})",
                    column=column,
                    what=self.what,
                )
                self.findings.add("no_effect", hint, column=key, value=value)
            else:
                return _nothing(self.findings, self.what)
        return Resolved([Change(self.table, column, rows, [value] * len(rows))])

    def _check_bounds(self, column: str, key: str, value: float | None) -> None:
        hint = "" if value is None else out_of_bounds(self.table, column, value)
        if hint:
            self.findings.add("out_of_range", hint, column=key, value=value)

    def _check_expectation(self, wrong: BoolArray, old: FloatArray, expect: float) -> None:
        for row in np.flatnonzero(wrong).tolist():
            hint = said(
                "expected {expect:g}; the network has changed since, or another row was meant",
                expect=expect,
            )
            found = said(
                "{table}, {row}: {value}",
                table=self.table,
                row=row_words(self.network, self.table, row),
                value=cell_text(old[row]) or said("empty"),
            )
            self.findings.add("unexpected_value", hint, column="expect", value=found)


def _nothing(findings: Notices, what: str) -> Resolved:
    if not findings.errors:
        findings.add("no_effect", NO_ROW, value=what)
    return Resolved()


def _services_named(network: Network, findings: Notices, names: Sequence[str]) -> set[str]:
    """Return the services of some ids or names: a name stands for all that run under it."""
    known = names_of(network, "services")
    found: set[str] = set()
    for name in names:
        own = known.find(name)
        if not own:
            unknown_in(network, findings, "service", name, ("services",))
        found |= own
    return found


def _no_hop(network: Network, findings: Notices, what: str, after: pd.Series[str]) -> None:
    """Add an error for two stations that no service calls at one after the other."""
    stations = names_of(network, "stations")
    told = [stations.told(each) for each in dict.fromkeys(after.tolist())]
    hint = said("no service runs straight from the one to the other")
    if told:
        hint = said(
            "no service runs straight from the one to the other; next stops after the first are "
            "{stations}: set the runs one after another",
            stations=joined(told[:_NAMED]),
        )
    findings.add("no_effect", hint, value=what)
