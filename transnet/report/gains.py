"""Who gains: for each county, the destination that comes nearest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from transnet.report.journeys import saved_minutes

if TYPE_CHECKING:
    from transnet.scenario.result import Result


def county_gains(result: Result) -> pd.DataFrame:
    """Return each county's largest saving on the way to a seat of the cluster or a main city.

    returns  place_id, name_zh, name_en, people, core_min_before, core_min_after, core_min_change,
             seat_min_change, to_id, to_zh, to_en, before_min, after_min (door to door, of that
             destination), saved_min (0 where nothing comes nearer, inf where a way opens), weak;
             largest saving first, more people first among equals
    """
    trips = _trips_that_matter(result)
    trips = trips.assign(saved_min=saved_minutes(trips).clip(lower=0.0))
    best = trips.sort_values("saved_min", ascending=False, kind="stable").drop_duplicates("from_id")
    columns = [
        "place_id", "name_zh", "name_en", "people", "core_min_before", "core_min_after",
        "core_min_change", "seat_min_change",
    ]  # fmt: skip
    figures = best[["from_id", "to_id", "to_zh", "to_en", "before_min", "after_min", "saved_min"]]
    table = result.counties[columns].merge(
        figures.assign(weak=best["weak_before"] | best["weak_after"]),
        left_on="place_id", right_on="from_id", how="left", validate="one_to_one",
    )  # fmt: skip
    table["saved_min"] = table["saved_min"].fillna(0.0)
    return (
        table.drop(columns="from_id")
        .sort_values(["saved_min", "people"], ascending=False, kind="stable")
        .reset_index(drop=True)
    )


def _trips_that_matter(result: Result) -> pd.DataFrame:
    network = result.after.model.network
    places, seats = network["places"], set(network["cities"]["seat_place_id"])
    wanted = seats | set(places.loc[places["main_city"], "place_id"])
    counties = set(places.loc[places["kind"] != "external", "place_id"])
    trips = result.travel_times
    chosen = trips["from_id"].isin(counties) & trips["to_id"].isin(wanted)
    return trips[chosen & (trips["from_id"] != trips["to_id"])]
