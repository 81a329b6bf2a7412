"""The script on the page about clusters runs as it stands, and goes on when it is called again."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "scale.md"


def test_the_script_on_the_page_runs_as_it_stands(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="nothing is held of clusters of Dask")
    (script,) = re.findall(r"```py\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (tmp_path / "city.py").write_text(script, "utf-8")
    said = [
        subprocess.run(
            [sys.executable, "city.py"], cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    ]
    assert re.search(r"jobs within 15 minutes; 9 blocks, digest \w{12}\n", said[0])
    assert said[0] == said[1]
