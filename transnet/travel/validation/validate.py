"""How far the model can be trusted: all its times beside observed ones, and its holes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import pandas as pd

from transnet.base.given import given
from transnet.base.language import said
from transnet.base.notebook import notebook_html, shown_frame
from transnet.base.plain import plain, records
from transnet.model.network import Network
from transnet.supply.overrides import Overrides
from transnet.supply.topology import Topology, compile_topology
from transnet.supply.weights import arc_times
from transnet.travel.model import TravelModel
from transnet.travel.validation.calibrate import calibrate_running
from transnet.travel.validation.holes import find_holes, stale_exceptions
from transnet.travel.validation.published import compare_published
from transnet.travel.validation.rail_errors import compare_rail, summarise_rail, unmodelled_rail
from transnet.travel.validation.road_claims import compare_claims, summarise_claims
from transnet.travel.validation.road_errors import compare_roads, drive_speeds, summarise_speeds
from transnet.travel.validation.waits import compare_waits, summarise_waits

_WORST = 20


@dataclass(frozen=True)
class Validation:
    """Errors of a network's model.

    network_id, when, timetable_date  what was validated: roads at `when`, trains at the timetable
    rail      every observed pair of stations (see `compare_rail`)
    rail_summary  errors by mode and train kind (see `summarise_rail`)
    unmodelled  why the other pairs aren't modelled (see `unmodelled_rail`)
    waits     wait and ride by headway and by the timetable, pairs of towns (see `compare_waits`)
    wait_summary  their errors (see `summarise_waits`)
    worst     the twenty modelled pairs with the largest errors
    holdout   errors of hops, parameters fitted on one half of the trains and tested on the other
    roads     drives with an observed time (see `compare_roads`)
    claims    published times before and after roads opened (see `compare_claims`)
    claim_summary  their errors, those fitted to and those left out (see `summarise_claims`)
    drives    speeds of all drives between seats (see `drive_speeds`)
    drive_summary  their spread by road class (see `summarise_speeds`)
    published  fastest trains of the gateways against published ones (see `compare_published`)
    holes      what the tables likely lack, exceptions with their reason (see `find_holes`)
    stale      exceptions that no rule finds any longer (see `stale_exceptions`)
    """

    network_id: str
    when: date
    timetable_date: date
    rail: pd.DataFrame
    rail_summary: pd.DataFrame
    unmodelled: pd.DataFrame
    waits: pd.DataFrame
    wait_summary: pd.DataFrame
    worst: pd.DataFrame
    holdout: pd.DataFrame
    roads: pd.DataFrame
    claims: pd.DataFrame
    claim_summary: pd.DataFrame
    drives: pd.DataFrame
    drive_summary: pd.DataFrame
    published: pd.DataFrame
    holes: pd.DataFrame
    stale: pd.DataFrame

    def __repr__(self) -> str:
        totals = self.rail_summary[self.rail_summary["kind"] == "all"]
        modes = [
            f"{row.mode} {row.modelled} of {row.pairs} pairs, "
            f"median error {row.median_abs_error_pct:.1f} %"
            for row in totals.itertuples()
        ]
        return f"<Validation of {self.network_id}: {'; '.join(modes)}>"

    def as_dict(self) -> dict[str, Any]:
        """Return all tables as plain values, ready for JSON; what isn't known is None."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: records(value) if isinstance(value, pd.DataFrame) else plain(value)
            for name, value in values.items()
        }

    def _repr_html_(self) -> str:
        parts = (
            (
                said("Trains: by the tracks, and as used with observed runs"),
                self.rail_summary,
            ),
            (said("Pairs that aren't modelled, by the run that has no tracks"), self.unmodelled),
            (
                said("Wait and ride between towns, by headway"),
                self.wait_summary,
            ),
            (said("Trains left out of the fit"), self.holdout),
            (said("Largest errors"), self.worst),
            (said("Published times before and after roads opened"), self.claims),
            (said("Errors of those fitted to and left out"), self.claim_summary),
            (said("Observed drives"), self.roads),
            (said("Speeds of drives between seats, door to door"), self.drive_summary),
            (said("Fastest trains of the gateways against published times"), self.published),
            (said("Holes in the tables, and exceptions with their reason"), self.holes),
            (said("Stale exceptions"), self.stale),
        )
        tables = [shown_frame(table, "{:.1f}", title) for title, table in parts]
        return notebook_html(*tables)


def validate(
    network: Network, topology: Topology | None = None, parameters: Overrides | None = None
) -> Validation:
    """Compare the model's times with every observation that the network holds, and find its holes.

    parameters  values that replace the network's: {(parameter, mode): value}
    Pairs that the model can't time from the tracks are counted and say why.
    """
    given(network, Network, "network", said("load_network gives one"))
    graph = compile_topology(network) if topology is None else topology
    on_the_day = network.at(network.info.timetable_date)
    rail = compare_rail(on_the_day, graph, parameters)
    waits = compare_waits(on_the_day, graph, overrides=parameters)
    size = rail["error_pct"].dropna().abs()
    times = arc_times(network, graph, overrides=parameters)
    drives = drive_speeds(network, graph, times)
    claims = compare_claims(network, graph, parameters)
    model = TravelModel(network, graph, parameters)
    holes = find_holes(model)
    return Validation(
        network_id=network.info.network_id,
        when=network.when,
        timetable_date=network.info.timetable_date,
        rail=rail,
        rail_summary=summarise_rail(rail),
        unmodelled=unmodelled_rail(network, rail),
        waits=waits,
        wait_summary=summarise_waits(waits),
        worst=rail.loc[size.nlargest(_WORST).index].reset_index(drop=True),
        holdout=calibrate_running(network, graph).errors,
        roads=compare_roads(network, graph, times),
        claims=claims,
        claim_summary=summarise_claims(claims),
        drives=drives,
        drive_summary=summarise_speeds(drives),
        published=compare_published(model),
        holes=holes,
        stale=stale_exceptions(network, holes),
    )
