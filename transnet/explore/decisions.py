"""Decisions on the map, worked out in the background: what is missed, in which order, what breaks.

One is worked out at a time, by one thread beside those that answer clicks; who asked looks how far
it is, and may call it off.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from transnet.base.language import Message, Text, both, in_words, joined, said, text_of
from transnet.base.progress import Progress
from transnet.explore.asked_states import Asked
from transnet.explore.refusals import RefusedError, refusal_of
from transnet.scenario.requirements import open_projects

if TYPE_CHECKING:
    import pandas as pd

    from transnet.decision.diagnosis import Diagnosis
    from transnet.report.sections.section import Part, Section
    from transnet.study.study import Study

BUDGET_100M_YUAN = 100.0
"""Money a year for the order of building: 10 billion yuan, a figure to tell years by."""
_MOST_WAITING, _KEPT = 4, 16
_TOLD_FROM = 0.05  # share that must be done before one says how long the rest takes
_WAITS, _DONE, _OFF = said("waits for its turn"), said("is done"), said("was called off")
_Found = dict[str, Any]


class _CalledOff(Exception):  # noqa: N818, no error but an end
    """Raised within what is worked out, once nobody wants it any more."""


@dataclass(eq=False)
class Job:
    """One decision that is worked out."""

    kind: str
    share: float = 0.0
    doing: Message = _WAITS
    what: str = ""
    began_s: float = 0.0
    done: bool = False
    is_off: bool = False
    status: int = 200
    found: _Found = field(default_factory=dict)

    def tell(self, what: str, done: int, parts: int) -> None:
        """Note how far it is; ends it where it was called off."""
        if self.is_off:
            raise _CalledOff
        if what != self.what:
            self.what, self.began_s = what, time.monotonic()
        if what == "bounds":  # nobody knows how many there will be
            self.share = 0.0
            self.doing = said("looks for projects that can matter, step {done}", done=done)
        else:
            self.share = done / parts if parts else 0.0
            self.doing = said("{done} of {parts} states judged", done=done, parts=parts)

    @property
    def told(self) -> dict[str, Any]:
        """How far it is, and what was found."""
        words = {"en": in_words(self.doing, "en"), "zh": in_words(self.doing, "zh")}
        left = {"left_s": self._left_s}
        return {**left, "done": self.done, "share": self.share, "kind": self.kind, **words,
                **self.found}  # fmt: skip

    @property
    def _left_s(self) -> float | None:
        """Seconds until it is done, if what is left takes as long as what was; None at first."""
        if not _TOLD_FROM <= self.share < 1.0:
            return None
        return (time.monotonic() - self.began_s) * (1.0 - self.share) / self.share


class Decisions:
    """The decisions that were asked for: one at a time, the last few kept."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = Lock()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="decide")

    def ask(self, kind: str, study: Study, asked: Asked) -> str:
        """Begin to work out a decision, and return the name of the job.

        kind  missed, order or breaks
        Raises RefusedError for another one, and where too many wait already.
        """
        if kind not in _KINDS:
            raise RefusedError(404, "not_found", said("there is no such decision"))
        with self._lock:
            if sum(not job.done for job in self._jobs.values()) >= _MOST_WAITING:
                raise RefusedError(
                    429,
                    "too_many",
                    said("{count} decisions are being worked out", count=_MOST_WAITING),
                    said("wait for one of them, or call one off"),
                )
            name, job = secrets.token_hex(8), Job(kind)
            self._jobs[name] = job
            for old in [key for key, each in self._jobs.items() if each.done][:-_KEPT]:
                del self._jobs[old]
        self._worker.submit(_work, job, study, asked)
        return name

    def job(self, name: str) -> Job:
        """Return a job; raises RefusedError where there is none of this name."""
        with self._lock:
            if name not in self._jobs:
                raise RefusedError(
                    404,
                    "not_found",
                    said("this decision isn't kept any more"),
                    said("ask for it again"),
                )
            return self._jobs[name]

    def call_off(self, name: str) -> Job:
        """End a job at its next step, and return it; raises as `job`."""
        job = self.job(name)
        job.is_off = True
        return job

    def close(self) -> None:
        """Call everything off."""
        with self._lock:
            for job in self._jobs.values():
                job.is_off = True
        self._worker.shutdown(wait=False, cancel_futures=True)


