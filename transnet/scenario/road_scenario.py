"""A scenario on roads alone: which roads, whose places, and what is done to the streets."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from transnet.base.collector import Notices
from transnet.base.errors import Notice, ScenarioError
from transnet.base.given import path_given
from transnet.base.language import Text, said
from transnet.base.shown import Shown, cut
from transnet.io.text import Limits, decode, read_bytes
from transnet.io.toml_text import TOML_BYTES
from transnet.scenario.edits import Edit
from transnet.scenario.file import scenario_refusal
from transnet.scenario.street_edits import AddStreet, CloseStreet, SetStreetSpeed
from transnet.scenario.toml_places import Spots, at_spots, edit_words, key_of, spots_of
from transnet.scenario.toml_slips import read_toml
from transnet.scenario.typed_values import read_fields

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)
_MADE = frozenset({"file", "folder", "notices", "spots"})
_MOST_CUTOFFS = 12


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RoadScenario(Shown):
    """A question to roads: how long it takes from places to places, before and after changes.

    roads         an OpenStreetMap extract, a folder of `transnet roads import` or another file of
                  roads, seen from the scenario's own
    places        CSV table or file of features: where people start; seen likewise
    destinations  the same for where they go; empty: to the places
    people, jobs  columns of numbers: people of the places, and what is counted at destinations;
                  without `jobs` that is `people`, and without `people` each place counts once
    country, profile, speeds  as `read_roads` takes them, for an extract alone
    cutoffs_min   minutes within which jobs are counted
    snap_m, beside_kmh  as `RoadGraph.travel_times` takes them; 0 km/h: on roads alone
    edit          what is done to streets, in this order
    """

    id: str = ""
    name_zh: str = ""
    name_en: str = ""
    question_zh: str = ""
    question_en: str = ""
    roads: str
    places: str
    destinations: str = ""
    people: str = ""
    jobs: str = ""
    country: str = "*"
    profile: str = "car"
    speeds: str = ""
    cutoffs_min: tuple[float, ...] = (15.0, 30.0, 45.0)
    snap_m: float = 1000.0
    beside_kmh: float = 0.0
    edit: tuple[Edit, ...] = ()
    file: str = "scenario"
    folder: Path = Path()
    notices: tuple[Notice, ...] = ()
    spots: Spots | None = None

    def __repr__(self) -> str:
        told = f"{len(self.edit)} edit{'s' * (len(self.edit) != 1)}"
        return f"<RoadScenario {self.id}: {told}, {cut(self.roads, 60)}>"

    @property
    def name(self) -> Text:
        """What it is called."""
        either = self.name_en or self.name_zh or self.id
        return Text(self.name_zh or either, self.name_en or either)

    def path(self, named: str) -> Path:
        """Return a path of the file as it is seen from the file."""
        return self.folder / named


def read_road_scenario(source: str | Path) -> RoadScenario:
    """Return the scenario on roads of a TOML file.

    Raises ScenarioError with everything that is wrong in its text and its values.
    """
    path = path_given(source)
    data, notices = read_bytes(path, limits=Limits(file_bytes=TOML_BYTES))
    text, more = decode(data, path.name) if not notices else ("", [])
    notices += more
    if any(each.severity == "error" for each in notices):
        raise ScenarioError(said("{file} can't be read", file=path.name), notices)
    findings = Notices(path.name, limit=None)
    findings.notices += notices
    values, plain = read_toml(text, findings)
    spots = spots_of(plain)
    read = read_fields(RoadScenario, values, findings, "", _MADE)
    _check(read, findings)
    findings.notices = at_spots(findings.notices, spots)
    if findings.errors:
        raise scenario_refusal(findings)
    own = {key: value for key, value in read.items() if value is not None}
    made = RoadScenario(**own)
    told = tuple(findings.notices)
    name = made.id or path.stem
    return replace(made, id=name, file=path.name, folder=path.parent, notices=told, spots=spots)


def _check(read: dict[str, object], findings: Notices) -> None:
    name = read.get("id")
    if isinstance(name, str) and not _ID.fullmatch(name):
        hint = said("must be small letters a-z, digits and hyphens, 64 at most")
        findings.add("bad_id", hint, column="id", value=name)
    cutoffs = read.get("cutoffs_min")
    if isinstance(cutoffs, tuple):
        fit = all(0 < each <= 600 for each in cutoffs) and len(set(cutoffs)) == len(cutoffs)
        if not fit or not 1 <= len(cutoffs) <= _MOST_CUTOFFS:
            hint = said("must be 1 to {most} minutes of 600 at most, each once", most=_MOST_CUTOFFS)
            findings.add("out_of_range", hint, column="cutoffs_min", value=str(cutoffs)[:60])
    edits = read.get("edit")
    if (not edits and edits is not None) or "edit" not in read:
        findings.add("missing_key", said("a scenario on roads has an edit"), column="edit")
    for number, edit in enumerate(edits if isinstance(edits, tuple) else (), start=1):
        if edit is not None and not isinstance(edit, CloseStreet | SetStreetSpeed | AddStreet):
            kinds = ", ".join(each.action for each in (CloseStreet, SetStreetSpeed, AddStreet))
            hint = said("is for networks; roads alone take {kinds}", kinds=kinds)
            column = key_of(edit_words(number), "action")
            findings.add("unknown_choice", hint, column=column, value=edit.action)
