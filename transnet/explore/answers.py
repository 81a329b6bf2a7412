"""What a state answers: verdicts, minutes, counties, who gains and loses, beside those before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.language import Text, both, joined, text_of
from transnet.base.units import FloatArray
from transnet.explore.asked_states import Asked
from transnet.explore.refusals import told
from transnet.explore.state_figures import StateFigures, counties
from transnet.explore.trips_of_place import CUTOFFS_MIN, STEPS_MIN, TripsOfPlace
from transnet.report.maps.basemap import road_lines, track_lines
from transnet.scenario.edits import Edited
from transnet.scenario.requirements import open_projects
from transnet.study.compiled import CompiledNetwork
from transnet.study.target_measures import PEOPLE_MEASURES
from transnet.travel.leg_names import LEGS
from transnet.travel.path_text import LEGS as LEG_WORDS

_WORTH_MIN = 0.05
"""Less than this is shown as no change."""
_NO_LEG = Text("", "")
_DRAWN_TABLES = {"roads": road_lines, "tracks": track_lines, "stations": None}


def answer(
    study: CompiledNetwork,
    asked: Asked,
    halves: tuple[StateFigures, StateFigures],
    trips: tuple[TripsOfPlace, TripsOfPlace],
) -> dict[str, Any]:
    """Return the answer to an address: plain values and arrays, of both states.

    halves  figures of the states before and after
    trips   of the place that one looks from, in both
    """
    before, after = halves
    edited = study.edited(asked.after)
    verdicts = _verdicts(study, before, after)
    return {
        "query": asked.address.query,
        "state": _state(study, asked, edited),
        "answer": _both(_sentence(study, before, after)),
        "verdicts": verdicts,
        **of_trips(asked, trips),
        "counties": _counties(before, after),
        "gains": _gains(before, after),
        **changed_rows(study, asked),
        "notices": told(edited.found),
    }


def of_trips(asked: Asked, trips: tuple[TripsOfPlace, TripsOfPlace]) -> dict[str, Any]:
    """Return what an answer says of the place that one looks from, as trips are read."""
    return {
        "reading": _both(_reading(asked)),
        "minutes": {
            "before": _rounded(trips[0].from_there),
            "after": _rounded(trips[1].from_there)[: len(trips[0].from_there)],
        },
        "curve": {
            "minutes": CUTOFFS_MIN,
            "before": np.round(trips[0].people),
            "after": np.round(trips[1].people),
        },
        "reached": {
            "minutes": STEPS_MIN,
            "before": np.round(trips[0].of_county),
            "after": np.round(trips[1].of_county),
        },
    }


def _rounded(minutes: FloatArray) -> FloatArray:
    found: FloatArray = np.round(minutes, 2)
    return found


def _both(text: Text) -> dict[str, str]:
    return {"en": text.en, "zh": text.zh}


def _state(study: CompiledNetwork, asked: Asked, edited: Edited) -> dict[str, Any]:
    """Return what the state is: projects open and closed against the one before, and the days."""
    was_open = open_projects(study.network.at(asked.before.date))
    is_open = open_projects(edited.after)
    return {
        "open": sorted(is_open - was_open),
        "close": sorted(was_open - is_open),
        "along": list(edited.along),
        "day": asked.after.date.isoformat(),
        "base_day": asked.before.date.isoformat(),
        "origin": asked.origin,
    }


def _verdicts(study: CompiledNetwork, before: StateFigures, after: StateFigures) -> dict[str, Any]:
    old, new = before.verdicts, after.verdicts
    ids = after.shown.model.place_ids
    places = np.array([*ids, ""], dtype=object)
    worst = [
        places[np.where((rows >= 0) & (rows < len(ids)), rows, len(ids))].tolist()
        for rows in (new.worst_from, new.worst_to)
    ]
    legs = _legs(new.binding_leg)
    return {
        **_targets(study.targets),
        "met_before": old.met,
        "met_after": new.met,
        "value_before": old.value,
        "value_after": new.value,
        "shortfall_before": old.shortfall,
        "shortfall_after": new.shortfall,
        "mean_before": old.mean,
        "mean_after": new.mean,
        "binding_en": [each.en for each in legs],
        "binding_zh": [each.zh for each in legs],
        "worst_from": worst[0],
        "worst_to": worst[1],
        "failing_after": new.failing,
        "count": new.count,
    }


def _targets(table: pd.DataFrame) -> dict[str, Any]:
    """Return what is the same of targets in all states."""
    of_people = table["measure"].isin(PEOPLE_MEASURES).to_numpy(dtype=np.bool_)
    return {
        "id": table["target_id"].tolist(),
        "en": table["name_en"].tolist(),
        "zh": table["name_zh"].tolist(),
        "unit": np.where(of_people, "%", "min").tolist(),
        "shortfall_unit": np.where(of_people, "people", "min").tolist(),
        "within": table["within_min"].to_numpy(np.float64),
        "required": table["required_share_pct"].to_numpy(np.float64),
        "headline": table["headline"].to_numpy(dtype=np.bool_),
    }


def _legs(positions: npt.NDArray[np.int8]) -> list[Text]:
    return [LEG_WORDS[LEGS[each]] if each >= 0 else _NO_LEG for each in positions.tolist()]


def _counties(before: StateFigures, after: StateFigures) -> dict[str, Any]:
    rows = counties(after)
    old, new = before.places, after.places
    ids = after.shown.model.place_ids
    return {
        "place": [ids[row] for row in rows.tolist()],
        "people": new.people[rows],
        "core_before": _rounded(old.to_core.minutes[rows]),
        "core_after": _rounded(new.to_core.minutes[rows]),
        "seat_before": _rounded(old.seat_min[rows]),
        "seat_after": _rounded(new.seat_min[rows]),
        "average_before": _rounded(before.average_min),
        "average_after": _rounded(after.average_min),
        "leg_en": [each.en for each in _legs(new.largest_leg[rows])],
        "leg_zh": [each.zh for each in _legs(new.largest_leg[rows])],
    }


def _gains(before: StateFigures, after: StateFigures) -> dict[str, Any]:
    """Return the counties whose mean time to all others falls, and rises, most first."""
    rows, ids = counties(after), after.shown.model.place_ids
    people = np.nan_to_num(after.places.people[rows])
    old, new = before.average_min, after.average_min
    reached = np.isfinite(old) & np.isfinite(new)
    saved = np.where(reached, np.where(reached, old, 0.0) - np.where(reached, new, 0.0), 0.0)
    saved = np.where(np.isinf(old) & np.isfinite(new), np.inf, saved)
    saved = np.where(np.isfinite(old) & np.isinf(new), -np.inf, saved)
    found: dict[str, Any] = {}
    for name, amount in (("gainers", saved), ("losers", -saved)):
        order = np.argsort(-amount, kind="stable")
        order = order[amount[order] >= _WORTH_MIN]
        found[name] = {
            "place": [ids[row] for row in rows[order].tolist()],
            "minutes": _rounded(amount[order]),
            "people": people[order],
        }
    found["people_gaining"] = float(people[saved >= _WORTH_MIN].sum())
    found["people_losing"] = float(people[-saved >= _WORTH_MIN].sum())
    return found


def changed_rows(study: CompiledNetwork, asked: Asked) -> dict[str, Any]:
    """Return the rows of the network that the state opens and closes against the one before.

    opened, closed  rows of the network before its edits, by table
    added           from where to where roads and tracks lead that the edits add
    """
    networks = [study.network_of(state) for state in (asked.before, asked.after)]
    opened, closed, added = {}, {}, list[list[tuple[float, float]]]()
    for table, lines in _DRAWN_TABLES.items():
        count = len(study.network[table])
        was, now = (network.open_rows(table) for network in networks)
        opened[table] = np.flatnonzero(now[:count] & ~was[:count])
        closed[table] = np.flatnonzero(was[:count] & ~now[:count])
        more = count + np.flatnonzero(now[count:])
        if lines is not None and len(more):
            drawn = lines(networks[1])
            added += [drawn[row] for row in more.tolist()]
    return {"opened": opened, "closed": closed, "added": added}


def _sentence(study: CompiledNetwork, before: StateFigures, after: StateFigures) -> Text:
    """Return the verdict in one sentence, with what binds the headline target that misses most."""
    if study.targets.empty:
        return both("The network has no targets, so nothing is judged.")
    headline = study.targets["headline"].to_numpy(dtype=np.bool_)
    chosen = headline if headline.any() else np.ones(len(headline), dtype=np.bool_)
    old, new = before.verdicts.met[chosen], after.verdicts.met[chosen]
    met = both(
        "{after} of {count} headline readings are met, {before} before",
        after=int(new.sum()),
        before=int(old.sum()),
        count=int(chosen.sum()),
    )
    rows = np.flatnonzero(chosen & ~after.verdicts.met)
    bound = _binding(after, rows.tolist())
    return text_of(both("{met}{bound}.", met=met, bound=bound))


def _binding(after: StateFigures, rows: Sequence[int]) -> Text:
    """Return which leg binds the missed targets, or nothing."""
    legs = [leg for leg in _legs(after.verdicts.binding_leg[list(rows)]) if leg]
    if not legs:
        return _NO_LEG
    most = max(dict.fromkeys(legs), key=legs.count)
    return both("; what takes most time where they are missed: {leg}", leg=most)


def _reading(asked: Asked) -> Text:
    """Return what the minutes on the map count."""
    address = asked.address
    if address.reading == "train":
        return both(
            "Minutes in trains between stations, changes included; no way to the station, no wait."
        )
    means = _MEANS[address.mode]
    waits = _WAITS[address.wait]
    traffic = _TRAFFIC[address.traffic]
    return text_of(joined([means, waits, traffic], en=" ", zh=""))


_MEANS = {
    "best": both("Minutes from door to door by the fastest means."),
    "public": both("Minutes from door to door by public transport."),
    "car": both("Minutes from door to door by car."),
    "carfree": both("Minutes from door to door without a car."),
}
_WAITS = {
    "knows": both("Travellers know the timetable and wait only where they change."),
    "comes": both("Travellers take what comes, and the wait counts."),
}
_TRAFFIC = {
    "offpeak": both("Roads are off the peak."),
    "peak": both("Roads are as in the morning peak of a working day."),
}
