"""What turns between the ends of the inputs, in words: marks, ranges, and what was varied."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from transnet.base.language import both
from transnet.decision.outcomes import JUST_NOTICED_MIN, WORTH_MIN
from transnet.decision.sensitivity import AT_STATIONS_GROUP, SERVICE_PLAN
from transnet.report.words.figures import range_in_minutes
from transnet.report.words.short_names import short_name
from transnet.report.words.words import DOUBT, Text, join, minutes, same
from transnet.study.input_ends import HEADWAYS

if TYPE_CHECKING:
    from transnet.model.network import Network
    from transnet.study.sensitivity_tables import Sensitivity

_GROUPS: Mapping[str, Text] = {
    HEADWAYS: Text("有高低值的发车间隔", "the headways that have a range"),
    AT_STATIONS_GROUP: Text(
        "进出站、换乘与候车的参数（同取一端）", "the times in stations and of waits as one"
    ),
    SERVICE_PLAN: Text("新线的开行方案", "the service plans of new lines"),
}
_PLANS = {"lean": Text("精简方案", "the lean one"), "full": Text("充分方案", "the full one")}


class Doubts:
    """What a sensitivity says of each verdict and each trip.

    found  None marks nothing
    """

    def __init__(self, found: Sensitivity | None) -> None:
        self._found = found

    @cached_property
    def _targets(self) -> dict[str, tuple[bool, bool]]:
        if self._found is None:
            return {}
        rows = self._found.table[["target_id", "before_fragile", "fragile"]]
        return {str(name): (bool(old), bool(new)) for name, old, new in rows.to_numpy()}

    @cached_property
    def _trips(self) -> dict[tuple[str, str], int]:
        if self._found is None:
            return {}
        ends = self._found.journeys[["from_id", "to_id"]].to_numpy()
        return {(str(start), str(end)): row for row, (start, end) in enumerate(ends)}

    def verdict(self, target_id: str, state: str) -> bool:
        """Whether a verdict turns; state is before or after."""
        return self._targets.get(target_id, (False, False))[("before", "after").index(state)]

    def trip(self, start: str, end: str) -> bool:
        """Whether what the scenario does to a trip turns."""
        row = self._row(start, end)
        return row is not None and bool(row["fragile"])

    def value_range(self, target_id: str, state: str) -> tuple[float, float]:
        """Return the lowest and the highest value of a target; NaN where nothing was varied."""
        return self._ranges.get(target_id, {}).get(state, (math.nan, math.nan))

    def met_range(self, targets: Sequence[str]) -> tuple[int, int] | None:
        """Return the fewest and the most of some targets that are met; None with nothing varied."""
        if self._found is None or not targets:
            return None
        counts = self._found.met[list(targets)].to_numpy(np.bool_).sum(axis=1)
        return int(counts.min()), int(counts.max())

    def turned(self, targets: Sequence[str]) -> Text:
        """Say how many of some verdicts turn, and with which inputs; '' with nothing varied."""
        if self._found is None:
            return same("")
        rows = self._found.table[self._found.table["target_id"].isin(targets)]
        turning = rows[rows["fragile"].astype(bool)]
        if turning.empty:
            return both("No input within its range turns a verdict.")
        named = {name for each in turning["turned_by"] for name in str(each).split(";") if name}
        counts = {"count": len(turning), "total": len(rows)}
        alone = [text for name, text in _GROUPS.items() if name in named]
        if not alone:
            return both(
                "{count} of {total} verdicts turn with the inputs, several of them together.",
                **counts,
            )
        return both(
            "{count} of {total} verdicts turn with the inputs; alone do so {inputs}.",
            **counts,
            inputs=join(alone, "、", ", "),
        )

    @cached_property
    def _ranges(self) -> dict[str, dict[str, tuple[float, float]]]:
        if self._found is None:
            return {}
        return {
            str(row["target_id"]): {
                "before": (float(row["before_least_value"]), float(row["before_most_value"])),
                "after": (float(row["least_value"]), float(row["most_value"])),
            }
            for row in self._found.table.to_dict("records")
        }

    def trip_range(self, start: str, end: str, state: str = "after") -> Text:
        """Return the lowest and the highest minutes of a trip in a state; '' where they agree."""
        row = self._row(start, end)
        if row is None:
            return same("")
        return range_in_minutes(row[f"least_{state}_min"], row[f"most_{state}_min"])

    def leads(self) -> bool:
        """Whether the same trip gains most in every variation."""
        return self._found is None or len(self._found.leaders) == 1

    def turning(self, start: str, ends: Collection[str]) -> str:
        """Return which of some ends the trip leads to that might gain most and gains nothing now.

        '' where every trip there changes by a minute or more, or never does.
        """
        if self._found is None:
            return ""
        trips = self._found.journeys
        might = trips[
            (trips["from_id"] == start)
            & trips["fragile"]
            & (trips["saved_min"].abs() < WORTH_MIN)
            & (trips["most_saved_min"] >= WORTH_MIN)
            & trips["to_id"].isin(ends)
        ]
        best = might.sort_values("most_saved_min", ascending=False, kind="stable")["to_id"]
        return str(best.iloc[0]) if len(best) else ""

    def plans(self, start: str, end: str) -> Text:
        """Return a trip's minutes with the lean and the full service plan; '' where they agree."""
        row = self._row(start, end)
        if row is None or np.isnan(row["lean_min"]) or np.isnan(row["full_min"]):
            return same("")
        if abs(row["lean_min"] - row["full_min"]) <= JUST_NOTICED_MIN:
            return same("")
        lean, full = minutes(row["lean_min"]), minutes(row["full_min"])
        return Text(f"精简 {lean.zh}…充分 {full.zh}", f"lean {lean.en} … full {full.en}")

    def note(self) -> Text:
        """Say what the mark means, what was varied and what wasn't."""
        found = self._found
        if found is None:
            return same("")
        means = Text(
            f"{DOUBT} 达标与否，或一程变快、变慢、不变，随输入取低值或高值（或随开行方案）翻转",
            f"{DOUBT} whether a target is met, or a trip gets shorter, longer or neither, turns "
            "between the low and the high end of inputs, or between service plans",
        )
        if not found.left:
            count = sum(name != SERVICE_PLAN for name in found.varied)
            return join([means, Text(
                f"{count} 个输入（参数整项一次，各行再各一次）逐一变动，又同取一端",
                f"{count} inputs (parameters as wholes, and row by row) were varied one by one, "
                "and all together",
            )])  # fmt: skip
        alone = [_GROUPS[name] for name in found.varied]
        varied = Text(
            "这里变动的是：全部输入同取快端或慢端，另单独变动" + join(alone, "、").zh,
            "varied here are all inputs together at either end, and on their own "
            + join(alone, en=", ").en,
        )
        count = len(found.left)
        left = Text(
            f"其余 {count} 个输入没有单独变动（可在命令行逐一变动）",
            f"{count} other inputs were not varied on their own (transnet run --sensitivity does)",
        )
        return join([means, varied, left])

    def plans_note(self, network: Network) -> Text:
        """Say which service plan the scenario takes of lines that have several; '' without."""
        plans = self._found.plans if self._found else None
        if plans is None:
            return same("")
        projects = network["projects"].set_index("project_id")
        rows = projects.loc[list(plans.lines), ["name_zh", "name_en"]].itertuples(index=False)
        lines = join([short_name(str(zh), str(en)) for zh, en in rows], "、", ", ")
        taken = _PLANS.get(plans.plan or "", Text("部分充分方案", "the full one of some lines"))
        return Text(
            f"{lines.zh}有精简、充分两种开行方案，本情景取{taken.zh}；“精简…充分”给出两者的分钟数",
            f"{lines.en}: there are a lean and a full service plan, and this scenario takes "
            f"{taken.en}; lean … full gives the minutes of both",
        )

    def _row(self, start: str, end: str) -> Mapping[Any, Any] | None:
        at = self._trips.get((start, end))
        if at is None or self._found is None:
            return None
        return self._found.journeys.iloc[at].to_dict()


NO_DOUBTS = Doubts(None)
"""Marks nothing: for tables where nothing was varied."""

NOT_VARIED = Text(
    f"对比不变动输入：哪些结论会翻转（{DOUBT}）在单独运行一个情景时标出",
    f"a comparison varies no input: transnet run of a single scenario marks what turns ({DOUBT})",
)
