"""Travel times of one network state: places in, tables out, every minute with its leg."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property
from typing import get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.given import given, names_given, word_given
from transnet.base.language import said
from transnet.base.shown import Shown
from transnet.base.units import UNREACHABLE_MS, Int32Array, ms_to_minutes
from transnet.model.network import BoolArray, Network
from transnet.model.place_names import find_place
from transnet.supply.congestion import Traffic
from transnet.supply.costs import ArcCosts, Costs
from transnet.supply.kinds import BETWEEN_PLACES, Impedance, ModeSet, mode_of
from transnet.supply.overrides import Overrides, Parameters, as_overrides
from transnet.supply.own_legs import OwnLegs
from transnet.supply.prices import require
from transnet.supply.topology import Topology, compile_topology
from transnet.supply.weights import ArcTimes, arc_times
from transnet.travel.carless_trips import goes_carless, with_carless
from transnet.travel.cheapest import CheapestTrips
from transnet.travel.departure_rules import Waits
from transnet.travel.leg_costs import CostBook
from transnet.travel.paths import Graph, read_path
from transnet.travel.provenance import weak_arcs
from transnet.travel.ride_fares import ride_fare
from transnet.travel.strategy_legs import strategy_path, totals_of
from transnet.travel.strategy_path import open_strategy
from transnet.travel.train_rides import ride_between, train_path
from transnet.travel.trip_costs import COST_COLUMNS, trip_costs, trip_legs
from transnet.travel.trip_path import Path
from transnet.travel.trip_table import Int64Array, TripTable
from transnet.travel.trips import TripSearch
from transnet.travel.ways_by_road import WaysByRoad

Places = Iterable[str] | None
_Pair = tuple[int, int]
_By = tuple[ModeSet, Impedance]


class TravelModel(Shown):
    """A network on a day, ready to be travelled.

    network     read at its day
    topology    compiled from the same rows; compiled here when it isn't given
    parameters  values that replace the network's: {(parameter, mode): value}
    reference   network on which the observed running times were seen; where a track of `network` is
                faster or slower, they are scaled
    traffic     off_peak, or peak: roads as in the morning peak of a working day; services keep
                their timetable

    Places may be given by id or by name, Chinese or English; the name of a city stands for its
    seat. Methods raise UnknownNameError for a name that isn't known or stands for several places.
    """

    def __init__(
        self,
        network: Network,
        topology: Topology | None = None,
        parameters: Overrides | None = None,
        reference: Network | None = None,
        traffic: Traffic = "off_peak",
    ) -> None:
        word_given(traffic, get_args(Traffic), said("traffic"))
        self.network = given(network, Network, "network", said("load_network gives one"))
        self.topology = compile_topology(network) if topology is None else topology
        self.reference = reference
        self.parameters = as_overrides(parameters)
        self.traffic = traffic
        self.waits: Waits = "timetable"
        self.rides_only = False  # whether `public` leaves out short ways without any ride
        self.times: ArcTimes = arc_times(
            network,
            self.topology,
            overrides=self.parameters,
            reference=reference,
            traffic=traffic,
        )
        self._cheapest: dict[_By, CheapestTrips] = {}
        self._trips: dict[_By, TripTable] = {}
        self._searches: dict[tuple[Impedance, bool], TripSearch] = {}
        self._arc_costs: dict[tuple[Impedance, bool], ArcCosts] = {}

    def __repr__(self) -> str:
        changed = f", {len(self.parameters)} parameters replaced" if self.parameters else ""
        peak = ", weekday peak" if self.traffic == "peak" else ""
        return f"<TravelModel of {self.network!r}{peak}{changed}>"

    @property
    def place_ids(self) -> list[str]:
        """Ids of all places, in table order."""
        return list(self.network.place_ids)

    def with_parameters(self, parameters: Overrides) -> TravelModel:
        """Return the model with some parameters replaced; the graph is shared."""
        both = {**self.parameters, **as_overrides(parameters)}
        own = self.network, self.topology, both, self.reference, self.traffic
        return TravelModel(*own).with_waits(self.waits)

    def with_traffic(self, traffic: Traffic) -> TravelModel:
        """Return the model off the peak or at the weekday peak; the graph is shared.

        Raises UnknownNameError for another word, InputError for the peak of a network without rows
        in congestion.csv.
        """
        own = self.network, self.topology, self.parameters, self.reference, traffic
        return TravelModel(*own).with_waits(self.waits)

    def with_waits(self, waits: Waits) -> TravelModel:
        """Return the model with waits read in another way; times are shared.

        timetable   travellers know it: how far they are displaced from when they would have left
                    stands beside the travel time; a new model reads waits so
        first_come  travel times hold the wait for the next departure (see `travel.trips`)
        Raises UnknownNameError for another word.
        """
        if waits == self.waits:
            return self
        word_given(waits, get_args(Waits), said("reading of waits"))
        other = copy(self)
        other.waits, other._trips = waits, {}
        other._searches = {name: each.reading(waits) for name, each in self._searches.items()}
        if "bare_search" in self.__dict__:
            other.bare_search = self.bare_search.reading(waits)
        return other

    def travel_times(
        self, origins: Places = None, destinations: Places = None, *, using: ModeSet = "best"
    ) -> pd.DataFrame:
        """Return the minutes door to door from each origin to each destination.

        using    best, drive, public (must ride), rail (no flights, coaches, buses) or carfree
        returns  from_id, to_id, travel_min; inf where there is no way, 0 to the place itself
        """
        froms, tos = self._rows(origins), self._rows(destinations)
        trips = self.trips(using)
        minutes = ms_to_minutes(trips.travel[np.ix_(froms, tos)])
        minutes[froms[:, np.newaxis] == tos] = 0.0
        return self._pairs(froms, tos).assign(travel_min=minutes.ravel())

    def leg_minutes(
        self, origins: Places = None, destinations: Places = None, *, using: ModeSet = "best"
    ) -> pd.DataFrame:
        """Return the minutes of each leg of the fastest trips.

        returns  from_id, to_id, travel_min, displacement_min (beside it; see `waits`), access_min,
                 station_min, wait_min, ride_min, transfer_min, egress_min, drive_min, mode (drive,
                 metro, rail, air, bus, bus/cycle, walk; empty where there is no way and to the
                 place itself; the last two without a car take their minutes in drive_min), weak
                 (rests on a recalled or assumed row). Legs add up to travel_min to the millisecond;
                 they are NaN where there is no way.
        """
        froms, tos = self._rows(origins), self._rows(destinations)
        trips, chosen = self.trips(using), np.ix_(froms, tos)
        at_home = (froms[:, np.newaxis] == tos).ravel()
        table = trip_legs(trips, chosen).staying(at_home).frame()
        displaced = np.where(at_home, 0.0, trips.displacement_min[chosen].ravel())
        table.insert(1, "displacement_min", displaced)
        return pd.concat([self._pairs(froms, tos), table], axis=1)

    def costs(
        self,
        origins: Places = None,
        destinations: Places = None,
        *,
        impedance: Impedance = "money",
        using: ModeSet = "best",
    ) -> pd.DataFrame:
        """Return what the trips that take least of an impedance cost, in time, money and CO2.

        With impedance="money" the column money_yuan is the least money of all trips; with "time" it
        is the money of the fastest trip, which is another question. Of trips that take equally
        little, the fastest counts.

        impedance  time, money, generalised_cost (money and the value of time) or co2
        returns    from_id, to_id, travel_min, money_yuan, generalised_cost_yuan, co2_kg, mode; inf
                   where there is no way, 0 to the place itself, NaN where the network has no prices
        Raises InputError where the network lacks prices for the impedance.
        """
        froms, tos = self._rows(origins), self._rows(destinations)
        table = trip_costs(self.trips(using, impedance), np.ix_(froms, tos))
        at_home = (froms[:, np.newaxis] == tos).ravel()
        for name in ("travel_min", *(column for column, _ in COST_COLUMNS.values())):
            table[name] = table[name].mask(at_home & table[name].notna().to_numpy(), 0.0)
        table["mode"] = table["mode"].mask(at_home, "")
        return pd.concat([self._pairs(froms, tos), table], axis=1)

    def path(
        self,
        origin: str,
        destination: str,
        *,
        using: ModeSet = "best",
        impedance: Impedance = "time",
    ) -> Path:
        """Return the trip between two places that takes least of an impedance.

        Its legs show minutes, yuan, CO2 and kilometres whatever is least, and what they rest on.
        Raises InputError where the network lacks prices for the impedance.
        """
        ends = int(self._rows([origin])[0]), int(self._rows([destination])[0])
        nodes = int(self._doors("place_out")[ends[0]]), int(self._doors("place_in")[ends[1]])
        word_given(using, BETWEEN_PLACES, said("way of travelling"))
        by = using, impedance
        if ends[0] == ends[1]:
            return read_path(self._graph(by), np.zeros(0, np.int32), (nodes[0], nodes[0]), using)
        trips = self._trips_for(ends, by)
        if trips.carless is not None and trips.carless[ends]:
            by = "carfree", impedance
        return replace(self._found_path(ends, nodes, by, trips), using=using)

    def _graph(self, by: _By) -> Graph:
        costs = self._costs_by(by[1], by[0])
        book = CostBook(self.network, self.topology, costs, self._pricing.prices)
        return Graph(self.network, self.topology, costs.times, book)

    def _found_path(self, ends: _Pair, nodes: _Pair, by: _By, trips: TripTable) -> Path:
        """Return the trip between two places by their rows and doors, from a table."""
        using, search, graph = by[0], self._search(by[1], by[0]), self._graph(by)
        if trips.drives[ends] or trips.travel[ends] == UNREACHABLE_MS:
            arcs = search.roads_all_the_way(using).way_from(ends[0], nodes[1])
            arcs = arcs if trips.drives[ends] else arcs[:0]
            return read_path(graph, arcs, nodes, using, search.rest_on(arcs))
        if not search.pools:
            return read_path(graph, self._cheapest_trips(by).arcs(*ends), nodes, using)
        strategy = open_strategy(search, using, ends, trips)
        return strategy_path(graph, search, strategy, nodes, totals_of(trips, ends))

    def ride_fare(self, from_station: str, to_station: str, mode: str = "emu") -> float:
        """Return the yuan of a ride without a change, the flat part included; inf if none runs.

        Where several services run, it is their mean for who boards what takes least time. Raises
        UnknownNameError for a station or mode that isn't known, InputError without prices.
        """
        require(self._pricing.missing("money"))
        ends = from_station, to_station
        return ride_fare(self.topology, self._costs_by("time"), ends, mode_of(mode))

    def in_train(self, from_stations: Sequence[str], to_stations: Sequence[str]) -> Path:
        """Return the fastest ride between any two of two lists of stations.

        Counts minutes in trains and of changes within a station, but no access, entry or wait.
        Raises UnknownNameError for a station that isn't known.
        """
        graph = Graph(self.network, self.topology, self.times)
        return train_path(graph, from_stations, to_stations)

    def boarded(self, origin: str, destination: str) -> Int64Array:
        """Return the entries of the ride pairs that fastest trips between two places may take.

        returns  int64[k] in order; none for a drive, where there is no way, and to the place itself
        """
        start, end = (int(row) for row in self._rows([origin, destination]))
        trips = self.trips()
        if start == end or trips.drives[start, end] or trips.travel[start, end] == UNREACHABLE_MS:
            return np.zeros(0, dtype=np.int64)
        return open_strategy(self._search("time"), "best", (start, end), trips).entries

    def boarded_in_train(self, starts: Sequence[str], ends: Sequence[str]) -> Int64Array:
        """Return the entries of the ride pairs that the ride of `in_train` takes, int64[k]."""
        ride = ride_between(self.network, self.topology, self.times, starts, ends)
        return np.zeros(0, np.int64) if ride is None else ride.entries(self.topology, self.times)

    def nearest(
        self, stops: Iterable[str] = (), nodes: Iterable[str] = (), *, origins: Places = None
    ) -> pd.DataFrame:
        """Return how far each place is by road from the nearest of some stops and road nodes.

        stops    stations and airports up to the kerb; closed ones can't be reached
        returns  place_id, target_id, travel_min, weak (rests on a recalled or assumed row);
                 target_id is empty and the time inf where none can be reached
        """
        goals = names_given(stops, "stops"), names_given(nodes, "nodes")
        return self.ways_by_road.nearest_table(goals, self._rows(origins), self.place_ids)

    @cached_property
    def ways_by_road(self) -> WaysByRoad:
        """Ways by road from every place to every node before a boarding."""
        roads = self.bare_search.roads("best")
        return WaysByRoad(self.topology, roads, self.weak_arcs)

    @cached_property
    def weak_arcs(self) -> BoolArray:
        """Arcs that take a time on a recalled or assumed row, bool[m]."""
        return weak_arcs(self.network, self.topology, self.times)

    def _rows(self, places: Places) -> npt.NDArray[np.intp]:
        """Positions of places in the table; all of them for None."""
        if places is None:
            return np.arange(len(self.network["places"]))
        wanted = names_given(places, "places")
        row_of = {place: row for row, place in enumerate(self.place_ids)}
        ids = (name if name in row_of else find_place(self.network, name) for name in wanted)
        return np.array([row_of[place] for place in ids], dtype=np.intp)

    def _pairs(self, froms: npt.NDArray[np.intp], tos: npt.NDArray[np.intp]) -> pd.DataFrame:
        ids = self.network["places"]["place_id"]
        ends = (ids.iloc[at] for at in (np.repeat(froms, len(tos)), np.tile(tos, len(froms))))
        names = ("from_id", "to_id")
        return pd.DataFrame({key: end.to_numpy() for key, end in zip(names, ends, strict=True)})

    def _doors(self, kind: str) -> Int32Array:
        return self.topology.nodes(kind, self.place_ids)

    def trips(self, using: ModeSet = "best", impedance: Impedance = "time") -> TripTable:
        """Return the trips between all places as arrays; searched once each.

        impedance  time, money, generalised_cost or co2
        Raises InputError where the network lacks prices for the impedance.
        """
        word_given(using, BETWEEN_PLACES, said("way of travelling"))
        word_given(impedance, get_args(Impedance), said("impedance"))
        key = (using, impedance)
        if key not in self._trips:
            self._trips[key] = self._table(key)
        return self._trips[key]

    def _trips_for(self, ends: _Pair, by: _By) -> TripTable:
        """Return the trips between all places where they are known, or only those of one pair."""
        if by in self._trips or not self._search(by[1], by[0]).pools:
            return self.trips(*by)
        wanted = np.zeros((len(self.place_ids),) * 2, dtype=np.bool_)
        wanted[ends] = True
        return self._table(by, wanted)

    def _table(self, by: _By, wanted: BoolArray | None = None) -> TripTable:
        """Return the trips between all places, or wanted ones, bool[o, d], where waits count."""
        search = self._search(by[1], by[0])
        found = search.table(by[0], wanted) if search.pools else self._cheapest_trips(by).table
        if by[0] != "public":
            return found
        carless: _By = ("carfree", by[1])
        other = self.trips(*carless) if wanted is None else self._table(carless, wanted)
        taken = goes_carless(found, other, by[1], search.wait_fen_per_ms)
        return with_carless(found, other, taken & ~other.drives if self.rides_only else taken)

    def some_trips(self, wanted: BoolArray, using: ModeSet = "best") -> TripTable:
        """Return trips by time; but wanted pairs, bool[o, d], none rides. The best lack prices."""
        if using == "best":
            return self.bare_search.table(using, wanted)
        return self._table((using, "time"), wanted)

    def with_times(self, times: ArcTimes) -> TravelModel:
        """Return the model whose arcs take other times; nothing is found for it yet."""
        other = copy(self)
        for name in ("bare_search", "ways_by_road", "weak_arcs", "_pricing"):
            other.__dict__.pop(name, None)
        other._cheapest, other._trips, other._searches, other._arc_costs = {}, {}, {}, {}
        other.times = times
        return other

    @cached_property
    def bare_search(self) -> TripSearch:
        """The search by time, in which nothing has a price."""
        costs = Costs(self.network, self.topology, self.times, self.parameters, priced=False)
        return self._new_search(costs, costs.by("time"))

    def time_search(self, using: ModeSet) -> TripSearch:
        """Return the search by time for a way of travelling, those without a car on own legs."""
        return self._search("time", using) if using == "carfree" else self.bare_search

    def _search(self, impedance: Impedance, using: ModeSet = "best") -> TripSearch:
        key = (impedance, using == "carfree")
        if key not in self._searches:
            self._searches[key] = self._new_search(self._pricing, self._costs_by(impedance, using))
        return self._searches[key]

    def _new_search(self, priced: Costs, costs: ArcCosts) -> TripSearch:
        read = Parameters(self.network, self.parameters)
        return TripSearch(self.network, self.topology, priced, costs, read, self.waits)

    def _cheapest_trips(self, by: _By) -> CheapestTrips:
        """Return the trips where no wait counts; searched once each."""
        if by not in self._cheapest:
            self._cheapest[by] = CheapestTrips(self._search(by[1], by[0]), by[0])
        return self._cheapest[by]

    @cached_property
    def _pricing(self) -> Costs:
        return Costs(self.network, self.topology, self.times, self.parameters)

    def _costs_by(self, impedance: Impedance, using: ModeSet = "best") -> ArcCosts:
        """Return what each arc takes when trips are chosen by an impedance."""
        word_given(impedance, get_args(Impedance), said("impedance"))
        key = (impedance, using == "carfree")
        if key not in self._arc_costs and key[1]:
            own = OwnLegs(self.network, self.topology, Parameters(self.network, self.parameters))
            self._arc_costs[key] = own.costs(self._costs_by(impedance), self._pricing)
        elif key not in self._arc_costs:
            self._arc_costs[key] = self._pricing.by(impedance)
        return self._arc_costs[key]
