"""What is said of a scenario, whatever is asked of it: its days, its streets, its edits."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import joined, said
from transnet.model.called_rows import row_words
from transnet.scenario.effect_notices import last_day, opened_between
from transnet.scenario.file import Scenario, day_notices
from transnet.scenario.toml_places import timetable_edit_words
from transnet.study.layer_guards import layer_notices
from transnet.study.shipped_changes import changes_from_shipped
from transnet.supply.arc_records import DEPARTURES
from transnet.supply.congestion import TABLE as CONGESTION
from transnet.supply.congestion import Traffic
from transnet.supply.overrides import Parameters, least_departures
from transnet.travel.provenance import weak_rows

if TYPE_CHECKING:
    from transnet.model.network import Network
    from transnet.scenario.edits import Edited

_NAMED = 3
TIMETABLE_ONLY = "timetable_only"
"""Code of what is said of edits on the timetable where no timetable is asked."""


def base_notices(scenario: Scenario, edited: Edited) -> tuple[Notice, ...]:
    """Return what is said of the network and its days, edits left aside."""
    network, file = edited.before, scenario.file or scenario.id
    first, last = scenario.base_day(network.info), scenario.day(network.info)
    return (
        *scenario.notices,
        *day_notices(scenario, network.info),
        *_beyond_notices(network, last, file),
        *(opened_between(network, first, last, file) if scenario.edits else ()),
        *layer_notices(edited.after),
        *changes_from_shipped(network, scenario.network),
    )


def _beyond_notices(network: Network, day: date, file: str) -> list[Notice]:
    """Return a warning for a day after the last one on which the tables open or close anything."""
    latest = last_day(network)
    if latest is None or day <= max(latest, network.info.known_until):
        return []
    hint = said(
        "the tables know nothing after {latest}: the outcome is that of this day, with the edits",
        latest=latest.isoformat(),
    )
    return [notice("day_beyond_tables", file, 0, "date", day.isoformat(), hint)]


def scenario_notices(scenario: Scenario, edited: Edited) -> tuple[Notice, ...]:
    """Return all of it, each once."""
    found = (
        *base_notices(scenario, edited),
        *edited.notices,
        *_seldom_notices(edited),
        *_timetable_notices(scenario),
    )
    return tuple(dict.fromkeys(found))


def _timetable_notices(scenario: Scenario) -> list[Notice]:
    """Warn of edits on the timetable, which do nothing where trips go by average headways."""
    count = len(scenario.timetable.edit)
    if not count:
        return []
    hint = said(
        "{count} edits on the timetable count where a timetable is asked (run --timetable): trips "
        "by average headways don't know of them",
        count=count,
    )
    file, spot = scenario.file or scenario.id, scenario.spots.get(str(timetable_edit_words(1)))
    return [notice(TIMETABLE_ONLY, file, spot.line if spot else 0, "", "", hint)]


def _seldom_notices(edited: Edited) -> tuple[Notice, ...]:
    """Return a warning for each table of which the edits open rows too seldom for any trip."""
    least, found = least_departures(Parameters(edited.after)), []
    for table, column in DEPARTURES.items():
        opened = edited.after.open_rows(table) & ~edited.before.open_rows(table)
        few = opened & (edited.after[table][column] < least).to_numpy()
        seldom = np.flatnonzero(few).tolist()
        if seldom:
            hint = said(
                "({count}): fewer than {least:g} departures a day, so no trip takes them",
                count=len(seldom),
                least=least,
            )
            named = joined([row_words(edited.after, table, at) for at in seldom[:_NAMED]])
            if len(seldom) > _NAMED:
                more = len(seldom) - _NAMED
                named = said("{names} and {count} more", names=named, count=more)
            found.append(notice("runs_seldom", table, 0, column, named, hint))
    return tuple(found)


def traffic_notices(network: Network, traffic: Traffic) -> tuple[Notice, ...]:
    """Return a warning that trips are those of the weekday peak, and what that rests on."""
    if traffic != "peak":
        return ()
    weak = weak_rows(network, CONGESTION)
    hint = said(
        "roads are as in the morning peak of a working day; {weak} of {count} factors in "
        "{table}.csv are recalled or assumed; trains, buses and coaches run on time",
        weak=weak.sum(),
        count=len(weak),
        table=CONGESTION,
    )
    return (notice("weekday_peak", "traffic", 0, "", "peak", hint),)
