"""What docs/measures.md says is so: its code runs, all functions are there, its figures ours."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from transnet import accessibility
from transnet.accessibility import decay
from transnet.study.result import gains
from transnet.study.run import run

PAGE = (Path(__file__).parents[2] / "docs" / "measures.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL))
def test_code_runs(code: str) -> None:
    exec(code, {})  # noqa: S102


@pytest.mark.parametrize("module", [accessibility, decay])
def test_every_public_function_is_described(module: object) -> None:
    names = getattr(module, "__all__", ["binary", "linear", "exponential", "power", "gaussian"])
    for name in names:
        if inspect.isfunction(getattr(module, name)):
            assert f"`{name}" in PAGE, name


@pytest.mark.parametrize("scenario", ["xiongxin-hsr", "plan-2035"])
def test_figures_are_ours(scenario: str) -> None:
    change = gains(run(scenario)).measures.set_index("measure")["change_pct"]
    figures = " | ".join(f"{change[name]:+.1f} %" for name in ("watt", "potential", "daily"))
    assert f"| {scenario} | {figures} |" in PAGE
