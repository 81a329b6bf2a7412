"""What each project does on its own: minutes saved, people gained, and who gains most."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import numpy as np
import pandas as pd

from transnet.base.codes import notice
from transnet.base.errors import InputError, UnknownNameError
from transnet.base.given import given
from transnet.base.language import joined, said
from transnet.base.progress import Progress
from transnet.base.units import FloatArray
from transnet.model.called_rows import row_words
from transnet.model.network import BoolArray, Network
from transnet.model.residents import residents_of
from transnet.scenario.edits import Edit
from transnet.scenario.openings import Close, Open
from transnet.scenario.select import split_ids
from transnet.study import groups
from transnet.study.compiled import CompiledNetwork
from transnet.study.effect_readings import WAITED, EffectReadings, effect_readings
from transnet.study.network_state import NetworkState
from transnet.supply.kinds import ModeSet
from transnet.travel.unlikely import likely_ride_drives

TWO_HOURS_MIN = 120.0
LEAST_WON_MIN = 1.0
"""Minutes that a county has to save per trip to count as a project's winner."""
_JUST_NOTICED_MIN = 1e-6
_REQUIRES = ["project_id", "requires"]
_FILE = "projects"

EFFECT_COLUMNS = (
    "project_id", "day", "pairs", "largest_min", "mean_min", "cities_min", "public_min",
    "full_wait_min", "carfree_min", "carfree_pairs", "new_pairs", "people_core", "people_seat",
    "winner", "winner_min", "winner_using",
)  # fmt: skip


States = tuple[NetworkState, NetworkState]
"""States without a project and with it: on the eve of its opening, with what it requires open."""
Readings = tuple[EffectReadings, EffectReadings]
_MUST_RIDE = ("public", WAITED, "carfree")


def required_projects(network: Network, project: str) -> list[str]:
    """Return what a project requires, and what that requires, first things first.

    Raises UnknownNameError for a project that the network doesn't list, InputError for one that
    requires itself.
    """
    frame = network["projects"]
    requires = {str(key): split_ids(str(cell)) for key, cell in frame[_REQUIRES].to_numpy()}
    found: dict[str, None] = {}
    waiting: list[tuple[str, tuple[str, ...]]] = [(project, ())]
    while waiting:
        each, above = waiting.pop()
        if each not in requires:
            raise UnknownNameError(said("project"), each, requires)
        if each in above:
            circle = pd.Index(frame["project_id"]).get_indexer([*above[above.index(each) :], each])
            named = [row_words(network, "projects", row) for row in circle.tolist()]
            hint = said(
                "it requires itself, over the projects that it requires: {circle}",
                circle=joined(named, " → ", " → "),
            )
            refused = notice("project_cycle", "projects", 0, "requires", named[0], hint)
            raise InputError(said("projects can't be built in any order"), [refused])
        if set(requires[each]) <= found.keys():
            found[each] = None
        else:
            waiting.append((each, above))
            missing = [other for other in requires[each] if other not in found]
            waiting += [(other, (*above, each)) for other in reversed(missing)]
    del found[project]
    return list(found)


def project_states(network: Network, project: str) -> States:
    """Return the states of a network without and with a project.

    A project that has opened since the plan opens on the eve of its day, one that had opened before
    is taken away on the day of the plan, and any other opens on the last day that sources cover.
    What is observed of trains was observed on the network without the project.
    """
    needed = required_projects(network, project)
    opened = network["projects"].set_index("project_id").loc[project]["opened"]
    base_day = network.info.base_date
    if pd.notna(opened) and opened.date() <= base_day:
        without = NetworkState(base_day, (Close(project=(project,)),), file=_FILE)
        edits: tuple[Edit, ...] = ()
    else:
        day: dt.date = network.info.known_until
        if pd.notna(opened):
            day = opened.date() - dt.timedelta(days=1)
        then = network.at(day)
        is_open = set(then["projects"].loc[then.open_rows("projects"), "project_id"])
        missing = tuple(other for other in needed if other not in is_open)
        without = NetworkState(day, (Open(project=missing),) if missing else (), file=_FILE)
        edits = (*without.edits, Open(project=(project,)))
    states = without, NetworkState(without.date, edits, file=_FILE)
    before, after = (replace(each, reference=without) for each in states)
    return before, after


def project_effects(network: Network, *, progress: Progress | None = None) -> pd.DataFrame:
    """Return what each project of a network does, one row a project.

    Minutes are those of travellers who know the timetable, with displacement as the choice of
    trips counts it: more trains never add to it. The columns are
        day            on which it opens
        pairs          ordered pairs of counties that come nearer
        largest_min    most minutes that such a pair saves
        mean_min       mean saving over all pairs of counties, weighted by the people of both
        cities_min     mean saving from the counties to the main cities, weighted by people
        public_min     as mean_min for those who must ride, over trips that somebody makes: with
                       the project at most `likely_ride_drives` as long as the drive without it
        full_wait_min  the same, from counties to counties and main cities, for those who wait for
                       what comes, with waits in full; of trips that somebody makes, too
        carfree_min    as public_min for those without a car, between counties that they could reach
        carfree_pairs  pairs of counties that come within two hours for those without a car, with
                       displacement too
        new_pairs      ordered pairs from or to a county that had no way at all before
        people_core    more people within the hour of the core; people_seat of their own seat
        winner         county that saves most per trip, weighted by the people of its ends, in the
                       first of four readings in which a county saves LEAST_WON_MIN: to the
                       counties, to all places, for those who must ride, without a car;
                       winner_min that saving and winner_using by what means; '' and 0 for none
    A mean over people is NaN where nobody lives, since it would be a mean of nothing.
    """
    given(network, Network, "network", said("load_network gives one"))
    study = CompiledNetwork(network)
    rows = []
    names = network["projects"]["project_id"].tolist()
    for done, project in enumerate(names):
        if progress:
            progress(project, done, len(names))
        states = project_states(network, project)
        effects = state_effects(study, states)
        rows.append({"project_id": project, "day": states[1].date, **effects})
    return pd.DataFrame(rows, columns=list(EFFECT_COLUMNS))


