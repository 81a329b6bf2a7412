"""A digest of code changes with each file that decides a content, and with no other."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import transnet
from transnet.io import code_digest
from transnet.io.code_digest import _imported, _sources

PACKAGE = Path(transnet.__file__).parent
ASKED = "from transnet.io.code_digest import code_digest\nprint(code_digest('transnet.io.osm'))"


def _digest(folder: Path) -> str:
    command = [sys.executable, "-B", "-c", ASKED]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, tmp_path / "transnet", ignore=ignored)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "counts"),
    [
        ("io/osm.py", True),
        ("io/osm_speeds.csv", True),
        ("model/rules.py", True),  # osm_chains needs it, two steps away
        ("model/codes.csv", True),
        ("units.py", True),
        ("kernels/_folders.py", True),
        ("kernels/sweep.py", False),
        ("report/page.py", False),
        ("graph/router.py", False),
    ],
)
def test_each_file_that_is_imported_counts_and_no_other(
    copied: Path, file: str, counts: bool
) -> None:
    before = _digest(copied)
    path = copied / "transnet" / file
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    assert (_digest(copied) != before) == counts


def test_what_a_process_loads_to_read_an_extract_is_among_the_sources() -> None:
    code = (
        "import sys, transnet.io.osm\n"
        "print('\\n'.join(m.__file__ for n, m in sys.modules.items() if n.startswith('transnet')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {Path(each) for each in done.stdout.split()}
    assert len(loaded) > 20
    assert loaded <= _sources("transnet.io.osm")


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import transnet.io.osm", {"transnet.io.osm"}),
        ("    from transnet.io import osm", {"transnet.io", "transnet.io.osm"}),
        (
            "from transnet.io import (\n    osm,\n    gmns,\n)",
            {"transnet.io", "transnet.io.osm", "transnet.io.gmns"},
        ),
        ("import numpy\nfrom pandas import DataFrame", set()),
    ],
)
def test_every_form_of_import_is_seen(source: str, names: set[str]) -> None:
    assert set(_imported(source)) == names


def test_versions_of_libraries_count(monkeypatch: pytest.MonkeyPatch) -> None:
    find = code_digest.code_digest.__wrapped__
    before = find("transnet.units", "numpy")
    assert find("transnet.units", "numpy", "no-such-library") != before
    monkeypatch.setattr(code_digest, "version", lambda _: "another")
    assert find("transnet.units", "numpy") != before
