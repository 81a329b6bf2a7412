"""Words of the explorer's page, in both languages: the page has none of its own."""

from __future__ import annotations

from collections.abc import Mapping

from transnet.base.language import LANGUAGES, Message, said

WORDS: Mapping[str, Message] = {
    # What the page is, and its parts
    "tagline": said("who comes within an hour of whom, and what each project does to it"),
    "skip": said("Skip to the projects"),
    "language": said("Language"),
    "choosing": said("Projects and settings"),
    "answers": said("What comes of it"),
    "projects": said("Projects"),
    "settings": said("How trips are counted"),
    "drawing": said("Draw a line or a road"),
    "sharing": said("Share and export"),
    "verdicts": said("Verdicts"),
    "curve": said("People by minutes"),
    "journey": said("The journey to a county"),
    "gains": said("Who gains, who loses"),
    "counties": said("Counties"),
    "decisions": said("Decisions"),
    "map": said("Map"),
    "map_label": said(
        "Map of roads, rail and county seats; arrow keys move it, + and − zoom. The "
        "same figures stand in the table of counties."
    ),
    "legend": said("Legend"),
    # Marks of a panel that waits or fails
    "stale": said("not yet up to date"),
    "working": said("Being worked out …"),
    "not_worked_out": said("Not worked out: see Verdicts."),
    "no_server": said("The server gave no answer. Is transnet explore still running?"),
    "again": said("Try again"),
    "cancel": said("Cancel"),
    "close": said("Close"),
    "nothing_found": said("No project has this in its name."),
    # How parts of a text are put together
    "comma": said(", "),
    "semicolon": said("; "),
    "colon": said(": "),
    "and_more": said("and {count} more"),
    # Above the map
    "from": said("From"),
    "to": said("To"),
    "within": said("Within minutes"),
    "show": said("Show"),
    "before": said("before"),
    "after": said("after"),
    "difference": said("difference"),
    "zoom_in": said("Zoom in"),
    "zoom_out": said("Zoom out"),
    "zoom_fit": said("Show the whole region"),
    # Legend
    "legend_before": said("Minutes from {origin}, before"),
    "legend_after": said("Minutes from {origin}, after"),
    "legend_difference": said("Change of minutes from {origin}"),
    "legend_strength": said("Pale: beyond {minutes} minutes."),
    "standing_kept": said("seat within {minutes} min"),
    "standing_came": said("newly within"),
    "standing_went": said("no longer within"),
    "standing_outside": said("outside"),
    "longer": said("longer"),
    "shorter": said("shorter"),
    "signs": said("Signs and lines"),
    "line_opened": said("opens"),
    "line_closed": said("closes"),
    "line_drawn": said("drawn"),
    "road_motorway": said("motorway"),
    "track_emu": said("high-speed rail"),
    "track_conventional": said("conventional rail"),
    "track_metro": said("metro"),
    "track_planned": said("rail not yet open"),
    # Projects
    "find_project": said("Find a project"),
    "group_by": said("Group projects"),
    "by_theme": said("By theme"),
    "by_stage": said("By stage"),
    "untick_all": said("Untick all ({count})"),
    "tick_all": said("Tick all of these"),
    "ticked_of": said("{ticked} of {all}"),
    "left_out": said("Left out, for each excludes one that is ticked: {names}."),
    "status_open": said("open"),
    "status_building": said("being built"),
    "status_planned": said("planned"),
    "status_study": said("under study"),
    "status_cancelled": said("cancelled"),
    "open_since": said("open since {date}"),
    "stage": said("stage of {year}"),
    "cost": said("{cost} × 100 M yuan"),
    "needs": said("needs {names}"),
    "excludes": said("excludes {names}"),
    "ticked_also": said("{name} needs {names}, which is ticked as well."),
    "unticked_rivals": said("{name} excludes {names}, which is no longer ticked."),
    "unticked_dependants": said("{names} needs {name}, and is no longer ticked."),
    # Settings
    "year": said("Day"),
    "today": said("today"),
    "end_of": said("end of {year}"),
    "mode": said("Means"),
    "mode_best": said("best of all"),
    "mode_public": said("public transport"),
    "mode_car": said("car"),
    "mode_carfree": said("without a car"),
    "reading": said("Counted"),
    "reading_door": said("door to door"),
    "reading_train": said("in the train"),
    "traffic": said("Traffic"),
    "traffic_offpeak": said("off-peak"),
    "traffic_peak": said("peak"),
    "wait": said("Travellers"),
    "wait_knows": said("know the timetable"),
    "wait_comes": said("come as they please"),
    "headways": said("How often services run"),
    "service": said("Service"),
    "headway": said("Headway, min"),
    "set": said("Set"),
    "headway_of": said("{service}: every {minutes} min"),
    "take_back": said("Take back"),
    # Verdicts
    "target": said("Target"),
    "met": said("met"),
    "missed": said("missed"),
    "minutes_short": said("{minutes} min"),
    "short_by": said("short by {value}"),
    "binds": said("decided by {leg}"),
    "verdicts_caption": said("Targets before and after"),
    "all_targets": said("All {count} targets"),
    "fewer_targets": said("Headline targets and those that change"),
    "no_targets": said("This network has no targets."),
    "no_way": said("no way"),
    # Counties, and who gains
    "counties_caption": said(
        "From the origin; on average to all places of the network; and people within 60 "
        "minutes. Struck out: before."
    ),
    "column_county": said("County"),
    "column_from_origin": said("From origin, min"),
    "column_average": said("To all others, min"),
    "column_saved": said("Saved, min"),
    "column_reach": said("People reached"),
    "no_counties": said("No figures by county."),
    "people": said("People"),
    "people_live": said("{people} people"),
    "gainers_minutes": said("Minutes saved"),
    "losers_minutes": said("Minutes lost"),
    "gainers_caption": said("{people} people in {count} counties gain"),
    "losers_caption": said("{people} people in {count} counties lose"),
    "no_gains": said("No figures of who gains."),
    "no_gainers": said("Nobody gains."),
    "no_losers": said("Nobody loses."),
    # The curve
    "no_curve": said("No figures of people by minutes."),
    "curve_label": said(
        "People within {minutes} minutes of {origin}: {before} before, {after} after. A "
        "click sets the minutes."
    ),
    "curve_caption": said("People by minutes from {origin}"),
    "minutes_axis": said("minutes"),
    "as_table": said("As a table"),
    # The journey
    "journey_how": said("Choose a county here, in the table of counties or on the map."),
    "choose_county": said("choose a county"),
    "make_origin": said("Look from {place}"),
    "same_place": said("This is where journeys begin."),
    "way_same": said("Before and after"),
    "waits": said("wait {minutes} min"),
    "kilometres": said("{km} km"),
    "source": said("source: {source}"),
    # Drawing
    "drawing_how": said(
        "Give a line its stops, or a road its points: click them on the map or choose "
        "them from the list."
    ),
    "draw_kind": said("What"),
    "draw_rail": said("rail line"),
    "draw_road": said("road"),
    "draw_metro": said("metro line"),
    "no_junction": said(
        "A road begins and ends at places and junctions that are on the map: click one of them."
    ),
    "draw_name": said("Name"),
    "draw_speed": said("Speed, km/h"),
    "draw_on_map": said("Click stops on the map"),
    "add_stop": said("Add a stop"),
    "choose_stop": said("choose a stop"),
    "stop_added": said("{stop} added, stop {count}."),
    "add_line": said("See what it does"),
    "lines_drawn": said("Drawn"),
    "line_of": said("{name}: {from} to {to}"),
    "line_number": said("Line {number}"),
    # Sharing
    "copy": said("Copy"),
    "copy_address": said("Address"),
    "copy_toml": said("Scenario (TOML)"),
    "copy_python": said("Python"),
    "copied": said("Copied."),
    "copy_by_hand": said("The browser didn't let it be copied: it is selected, press Ctrl+C."),
    "save": said("Save"),
    "save_png": said("Map (PNG)"),
    "save_svg": said("Map (SVG)"),
    "save_csv": said("Table (CSV)"),
    "save_gpkg": said("GeoPackage"),
    "open_scenario": said("Open a scenario file"),
    "file_too_large": said("{name} is too large for a scenario file."),
    "nothing_ticked": said("no project ticked"),
    # Decisions
    "decisions_how": said("These take longer; the page stays usable meanwhile."),
    "decide_missed": said("What is missed, and the least that passes"),
    "decide_order": said("Which projects first"),
    "decide_breaks": said("What breaks it"),
    "try_it": said("On the map"),
    "tick_these": said("Tick these"),
}


def page_words() -> dict[str, dict[str, str]]:
    """Return the words: language -> key -> text with {names} that the page fills in."""
    return {
        language: {key: word.in_language(language) for key, word in WORDS.items()}
        for language in LANGUAGES
    }
