"""What is drawn of a scenario, and the states that draws come to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from transnet.base.errors import ScenarioError
from transnet.base.language import said
from transnet.base.units import FloatArray
from transnet.decision.draws import Range
from transnet.decision.outcomes import Outcomes
from transnet.decision.sensitivity import SERVICE_PLAN
from transnet.model.network import Network
from transnet.model.residents import POPULATION_FACTOR
from transnet.scenario.file import Scenario
from transnet.scenario.service_plans import PLANS
from transnet.study.compiled import CompiledNetwork
from transnet.study.input_ends import (
    HEADWAYS,
    MEASURES,
    At,
    input_names,
    input_rows,
    parameter_and_mode,
)
from transnet.study.network_state import NetworkState

ROADS, DELAY = "road_times", "delay_years"
"""What all classes of roads have in common, and how late all that is still to open does."""
ROAD_PARAMETER = "speed_factor"
IN_COMMON = 0.5
"""Correlation of the road times of two classes: half of what they vary is common (assumed)."""
_LEAST, _MOST = 1e-12, 1.0 - 1e-12
_Delay = tuple[float, float, float]


class DrawnStates:
    """The inputs of a scenario that are drawn, and the states after it at draws of them.

    study     of the scenario's network and targets
    scenario  whose edits hold in every year; inputs that they set themselves stay
    delay_years  low, middle, high: half of the draws lie on either side of the middle; only whole
              years count, for openings without a month stand at the end of their year. It is one
              for all that opens after the last day that sources cover

    Parameters are drawn by name, all rows of one together; road times have a part that is common to
    all classes and one for each (a Gaussian copula of correlation 0.5, so that each class keeps
    its range); headways of services to come are one input, residents over those of the census
    another. Measures take three places: in a quarter of the draws either end, in half the value.
    """

    def __init__(self, study: CompiledNetwork, scenario: Scenario, delay_years: _Delay) -> None:
        self.study, self.scenario = study, scenario
        self._delay = delay_years
        self._day = scenario.day(study.network.info)
        self._known: dict[tuple[dt.date, int], tuple[NetworkState, ...]] = {}

    def days(self, years: Iterable[int]) -> tuple[dt.date, ...]:
        """Return the last days of years; the scenario's own day for none."""
        return tuple(dt.date(year, 12, 31) for year in years) or (self._day,)

    def ranges(self, days: Sequence[dt.date]) -> list[Range]:
        """Return what is drawn: from the end that shortens trips, 0, to the other, 1; years late.

        days  at which the states are read: what opens by them decides whether plans are drawn
        """
        network = self.study.network
        roads = self._roads
        names = [name for name in input_names(network) if name != ROAD_PARAMETER or not roads]
        drawn = [ROADS, *roads] if roads else []
        drawn += [name for name in names if _varies(network, name)]
        drawn += [POPULATION_FACTOR] if _has_range(network, POPULATION_FACTOR) else []
        last = int(self._delay[2]) if any(day > network.info.known_until for day in days) else 0
        if any(len(set(self._plans(day, late))) > 1 for day in days for late in range(last + 1)):
            drawn.append(SERVICE_PLAN)
        late = [Range(DELAY, *self._delay)] if last else []
        return [*(Range(name, 0.0, 0.5, 1.0) for name in drawn), *late]

    def states(self, names: Sequence[str], draws: FloatArray, day: dt.date) -> list[NetworkState]:
        """Return the states of draws, float64[draws, names], on a day."""
        return [self._state(dict(zip(names, row, strict=True)), day) for row in draws.tolist()]

    def as_it_is(self, day: dt.date) -> NetworkState:
        """Return the scenario on a day with each input at its value and nothing late."""
        return self._read(self.study.states_of(self.scenario)[1], day, 0)

    def _state(self, drawn: dict[str, float], day: dt.date) -> NetworkState:
        late = int(drawn.pop(DELAY, 0.0))
        plans = self._plans(day, late)
        state = plans[drawn.pop(SERVICE_PLAN, 0.0) >= 0.5]
        if (common := drawn.pop(ROADS, None)) is not None:
            for name in self._roads:
                drawn[name] = shared_place(common, drawn[name])
        inputs: dict[str, At] = {name: at for name, at in drawn.items() if name != MEASURES}
        if (at := drawn.get(MEASURES, 0.5)) < 0.25 or at >= 0.75:
            inputs[MEASURES] = "fast" if at < 0.25 else "slow"
        return replace(state, inputs=tuple(inputs.items()))

    @cached_property
    def _roads(self) -> list[str]:
        """The classes of roads whose times have a range, where there are several."""
        rows = input_rows(self.study.network)
        return [name for name in rows if parameter_and_mode(name)[0] == ROAD_PARAMETER]

    def _plans(self, day: dt.date, late: int) -> tuple[NetworkState, ...]:
        """Return the states with the full and with the lean service plans of what then opens."""
        if (day, late) not in self._known:
            before, after = (
                self._read(state, day, late) for state in self.study.states_of(self.scenario)
            )
            base = min(self.scenario.base_day(self.study.network.info), after.date)
            try:
                of = Outcomes(self.study, self.scenario, (replace(before, date=base), after))
                found = {plan: of.states_with_plan(plan) for plan in PLANS}
            except ScenarioError as error:
                told = said(
                    "the scenario's edits can't be made on {day}: ask for later years, or for a "
                    "shorter delay",
                    day=after.date.isoformat(),
                )
                raise ScenarioError(told, error.notices) from error
            both = ((found[plan] or (before, after))[1] for plan in reversed(PLANS))
            self._known[day, late] = tuple(both)
        return self._known[day, late]

    def _read(self, state: NetworkState, day: dt.date, late: int) -> NetworkState:
        """Return a state on a day on which what sources don't know to be open is late."""
        known = self.study.network.info.known_until
        when = max(min(day, known), _years_before(day, late))
        return replace(state, date=when, edits_from=min(self._day, when))


def _years_before(day: dt.date, years: int) -> dt.date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - years, day=28 if leap and years else day.day)


def shared_place(common: float, own: float) -> float:
    """Return a place between two ends that is partly common: uniform again, correlated."""
    from scipy.special import ndtr, ndtri

    first, second = (float(ndtri(min(max(each, _LEAST), _MOST))) for each in (common, own))
    return float(ndtr(IN_COMMON**0.5 * first + (1.0 - IN_COMMON) ** 0.5 * second))


def _has_range(network: Network, parameter: str) -> bool:
    """Whether a row of a parameter has two ends."""
    rows = network["parameters"]
    return bool(((rows["parameter"] == parameter) & (rows["low"] < rows["high"])).any())


def _varies(network: Network, name: str) -> bool:
    """Whether rows of an input have ends; parameters that are listed have."""
    if name == HEADWAYS:
        services = network["services"]
        return bool((services["headway_low_min"] < services["headway_high_min"]).any())
    if name == MEASURES:
        return bool((network["measures"]["low"] < network["measures"]["high"]).any())
    return True
