"""Who gains and who loses: for each county, the destination whose minutes change most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from transnet.report.words.journeys import saved_minutes, trip_ends

if TYPE_CHECKING:
    from transnet.study.result import Result


def county_gains(result: Result) -> pd.DataFrame:
    """Return each county's largest change on the way to a seat of the cluster or a main city.

    returns  place_id, name_zh, name_en, people, core_min_before, core_min_after, to_id, to_zh,
             to_en, before_min, after_min (door to door to that destination), saved_min (negative
             where it takes longer, infinite where a way opens or is lost), weak (rests on a
             recalled or assumed row); largest change first, be it a gain or a loss, more people
             first among equals
    """
    trips = _trips_that_matter(result)
    saved = saved_minutes(trips)
    trips = trips.assign(saved_min=saved, size=saved.abs())
    largest = trips.sort_values("size", ascending=False, kind="stable").drop_duplicates("from_id")
    figures = largest[["from_id", "to_id", "to_zh", "to_en", "before_min", "after_min"]]
    columns = ["place_id", "name_zh", "name_en", "people", "core_min_before", "core_min_after"]
    table = result.counties[columns].merge(
        figures.assign(
            saved_min=largest["saved_min"],
            size=largest["size"],
            weak=largest["weak_before"] | largest["weak_after"],
        ),
        left_on="place_id", right_on="from_id", validate="one_to_one",
    )  # fmt: skip
    return (
        table.sort_values(["size", "people"], ascending=False, kind="stable")
        .drop(columns=["from_id", "size"])
        .reset_index(drop=True)
    )


def _trips_that_matter(result: Result) -> pd.DataFrame:
    network = result.after.network
    places = network["places"]
    counties = set(places.loc[places["kind"] != "external", "place_id"])
    trips = result.travel_times
    chosen = trips["from_id"].isin(counties) & trips["to_id"].isin(trip_ends(network))
    return trips[chosen & (trips["from_id"] != trips["to_id"])]
