"""Every measure of accessibility as a method on a result: before, after and the change."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Protocol, get_args

import numpy as np
import pandas as pd

from transnet import accessibility as measures
from transnet.accessibility.inputs import at_least
from transnet.accessibility.tables import bad_input, plain_series, prove_one_type
from transnet.base.given import names_given, word_given
from transnet.base.language import said
from transnet.base.shown import Shown
from transnet.model.residents import residents_of
from transnet.scenario.accessibility_settings import AccessSettings
from transnet.study.groups import memberships
from transnet.study.measure_change import MeasureChange
from transnet.supply.kinds import Impedance

if TYPE_CHECKING:
    from transnet.accessibility.change import Better
    from transnet.accessibility.competition import Method
    from transnet.accessibility.decay import Decay
    from transnet.accessibility.location import Own
    from transnet.study.evaluate import Evaluation
    from transnet.supply.kinds import ModeSet

_Costs = tuple[pd.DataFrame, pd.DataFrame]
WORTH_MIN, WORTH_PCT = 1.0, 1.0
"""Changes up to which nobody wins or loses: minutes of WATT, per cent of any other measure."""


class TwoStates(Protocol):
    """What measures are taken on: a state before and a state after; a result is one."""

    @property
    def before(self) -> Evaluation:
        """The state that the other is held against."""

    @property
    def after(self) -> Evaluation:
        """The state with the scenario's edits."""


