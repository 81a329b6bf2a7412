"""A feed of GTFS with a scenario's edits made, as a new feed."""

from __future__ import annotations

from pathlib import Path

from transnet.base.codes import notice
from transnet.base.errors import Notice, ScenarioError
from transnet.base.given import path_given
from transnet.base.language import said
from transnet.io.gtfs.feed_leftovers import left_behind, publisher_of
from transnet.io.gtfs.read_feeds import read_gtfs
from transnet.io.gtfs.write_feed import write_gtfs
from transnet.io.outputs import check_outputs
from transnet.scenario.file import Scenario, read_scenario
from transnet.scenario.timetable_changes import timetable_after, timetable_edits_of
from transnet.timetable.timetable import Timetable


def edit_gtfs(
    feed: str | Path, scenario: Scenario | str | Path, out: str | Path, *, force: bool = False
) -> tuple[Timetable, list[Notice]]:
    """Write a feed with a scenario's edits on the timetable made; return it and what is noticed.

    feed      a zip or folder; it stays as it is
    scenario  a scenario, or its file: of it only [[timetable.edit]] counts
    out       the new zip
    force     replace a file that is there
    The new feed holds what a timetable does: what of the old one that leaves behind is named.
    Raises InputError for a feed that can't be trusted and a file that is there, ScenarioError for
    edits that can't be made, UnknownNameError for a scenario that isn't there.
    """
    check_outputs([path_given(out)], force=force)
    asked = scenario if isinstance(scenario, Scenario) else read_scenario(scenario)
    file = asked.file or asked.id
    if not timetable_edits_of(asked):
        hint = said("has no [[timetable.edit]]: the feed would stay as it is")
        nothing = notice("no_effect", file, 0, "timetable", "", hint)
        raise ScenarioError(said("{file}: nothing to edit", file=file), [nothing])
    timetable, notices = read_gtfs(feed)
    made = timetable_after(asked, timetable)
    notices += [*asked.notices, *made.notices, *left_behind(feed)]
    if asked.edits:
        hint = said("change a network and no feed: [[timetable.edit]] alone was done")
        notices.append(notice("edits_of_network", file, 0, "edit", "", hint))
    notices += write_gtfs(made.timetable, out, publisher=publisher_of(feed), force=force)
    return made.timetable, notices
