"""Long work that was stopped goes on where it was: what has been judged isn't judged again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.worlds import line_world
from transnet.base.cache import Cache
from transnet.decision import project_sets
from transnet.decision import resilience as of_losses
from transnet.decision import scan as of_grid
from transnet.decision.attribution import attribute
from transnet.decision.resilience import resilience
from transnet.decision.scan import ScannedInput, scan
from transnet.scenario.file import Scenario
from transnet.study import known_answers
from transnet.study.known_answers import KnownAnswers

WORLD = line_world("2024-12-31")
_TODAY = Scenario.from_dict({"id": "s", "date": "2024-12-31"})
_PARKING = ScannedInput("parameter", (0.0, 5.0, 9.0, 20.0), "parking_min")
_ASKED: dict[str, tuple[int, Callable[..., pd.DataFrame]]] = {
    "attribute": (2, lambda **how: attribute(WORLD, ["*"], **how).table),
    "scan": (2, lambda **how: scan(_TODAY, [_PARKING], network=WORLD, **how).table),
    "resilience": (6, lambda **how: resilience(_TODAY, network=WORLD, **how).table),
}


class _StoppedError(Exception):
    pass


@pytest.mark.parametrize("name", _ASKED)
def test_what_was_stopped_goes_on(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_a_time, ask = _ASKED[name]
    sizes = ((project_sets, "AT_A_TIME"), (of_grid, "_AT_A_TIME"), (of_losses, "_STEP"))
    for module, size in sizes:
        monkeypatch.setattr(module, size, at_a_time)
    cache, made = Cache(tmp_path), list[str]()
    monkeypatch.setattr(known_answers, "_cache", lambda: cache)
    keep = KnownAnswers.keep

    def noted(self: KnownAnswers, name: str, *what: Any) -> None:
        made.append(name)
        keep(self, name, *what)

    monkeypatch.setattr(KnownAnswers, "keep", noted)

    def stop(_what: str, _done: int, _parts: int) -> None:
        raise _StoppedError

    with pytest.raises(_StoppedError):
        ask(keep=True, progress=stop)
    before = len(made)
    assert before
    whole = ask(keep=True)
    assert len(made) > before
    assert len(set(made)) == len(made)
    pd.testing.assert_frame_equal(ask(keep=True), whole)
    assert len(set(made)) == len(made)
    monkeypatch.undo()
    pd.testing.assert_frame_equal(ask(), whole)
