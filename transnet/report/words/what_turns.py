"""What decides how firm an answer is: the inputs that turn its verdicts, in one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from transnet.base.language import Text, both, join, same
from transnet.report.words.doubt import Doubts
from transnet.report.words.readings import Reading
from transnet.report.words.robustness_words import drawn_text

if TYPE_CHECKING:
    import pandas as pd

_NAMED = 3


def what_turns(found: Sequence[Reading], doubts: Doubts, shares: pd.DataFrame | None) -> Text:
    """Say of how many verdicts inputs decide, and which inputs; '' where nothing was varied.

    found   readings; of the headline ones where there are some
    shares  of the outcome's day, as `Robustness` has them; they say more than the inputs' ends
    """
    judged = [reading for reading in found if reading.headline] or list(found)
    if not judged:
        return same("")
    targets = [reading.target_id for reading in judged]
    if shares is None:
        return doubts.turned(targets)
    rows = shares[shares["target_id"].isin(targets)]
    open_to = rows[(rows["met_share"] > 0.0) & (rows["met_share"] < 1.0)]
    if open_to.empty:
        return both("In every draw the verdicts are the same ones: no input decides them.")
    named = Counter(name for each in open_to["decided_by"] for name in each.split(";") if name)
    counts = {"count": len(open_to), "total": len(rows)}
    if not named:
        return both(
            "{count} of {total} verdicts are met in some draws and not in others; no single input "
            "decides.",
            **counts,
        )
    inputs = join([drawn_text(name) for name, _ in named.most_common(_NAMED)], "、", ", ")
    return both(
        "{count} of {total} verdicts are met in some draws and not in others, decided by {inputs}.",
        **counts,
        inputs=inputs,
    )