def _work(job: Job, study: Study, asked: Asked) -> None:
    try:
        job.tell("", 0, 1)
        job.found = _KINDS[job.kind](study, asked, job.tell)
        job.doing, job.share = _DONE, 1.0
    except _CalledOff:
        job.doing = _OFF
    except Exception as error:
        job.status, job.found = refusal_of(error)
        job.doing = said("failed")
    finally:
        job.done = True


def _missed(study: Study, asked: Asked, tell: Progress) -> _Found:
    from transnet.decision.diagnosis import diagnose
    from transnet.report.sections.outcome_sections import diagnosis_section

    with ThreadPoolExecutor(1) as one:
        found = diagnose(asked.scenario, network=study.network, executor=one, progress=tell)
    told = _section(diagnosis_section(found))
    return {**told, "tables": [*_remedies(found), *told["tables"]]}


def _remedies(found: Diagnosis) -> list[dict[str, Any]]:
    """Return of each target that some projects meet the fewest that do, as a table."""
    mended = [each for each in found.remedies if each.projects.chosen]
    if not mended:
        return []
    names = _names(found.targets, "target_id") | _names(found.candidates, "project_id")
    rows = [
        [
            _both(names[each.target]),
            _both(text_of(joined([names[project] for project in each.projects.chosen]))),
        ]
        for each in mended
    ]
    heading = both("The fewest projects that meet a target")
    table = _table(heading, [both("target"), both("projects")], rows)
    return [{**table, "projects": [list(each.projects.chosen) for each in mended]}]


def _names(table: pd.DataFrame, key: str) -> dict[str, Text]:
    columns = (table[name].tolist() for name in (key, "name_zh", "name_en"))
    return {str(own): Text(zh, en) for own, zh, en in zip(*columns, strict=True)}


def _order(study: Study, asked: Asked, tell: Progress) -> _Found:
    from transnet.decision.staging import stage_projects
    from transnet.report.sections.project_sections import staging_section

    edited = study.edited(asked.after)
    opened = sorted(open_projects(edited.after) - open_projects(edited.given))
    if len(opened) < 2:
        raise RefusedError(
            422,
            "too_few",
            said("an order needs two projects at least"),
            said("tick the projects that are to be built"),
        )
    with ThreadPoolExecutor(1) as one:
        found = stage_projects(
            asked.scenario if asked.address.edits else study.network,
            opened,
            budget_100m_yuan=BUDGET_100M_YUAN,
            costed=True,
            date=asked.after.date,
            executor=one,
            progress=tell,
        )
    return _section(staging_section(found))


def _breaks(study: Study, asked: Asked, tell: Progress) -> _Found:
    from transnet.decision.resilience import resilience
    from transnet.report.sections.outcome_sections import resilience_section

    with ThreadPoolExecutor(1) as one:
        found = resilience(asked.scenario, network=study.network, executor=one, progress=tell)
    return _section(resilience_section(found))


_KINDS: Mapping[str, Callable[[Study, Asked, Progress], _Found]] = {
    "missed": _missed,
    "order": _order,
    "breaks": _breaks,
}


def _section(section: Section) -> _Found:
    """Return an answer's parts as tables of texts in both languages."""
    return {
        "title": _both(section.title),
        "tables": [_part(each) for each in section.parts],
        "notes": [_both(each) for each in section.notes],
    }


def _part(part: Part) -> dict[str, Any]:
    table = part.table
    rows = [[_both(cell) for cell in row] for row in table.rows] if table else []
    made = _table(part.heading, [each.name for each in table.columns] if table else [], rows)
    for column, each in zip(made["columns"], table.columns if table else (), strict=True):
        column["number"] = each.figures
    says, notes = ([_both(each) for each in texts] for texts in (part.says, part.notes))
    return {**made, "says": says, "notes": notes}


def _table(
    heading: Text, columns: Sequence[Text], rows: list[list[dict[str, str]]]
) -> dict[str, Any]:
    return {
        "title_en": heading.en,
        "title_zh": heading.zh,
        "columns": [dict[str, Any](_both(each)) for each in columns],
        "rows": rows,
        "projects": None,
    }


def _both(text: Text) -> dict[str, str]:
    return {"en": text.en, "zh": text.zh}
