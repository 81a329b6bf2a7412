"""What is odd about an outcome: nothing changed, too much changed, or few people were counted."""

from __future__ import annotations

import numpy as np

from transnet.base.amounts import number
from transnet.base.codes import notice
from transnet.base.errors import Notice
from transnet.base.language import Message, said
from transnet.base.units import FloatArray
from transnet.model.residents import residents_of
from transnet.scenario.file import Scenario
from transnet.study.evaluate import Evaluation

_SAME_MIN = 0.01
_WILD = 0.5  # of the people within the hour, gained or lost
_COVERED = (0.8, 1.25)
_EXPLAINED = {"no_service", "money_only", "not_on_this_day"}


def outcome_notices(
    scenario: Scenario, before: Evaluation, after: Evaluation, said_already: tuple[Notice, ...]
) -> tuple[Notice, ...]:
    """Return remarks on an outcome: edits without an effect, results too wild, few people."""
    file = scenario.file or scenario.id
    codes = {each.code for each in said_already}
    return (
        *_unchanged(scenario, before, after, codes, file),
        *_wild(before, after, file),
        *_covered(after, file),
    )


def _unchanged(
    scenario: Scenario, before: Evaluation, after: Evaluation, codes: set[str], file: str
) -> list[Notice]:
    """Say why edits changed no trip."""
    if not scenario.edits or _differ(before.minutes(), after.minutes()):
        return []
    public = _differing(before.minutes("public"), after.minutes("public"))
    if public:
        why = said(
            "no fastest trip changes: {count} trips by train and bus do, but the car, or another "
            'way, stays faster; see [accessibility] using = "public" or "carfree"',
            count=public,
        )
    elif codes & _EXPLAINED:
        why = said("no trip changes; what is said above tells why")
    else:
        why = said("no trip changes, by whatever means: nobody's fastest way uses what is edited")
    return [notice("no_change", file, 0, "edit", "", why)]


def _differ(old: FloatArray, new: FloatArray) -> bool:
    return _differing(old, new) > 0


def _differing(old: FloatArray, new: FloatArray) -> int:
    """Return how many trips differ, cut off ones too."""
    both = np.isfinite(old) & np.isfinite(new)
    apart = np.abs(np.where(both, old, 0.0) - np.where(both, new, 0.0)) > _SAME_MIN
    return int((apart | (np.isfinite(old) != np.isfinite(new))).sum())


def _wild(before: Evaluation, after: Evaluation, file: str) -> list[Notice]:
    """Warn of results that are more likely a slip than a plan."""
    found = []
    old, new = (float(np.nansum(each.places["people_within_60"])) for each in (before, after))
    change = new / old - 1.0 if old else 0.0
    if abs(change) > _WILD:
        hint = said(
            "the people within an hour of the core change by {share:+.0%}: are the days and the "
            "edits what was meant?",
            share=change,
        )
        found.append(notice("wild_result", file, 0, "", "", hint))
    times = [each.minutes() for each in (before, after)]
    was, now = map(np.isfinite, times)
    both = was & now & (times[0] > 0)
    longer = float(np.median(times[1][both] / times[0][both])) - 1.0 if both.any() else 0.0
    if abs(longer) > _WILD:
        hint = said(
            "half of all trips take {share:+.0%} of their minutes or more: are the days and the "
            "edits what was meant?",
            share=longer,
        )
        found.append(notice("wild_result", file, 0, "", "", hint))
    lost = int((was & ~now).sum())
    if lost:
        hint = said(
            "1 trip between places has no way left by any means"
            if lost == 1
            else "{count} trips between places have no way left by any means",
            count=lost,
        )
        found.append(notice("cut_off", file, 0, "", "", hint))
    return found


def _covered(after: Evaluation, file: str) -> list[Notice]:
    """Warn where the people counted are far from those of the tables."""
    places = after.network["places"]
    inside = (places["kind"] != "external").to_numpy(np.bool_)
    listed = float(np.nansum(residents_of(after.network)[inside]))
    share = after.people.total / listed if listed else 1.0
    if _COVERED[0] <= share <= _COVERED[1]:
        return []
    hint: Message = said(
        "{counted} people are counted, of {listed} in places.csv ({share:.2g}%): shares and gains "
        "are those of the points alone",
        counted=number(after.people.total),
        listed=number(listed),
        share=100 * share,
    )
    return [notice("points_cover", file, 0, "", "", hint)]