@dataclass(frozen=True, eq=False, repr=False)
class Accessibility(Shown):
    """The measures of `transnet.accessibility` on the two states of a result.

    Each method takes the function of its name on the counties of the cluster, with all places as
    destinations, and returns a MeasureChange. What a county counts for itself is left to each
    function. Opportunities are the mass of the settings unless a series by place_id is given; the
    places that it names are then the destinations.

    A place without a way adds nothing to what is reached, and is never left out for it. Only means
    over places can't hold an endless time: weighted_average_time, relative_efficiency and closeness
    leave out counties that are cut off from everything in either state, and places that not all the
    others reach in both; `left_out` lists them.
    """

    result: TwoStates
    settings: AccessSettings
    costs_given: _Costs | None = None

    def __repr__(self) -> str:
        return f"<Accessibility of {self.result!r}>"

    def with_settings(self, **changes: Any) -> Accessibility:
        """Return the same with other settings, such as mass="gdp" or using="drive".

        Raises UnknownNameError for a setting that isn't there.
        """
        for name in changes:
            word_given(name, [field.name for field in fields(AccessSettings)], said("setting"))
        return replace(self, settings=replace(self.settings, **changes))

    def with_costs(self, before: pd.DataFrame, after: pd.DataFrame) -> Accessibility:
        """Return the same on costs of one's own, such as fares: matrices or long tables.

        The column of a long table is `travel_min`, whatever its unit.
        """
        return replace(
            self, costs_given=(measures.cost_matrix(before), measures.cost_matrix(after))
        )

    def with_impedance(self, impedance: Impedance) -> Accessibility:
        """Return the same in yuan or kg for minutes, of the trips that take least of them.

        impedance  time, money, generalised_cost (both yuan) or co2 (kg). Cutoffs and decays are in
                   this unit then, and a county wins or loses by more than 1 of it in WATT.
        Raises InputError where the network has no prices for it.
        """
        from transnet.travel.trip_costs import COST_COLUMNS

        word_given(impedance, get_args(Impedance), said("impedance"))
        using: Any = self.settings.using
        column = "travel_min" if impedance == "time" else COST_COLUMNS[impedance][0]
        found = [
            state.model.costs(impedance=impedance, using=using)[["from_id", "to_id", column]]
            for state in self._states
        ]
        before, after = (table.rename(columns={column: "travel_min"}) for table in found)
        return self.with_costs(before, after)

    def logsum_cost(
        self,
        using: Sequence[ModeSet],
        scale: float,
        constants: Mapping[str, float] | None = None,
    ) -> Accessibility:
        """Return the same on the expected least minutes over several means of travel.

        constants  minutes added to each means. Without any, each gets ln(number of means) / scale:
                   several means alike then take as long as one of them, and no time is negative.
        """
        means_of: Any = names_given(using, "using")
        using = tuple(dict.fromkeys(means_of))
        at_least(scale, "scale", above=True)
        if constants is None and using:
            constants = dict.fromkeys(using, math.log(len(using)) / scale)
        found = []
        for state in self._states:
            modes = {
                str(means): measures.cost_matrix(state.model.travel_times(using=means))
                for means in using
            }
            matrix = measures.logsum_cost(modes, scale, constants)
            values = matrix.to_numpy(copy=True)
            np.fill_diagonal(values, 0.0)  # a place is at itself, by whatever means
            found.append(pd.DataFrame(values, matrix.index, matrix.columns))
        return replace(self, costs_given=(found[0], found[1]))

    @cached_property
    def people(self) -> pd.Series:
        """Residents of the counties, by place_id."""
        places = self.result.after.places
        inside = places[places["kind"] != "external"]
        return pd.Series(inside["people"].to_numpy(), _plain(inside["place_id"]))

    @cached_property
    def mass(self) -> pd.Series:
        """What each place counts for, by place_id; places without a figure aren't in it."""
        network = self.result.after.network
        by_people = self.settings.mass == "population"
        gdp = network["places"]["gdp_100m_yuan"].to_numpy(dtype=np.float64)
        figures = residents_of(network) if by_people else gdp
        return pd.Series(figures, _plain(network["places"]["place_id"])).dropna()

    @cached_property
    def groups(self) -> pd.DataFrame:
        """City, belt and cluster of each county."""
        found = memberships(self.result.after.network)
        return found.set_axis(_plain(found.index))

    @cached_property
    def costs(self) -> _Costs:
        """Costs between all places before and after; inf where there is no way."""
        if self.costs_given is not None:
            return self.costs_given
        places = _plain(self.result.after.places["place_id"])
        if self.settings.using == "best":
            tables = [state.travel_times for state in self._states]
        else:
            using: Any = self.settings.using
            tables = [state.minutes_table(using) for state in self._states]
        old, new = (measures.cost_matrix(table, zones=places) for table in tables)
        return old.set_axis(places).set_axis(places, axis=1), new.set_axis(places).set_axis(
            places, axis=1
        )

    @cached_property
    def left_out(self) -> pd.DataFrame:
        """Places that don't count, and why: place_id, name_zh, name_en, reason.

        no_figure  has no mass, and counts in nothing
        no_way     not reached by all counties, before and after alike: not in means over places
        turned     reached by all in one state only, or cut off itself: not in means over places
        """
        places = self.result.after.network["places"].set_index("place_id")
        every = _plain(places.index)
        _, reached = self._shared()
        old, new = (np.isfinite(costs.loc[self.people.index].to_numpy()) for costs in self.costs)
        turned = self.costs[0].columns[(old != new).any(axis=0)]
        rows = dict.fromkeys(every.difference(self.mass.index, sort=False), "no_figure")
        for place in self.mass.index.difference(reached, sort=False):
            rows[place] = "turned" if place in turned else "no_way"
        names = places.loc[list(rows), ["name_zh", "name_en"]]
        return names.assign(reason=list(rows.values())).rename_axis("place_id").reset_index()

    def cumulative(
        self, cutoff: float, opportunities: pd.Series | None = None, *, active: bool = True
    ) -> MeasureChange:
        """Return the opportunities within a cutoff; passive: those who have the county within."""
        return self._compare("cumulative", opportunities, (cutoff,), active=active)

    def cumulative_interval(
        self,
        cutoffs: tuple[float, float, float],
        summary: Literal["mean", "median"] = "mean",
        opportunities: pd.Series | None = None,
        *,
        active: bool = True,
    ) -> MeasureChange:
        """Return the mean or median of the opportunities within many cutoffs."""
        given = (cutoffs, summary)
        return self._compare("cumulative_interval", opportunities, given, active=active)

    def gravity(
        self, decay: Decay, opportunities: pd.Series | None = None, *, active: bool = True
    ) -> MeasureChange:
        """Return the opportunities, each weighed by a decay."""
        return self._compare("gravity", opportunities, (decay,), active=active)

    def cost_to_nth(
        self, count: float = 1.0, opportunities: pd.Series | None = None
    ) -> MeasureChange:
        """Return the least cost at which so many opportunities are within reach."""
        return self._compare("cost_to_nth", opportunities, (count,), better="less")

    def balancing_cost(self, opportunities: pd.Series | None = None) -> MeasureChange:
        """Return the least cost at which a county reaches as many as it has people."""
        return self._compare("balancing_cost", opportunities, (self.people,), better="less")

    def floating_catchment(
        self, decay: Decay, method: Method = "2sfca", opportunities: pd.Series | None = None
    ) -> MeasureChange:
        """Return the opportunities per head, shared by all counties that reach them."""
        return self._compare("floating_catchment", opportunities, (self.people, decay, method))

    def spatial_availability(
        self, decay: Decay, alpha: float = 1.0, opportunities: pd.Series | None = None
    ) -> MeasureChange:
        """Return the opportunities that fall to each county."""
        return self._compare("spatial_availability", opportunities, (self.people, decay, alpha))

    def rational_access(self, tau: float, opportunities: pd.Series | None = None) -> MeasureChange:
        """Return crowding and travel at the equilibrium of who goes where."""

        def crowding(costs: pd.DataFrame, held: pd.Series) -> pd.Series:
            return measures.rational_access(costs, held, self.people, tau).cost

        return self._change("rational_access", crowding, opportunities, better="less")

    def weighted_average_time(self, *, own: Own = None) -> MeasureChange:
        """Return the mean time to all places, weighed by their mass (WATT)."""
        return self._mean("weighted_average_time", self.mass, own=own)

    def economic_potential(
        self,
        exponent: float | None = None,
        opportunities: pd.Series | None = None,
        *,
        own: Own = None,
    ) -> MeasureChange:
        """Return the sum of mass over cost**exponent."""
        power = self.settings.exponent if exponent is None else exponent
        return self._compare("economic_potential", opportunities, (power,), own=own)

    def daily_accessibility(
        self, limit: float | None = None, opportunities: pd.Series | None = None
    ) -> MeasureChange:
        """Return what is within a day trip, the county itself counted."""
        longest = self.settings.day_trip_min if limit is None else limit
        return self._compare("daily_accessibility", opportunities, (longest,))

    def relative_efficiency(self, ideal: pd.DataFrame) -> MeasureChange:
        """Return how many times the ideal cost the actual one is, weighed by mass.

        ideal  costs of a perfect network between counties and places
        """
        perfect = measures.cost_matrix(ideal)

        def ratio(costs: pd.DataFrame, held: pd.Series) -> pd.Series:
            return measures.relative_efficiency(costs, perfect, held)

        return self._mean_of("relative_efficiency", ratio, self.mass, better="less")

    def closeness(self, kind: Literal["classic", "harmonic"] = "classic") -> MeasureChange:
        """Return how near a county is to all places, whatever their mass."""

        def near(costs: pd.DataFrame, _: pd.Series) -> pd.Series:
            return measures.closeness(costs, kind)

        return self._mean_of("closeness", near, self.mass, better="more")

    def effective_density(
        self, decay: float = 1.0, *, own: Own, opportunities: pd.Series | None = None
    ) -> MeasureChange:
        """Return the jobs or mass over cost**decay, the county's own among them."""
        return self._compare("effective_density", opportunities, (decay,), own=own)

    def productivity_gain(
        self,
        elasticity: float,
        decay: float = 1.0,
        *,
        own: Own,
        opportunities: pd.Series | None = None,
    ) -> pd.Series:
        """Return the share by which productivity rises as effective density does, by place_id."""
        table = self.effective_density(decay, own=own, opportunities=opportunities).table
        return measures.productivity_gain(table["before"], table["after"], elasticity)

    @property
    def _states(self) -> tuple[Any, Any]:
        return self.result.before, self.result.after

    def _compare(
        self,
        name: str,
        opportunities: pd.Series | None,
        given: tuple[Any, ...],
        *,
        better: Better = "more",
        **options: Any,
    ) -> MeasureChange:
        """Take the function of a name with what it needs after costs and opportunities."""
        function = getattr(measures, name)

        def measure(costs: pd.DataFrame, held: pd.Series) -> pd.Series:
            found: pd.Series = function(costs, held, *given, **options)
            return found

        active = bool(options.get("active", True))
        return self._change(name, measure, opportunities, better=better, active=active)

    def _change(
        self,
        name: str,
        measure: Callable[[pd.DataFrame, pd.Series], pd.Series],
        opportunities: pd.Series | None,
        *,
        better: Better,
        active: bool = True,
    ) -> MeasureChange:
        held = self.mass if opportunities is None else plain_series(opportunities, "opportunities")
        prove_one_type(held.index, self.costs[0].columns, "opportunities", "costs")
        counties, zones = self.people.index, held.index[held.index.isin(self.costs[0].columns)]
        rows, columns = (counties, zones) if active else (zones, counties)
        old, new = (measure(costs.loc[rows, columns], held) for costs in self.costs)
        return self._judged(name, old, new, better)

    def _mean(self, name: str, mass: pd.Series, **options: Any) -> MeasureChange:
        function = getattr(measures, name)
        return self._mean_of(
            name, lambda costs, held: function(costs, held, **options), mass, better="less"
        )

    def _mean_of(
        self,
        name: str,
        measure: Callable[[pd.DataFrame, pd.Series], pd.Series],
        mass: pd.Series,
        *,
        better: Better,
    ) -> MeasureChange:
        """Take a mean over the places that all counties reach in both states."""
        counties, places = self._shared()
        if not len(places):
            hint = said("holds no place that every county reaches in both states")
            raise bad_input("places", "", "", hint, "unreachable")
        old, new = (measure(costs.loc[counties, places], mass[places]) for costs in self.costs)
        return self._judged(name, old, new, better)

    def _shared(self) -> tuple[pd.Index, pd.Index]:
        """Return the counties that aren't cut off, and the places that all of them reach."""
        counties, places = self.people.index, self.mass.index
        old, new = (costs.loc[counties, places].to_numpy() for costs in self.costs)
        ways = np.isfinite(old) & np.isfinite(new)
        elsewhere = ways & (counties.to_numpy()[:, np.newaxis] != places.to_numpy())
        go = elsewhere.any(axis=1)
        return counties[go], places[ways[go].all(axis=0) & go.any()]

    def _judged(self, name: str, old: pd.Series, new: pd.Series, better: Better) -> MeasureChange:
        """Return the change; up to a minute of WATT, or 1 % of others, a county stays the same."""
        in_minutes = name == "weighted_average_time" and self.costs_given is None
        table = measures.zone_changes(
            old,
            new,
            self.people[old.index],
            better=better,
            tolerance=WORTH_MIN if in_minutes else 0.0,
            tolerance_pct=0.0 if in_minutes else WORTH_PCT,
        )
        return MeasureChange(name, better, table, self.groups.loc[old.index])


def _plain(ids: pd.Series | pd.Index) -> pd.Index:
    """Return ids as an index of plain objects, in which pandas finds things ten times as fast."""
    return pd.Index([str(each) for each in ids], dtype=object)
