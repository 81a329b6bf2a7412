"""A planner's own population points in place of the counties' spread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from transnet.base.codes import notice
from transnet.base.errors import InputError, Notice
from transnet.base.language import said
from transnet.io.coordinates import CHOICES
from transnet.io.point_tables import read_point_table
from transnet.model.datum import Datum
from transnet.model.network import Network
from transnet.travel.people import People

Points = pd.DataFrame | str | Path | None


def people_of(points: Points, crs: Datum | None) -> Callable[[Network], People]:
    """Return how a network's people are found: at points of one's own, or spread in its counties.

    points  table (WGS-84 unless `crs` says otherwise) or CSV of id, lon, lat, people
    crs     coordinates of the points; a CSV can't say them, so it needs this
    Raises InputError when the file can't be read or nothing says its coordinates.
    """
    if points is None:
        return People.from_network
    read: list[Notice] = []
    if isinstance(points, pd.DataFrame):
        table, datum = points, crs or "WGS-84"
    else:
        table, read = read_point_table(Path(points))
        if crs is None:
            hint = said(
                "nothing says in which coordinates the points are; name them with --crs "
                "(points_crs in Python): {choices}",
                choices=CHOICES,
            )
            found = notice("missing_crs", Path(points).name, 0, "", "", hint)
            raise InputError(said("the population points have 1 error"), [found])
        datum = crs
    file = "" if isinstance(points, pd.DataFrame) else Path(points).name

    def counted(network: Network) -> People:
        try:
            people = People.from_points(network, table, datum)
        except InputError as error:
            if not file:
                raise
            named = [_named(each, file) for each in (*read, *error.notices)]
            raise InputError(
                said("the population points of {file} can't be taken", file=file), named
            ) from None
        notices = (*read, *people.notices)
        return replace(people, notices=tuple(_named(each, file) for each in notices))

    return counted


def _named(found: Notice, file: str) -> Notice:
    """Return a notice that names the file, if there is one."""
    return replace(found, table=file) if file and found.table == "points" else found


def require_people(people: People) -> People:
    """Return the people, or raise InputError where there is nobody to count."""
    if people.total > 0:
        return people
    hint = said(
        "nobody lives in its counties; fill the column, or bring population points (--points)"
    )
    found = notice("no_population", "places", 0, "population", "", hint)
    raise InputError(said("the network's people can't be counted"), [found])