def state_effects(study: CompiledNetwork, states: States) -> dict[str, object]:
    """Return the columns of `project_effects` after `day`, of one project."""
    before, after = (effect_readings(study, state) for state in states)
    return effects_between(study.network_of(states[1]), before, after)


def effects_between(
    network: Network, before: EffectReadings, after: EffectReadings
) -> dict[str, object]:
    """Return the columns of `project_effects` after `day`.

    network  that with the project, or another with its places and parameters
    """
    counties = groups.residents(network, "counties")
    main = network["places"].loc[network["places"]["main_city"], "place_id"].tolist()
    best = _savings(network, (before, after), "best", counties)
    inner = best.loc[:, counties]
    public = _savings(network, (before, after), "public", counties).loc[:, counties]
    waited = _savings(network, (before, after), WAITED, counties).loc[:, [*counties, *main]]
    carfree = _savings(network, (before, after), "carfree", counties).loc[:, counties]
    people = _people(network)
    return {
        "pairs": int((inner.to_numpy() > _JUST_NOTICED_MIN).sum()),
        "largest_min": _largest(inner.to_numpy()),
        "mean_min": _mean(inner, people, counties),
        "cities_min": _mean(best.loc[:, main], people, main, even=True),
        "public_min": _mean(public, people, counties),
        "full_wait_min": _mean(waited, people, [*counties, *main], even=True),
        "carfree_min": _mean(carfree, people, counties),
        "carfree_pairs": _carfree(network, (before, after), counties),
        "new_pairs": _new_pairs(network, (before, after), counties),
        "people_core": after.people[0] - before.people[0],
        "people_seat": after.people[1] - before.people[1],
        **_winner(
            [("best", inner), ("best", best), ("public", public), ("carfree", carfree)], people
        ),
    }


def _winner(
    readings: list[tuple[ModeSet, pd.DataFrame]], people: pd.Series[float]
) -> dict[str, object]:
    """Return who saves most in the first reading in which a county saves what counts."""
    for using, savings in readings:
        gain = _weighted(savings, people.reindex(savings.columns).fillna(0.0))
        if gain.max() >= LEAST_WON_MIN:
            most = float(gain.max())
            return {"winner": gain.idxmax(), "winner_min": most, "winner_using": using}
    return {"winner": "", "winner_min": 0.0, "winner_using": ""}


def _savings(network: Network, states: Readings, using: str, origins: list[str]) -> pd.DataFrame:
    """Minutes saved by origin and end, all places; 0 where there was no way before.

    What must ride counts where somebody makes the trip once the project is there.
    """
    before, after = (each.chosen[using] for each in states)
    counts = np.isfinite(before)
    if using in _MUST_RIDE:
        counts &= _likely(network, states, using)
    saved = np.where(counts, np.where(counts, before, 0.0) - np.where(counts, after, 0.0), 0.0)
    places = _place_ids(network)
    return pd.DataFrame(saved, index=places, columns=places).loc[origins]


def _likely(network: Network, states: Readings, using: str) -> BoolArray:
    """Which trips take no more drives with the project than anybody rides for, bool[o, d].

    Drives are those without the project: a faster road takes no trip away.
    """
    drives = likely_ride_drives(network)
    if math.isinf(drives):
        return np.ones_like(states[1].travel[using], dtype=np.bool_)
    likely: BoolArray = states[1].travel[using] <= drives * states[0].travel["drive"]
    return likely


def _place_ids(network: Network) -> list[str]:
    return [str(place) for place in network["places"]["place_id"]]


def _people(network: Network) -> pd.Series[float]:
    return pd.Series(residents_of(network), network["places"]["place_id"])


def _weighted(savings: pd.DataFrame, weights: pd.Series[float]) -> pd.Series[float]:
    """Mean saving of each origin over its ends, NaN where nobody lives at any."""
    of_end = weights.reindex(savings.columns).to_numpy(dtype=np.float64)
    if not of_end.sum() > 0:
        return pd.Series(np.nan, index=savings.index)
    return pd.Series(savings.to_numpy() @ of_end / of_end.sum(), index=savings.index)


def _mean(
    savings: pd.DataFrame, people: pd.Series[float], ends: list[str], *, even: bool = False
) -> float:
    """Mean saving weighted by the people of origins, and of ends unless all ends count evenly."""
    of_end = pd.Series(1.0, index=ends) if even else people.reindex(ends).fillna(0.0)
    of_origin = people.reindex(savings.index).fillna(0.0)
    if not of_origin.sum() > 0:
        return float("nan")
    return float(np.average(_weighted(savings, of_end), weights=of_origin))


def _largest(savings: FloatArray) -> float:
    return float(savings.max(initial=0.0))


def _carfree(network: Network, states: Readings, counties: list[str]) -> int:
    rows = _rows(network, counties)
    near = [each.chosen["carfree"][np.ix_(rows, rows)] <= TWO_HOURS_MIN for each in states]
    return int(near[1].sum() - near[0].sum())


def _new_pairs(network: Network, states: Readings, counties: list[str]) -> int:
    rows = _rows(network, counties)
    lost = [~np.isfinite(each.travel["best"]) for each in states]
    count = [int(each[rows].sum() + each[:, rows].sum()) for each in lost]
    return count[0] - count[1]


def _rows(network: Network, places: list[str]) -> list[int]:
    row = {place: at for at, place in enumerate(_place_ids(network))}
    return [row[place] for place in places]
