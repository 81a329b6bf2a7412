"""Efficiency against equity: what each of several scenarios gains, and for whom."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from transnet.accessibility import frontier
from transnet.study.result import Result


def efficiency_and_equity(results: Sequence[Result]) -> pd.DataFrame:
    """Return what each scenario gains in economic potential, and how much less even it becomes.

    returns  scenario_id, name_zh, name_en, base (the state it is held against); gain_pct of the
             mean potential over people; theil_before, theil_after and theil_change_pct of potential
             between people; on_frontier: no other gains more without being less even, or is more
             even without gaining less

    Each scenario is held against its own base. Where nobody has any potential before, figures are
    NaN and the scenario isn't on the frontier.
    """
    rows = []
    for result in results:
        change = result.accessibility.economic_potential()
        people = change.table["people"]
        old, new = (
            float(np.average(change.table[state], weights=people)) for state in ("before", "after")
        )
        parts = change.theil()
        before, after = (float(parts[state]["total"]) for state in ("before", "after"))
        rows.append(
            {
                "scenario_id": result.scenario.id,
                "name_zh": result.scenario.name_zh,
                "name_en": result.scenario.name_en,
                "base": f"{result.before.label_zh} {result.before.label_en}".strip(),
                "gain_pct": 100.0 * (new / old - 1.0) if old > 0 else np.nan,
                "theil_before": before,
                "theil_after": after,
                "theil_change_pct": 100.0 * (after / before - 1.0) if before > 0 else np.nan,
            }
        )
    table = pd.DataFrame(rows)
    known = table[["gain_pct", "theil_change_pct"]].notna().all(axis=1)
    best = frontier(table[known], "gain_pct", "theil_change_pct")
    return table.assign(on_frontier=best.reindex(table.index, fill_value=False))
