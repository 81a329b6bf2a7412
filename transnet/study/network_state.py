"""A state of a network, as it is asked for: its day, what is edited, and how trips are read."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING

from transnet.base.shown import Shown
from transnet.model.network import Network, NetworkInfo
from transnet.scenario.edits import Edit
from transnet.scenario.file import Scenario
from transnet.scenario.openings import Close, Open
from transnet.scenario.timetable_settings import TimetableSettings
from transnet.scenario.toml_places import Spots
from transnet.scenario.values import SetHeadway, SetParameter
from transnet.study.input_ends import MEASURES, At
from transnet.supply.congestion import Traffic
from transnet.supply.overrides import Overrides, as_overrides

if TYPE_CHECKING:
    from transnet.timetable.edits.timetable_edits import TimetableEdit


@dataclass(frozen=True, repr=False)
class NetworkState(Shown):
    """A day, edits and parameters: small, hashable and picklable, and all that a study needs.

    date        day at which the network is read
    edits       in the order in which they are made
    edits_from  day from which they hold
    made        False for the network before its edits: the rows that they add are there, closed
    parameters  (parameter, mode, value) in place of the network's own
    inputs      at an end of their ranges, or between (`input_ends.At`), in place of their values:
                names as `input_names` gives them; what the edits set themselves stays
    reference   state on whose tracks the observed runs were seen, and what `inputs` of its own it
                may have don't count; None for the network before the edits
    traffic     of the trips that are shown; targets are judged in their own
    timetable_edits  made where a timetable is asked, in this order
    file, spots  name of the file and places of its keys, for messages; two states that differ in
                them are the same
    """

    date: dt.date
    edits: tuple[Edit, ...] = ()
    edits_from: dt.date | None = None
    made: bool = True
    parameters: tuple[tuple[str, str, float], ...] = ()
    inputs: tuple[tuple[str, At], ...] = ()
    reference: NetworkState | None = None
    traffic: Traffic = "off_peak"
    timetable_edits: tuple[TimetableEdit, ...] = ()
    file: str = field(default="state", compare=False)
    spots: Spots = field(default_factory=dict, compare=False, repr=False)

    @property
    def overrides(self) -> Overrides:
        """The parameters by (parameter, mode)."""
        return {(name, mode): value for name, mode, value in self.parameters}

    @property
    def measures_at(self) -> At | None:
        """Where between their ends projects' measures are; None for their values."""
        return dict(self.inputs).get(MEASURES)

    @property
    def key(self) -> tuple[tuple[Edit, ...], dt.date, At | None]:
        """What decides its tables: edits, the day that they hold from, where measures are."""
        return self.edits, self.edits_from or self.date, self.measures_at

    def with_inputs(self, names: Iterable[str], at: At) -> NetworkState:
        """Return the state with some inputs at one place in their ranges, in place of others."""
        return replace(self, inputs=tuple((name, at) for name in names))


def state_of(
    date: dt.date,
    opened: Iterable[str],
    closed: Iterable[str],
    edits: Iterable[Edit],
    services: Mapping[str, float],
) -> NetworkState:
    """Return a state on a day: projects opened, then closed, then edits, then trains a day.

    services  trains a day by service id
    """
    whole = [
        *([Open(project=tuple(opened))] if opened else []),
        *([Close(project=tuple(closed))] if closed else []),
        *edits,
        *(SetHeadway(service=(name,), trains_per_day=each) for name, each in services.items()),
    ]
    return NetworkState(date, tuple(whole))


def parameter_rows(parameters: Overrides | None) -> tuple[tuple[str, str, float], ...]:
    """Return parameters as rows in order of their names."""
    given = as_overrides(parameters)
    return tuple((name, mode, given[name, mode]) for name, mode in sorted(given))


def scenario_states(scenario: Scenario, info: NetworkInfo) -> tuple[NetworkState, NetworkState]:
    """Return the states before and after a scenario."""
    traffic: Traffic = "peak" if scenario.traffic == "peak" else "off_peak"
    day, file = scenario.day(info), scenario.file or scenario.id
    after = NetworkState(
        day,
        scenario.edits,
        day,
        traffic=traffic,
        timetable_edits=scenario.timetable.edit,
        file=file,
        spots=scenario.spots,
    )
    before = NetworkState(
        scenario.base_day(info),
        scenario.edits,
        day,
        made=False,
        traffic=traffic,
        file=file,
        spots=scenario.spots,
    )
    return before, after


def scenario_of(state: NetworkState, network: Network, base: dt.date) -> Scenario:
    """Return the scenario that says what a state does, its parameters as edits of their table.

    base  day of what it is held against
    """
    usual = network.parameter_values
    edits: tuple[Edit, ...] = (
        *(state.edits if state.made else ()),
        *(
            SetParameter(parameter=name, mode=mode, value=value)
            for name, mode, value in state.parameters
            if usual.get((name, mode)) != value
        ),
    )
    return Scenario(
        id="state",
        name_zh="路网状态",
        name_en="a state of the network",
        network=network.info.network_id,
        date=state.date.isoformat(),
        base="" if base == state.date else base.isoformat(),
        traffic=state.traffic,
        edit=edits,
        timetable=TimetableSettings(edit=state.timetable_edits),
        file=state.file,
        sha256=hashlib.sha256(repr((_values(state), base)).encode()).hexdigest(),
    )


def _values(state: NetworkState) -> list[object]:
    """Return all that makes a state what it is: its line says less."""
    known = [getattr(state, each.name) for each in fields(state) if each.name != "spots"]
    return [_values(each) if isinstance(each, NetworkState) else each for each in known]
