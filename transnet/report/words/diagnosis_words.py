"""A diagnosis in words: what is missing, what mends it, and why nothing less does."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from transnet.base.language import Text, both, join, same
from transnet.report.words.parameter_words import input_text
from transnet.report.words.words import LEGS, minutes, people
from transnet.study.verdicts import LEG_COLUMNS

if TYPE_CHECKING:
    from transnet.decision.diagnosis import Diagnosis, Remedy
    from transnet.decision.input_levers import Lever

_LEAST_MIN = 0.5
_PROOFS = 3


def missing(row: Mapping[Any, Any]) -> Text:
    """Return what a pair or county misses: minutes, or people where these count."""
    more = float(row["people_missing"])
    return people(more) if math.isfinite(more) else minutes(float(row["missing_min"]))


def legs(row: Mapping[Any, Any]) -> Text:
    """Return the legs of a trip with their minutes, the longest first."""
    found = [(float(row[name]), name.removesuffix("_min")) for name in LEG_COLUMNS]
    told = sorted((each for each in found if each[0] >= _LEAST_MIN), reverse=True)
    return join(
        [both("{leg} {minutes}", leg=LEGS[leg], minutes=minutes(value)) for value, leg in told],
        "、", ", ",
    )  # fmt: skip


def remedy_words(found: Diagnosis, remedy: Remedy) -> list[Text]:
    """Say what meets a target, and the proof that nothing less does; or that nothing can."""
    least, count = remedy.projects, len(found.candidates)
    if least.chosen:
        told = [both("Least that meets it: {projects}.", projects=_names(found, least.chosen))]
        if least.others:
            told.append(both("Other sets as small that meet it: {count}.", count=least.others))
        return [*told, *_why_no_less(found, remedy)]
    told = [_not_by_projects(found, remedy)] if count else [both("No project is left to open.")]
    told += [_lever_words(found, lever) for lever in remedy.levers]
    if not remedy.levers:
        told.append(
            both(
                "No input alone meets it within its range either. All of them at their good ends "
                "with all projects: {short} missing.",
                short=_short(remedy, remedy.at_best),
            )
            if remedy.at_best > 0
            else both(
                "No input alone meets it; all of them at their good ends, with all projects, do."
            )
        )
    return told


def _lever_words(found: Diagnosis, lever: Lever) -> Text:
    """Say that an input meets a target alone."""
    if lever.rows:
        return both("Without projects {values} would meet it.", values=_rows(lever.rows))
    if lever.service:
        services = found.network["services"].set_index("service_id")
        row = services.loc[lever.service]
        return both(
            "Without projects {service} every {minutes} min would meet it.",
            service=Text(str(row["name_zh"]), str(row["name_en"])),
            minutes=f"{lever.headway_min:.3g}",
        )
    name = input_text(lever.name)
    return both("Without projects {name} at its good end would meet it.", name=name)


def changes(found: Diagnosis) -> dict[tuple[str, ...], Text]:
    """Say of each pair and county with too many minutes what mends it, by target, from and to."""
    keys = ("target_id", "from_id", "to_id")
    return {
        tuple(str(row[key]) for key in keys): _change(found, row)
        for row in found.changes.to_dict("records")
    }


def _change(found: Diagnosis, row: Mapping[Any, Any]) -> Text:
    if row["projects"]:
        return _names(found, str(row["projects"]).split(";"), " + ")
    left = minutes(float(row["best_min"]))
    none = both(
        "none of up to {looked} projects; all of them leave {minutes}",
        looked=row["looked"],
        minutes=left,
    )
    if row["looked"] == 0:
        none = both("no project left")
    named = [input_text(each) for each in str(row["inputs"]).split(";") if each]
    if not named:
        return none
    alone = both("alone at its good end: {inputs}", inputs=join(named, "、", ", "))
    return join([none, alone], "；", "; ")


def proof_by_run(met: bool) -> Text:
    """Say whether the run of the file that was written meets a target."""
    if met:
        return both("Proved: the run of the file meets it.")
    return both("The run of the file doesn't meet it: what mends other targets takes it away.")


def _why_no_less(found: Diagnosis, remedy: Remedy) -> list[Text]:
    least = remedy.projects
    if len(least.chosen) <= least.looked:
        if len(least.chosen) == 1:
            return []
        told = both(
            "Proof: every set of fewer of {count} projects was judged, and none meets it.",
            count=len(found.candidates),
        )
        return [told]
    shown = [_names(found, proof, " / ") for proof in least.proofs[:_PROOFS]]
    return [
        both(
            "Proof, where no further project takes it away again: one of each of {sets} sets is "
            "needed, such as {shown}. Every set of up to {looked} was judged.",
            sets=len(least.proofs), shown=join(shown, "；", "; "), looked=least.looked,
        )
    ]  # fmt: skip


def _not_by_projects(found: Diagnosis, remedy: Remedy) -> Text:
    """Say that no projects meet a target, and what they all leave."""
    left, looked = remedy.left, remedy.projects.looked
    if left is None:
        return same("")
    places = found.places.set_index("place_id")
    ends = [_place(places, str(left[end])) for end in ("worst_from", "worst_to")]
    return both(
        "No project meets it: every set of up to {looked} of {count} was judged, and all together "
        "still miss {short}; worst {ends}, most of it {leg}.",
        looked=looked, count=len(found.candidates),
        short=_short(remedy, float(left["shortfall"]), str(left["shortfall_unit"])),
        ends=join([each for each in ends if each], "–", "–"),
        leg=LEGS.get(str(left["binding_leg"]), same("–")),
    )  # fmt: skip


def _short(remedy: Remedy, value: float, unit: str = "") -> Text:
    known = unit or (str(remedy.left["shortfall_unit"]) if remedy.left is not None else "min")
    return minutes(value) if known == "min" else people(value)


def _place(places: pd.DataFrame, name: str) -> Text:
    if name not in places.index:
        return same("")
    return Text(str(places.loc[name, "name_zh"]), str(places.loc[name, "name_en"]))


def _names(found: Diagnosis, projects: Iterable[str], en: str = ", ") -> Text:
    rows = found.candidates.set_index("project_id").loc[list(projects)]
    texts = [Text(str(a), str(b)) for a, b in zip(rows["name_zh"], rows["name_en"], strict=True)]
    return join(texts, "、" if en == ", " else en, en)


def _rows(rows: Iterable[tuple[str, str, float]]) -> Text:
    told = [same(f"{name}/{mode} = {value:.3g}") for name, mode, value in rows]
    return join(told, "、", ", ")
