"""A digest of code changes with each file that decides a content, and with no other."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import transnet
from transnet.base import code_digest
from transnet.base.code_digest import _imported, _sources

PACKAGE = Path(transnet.__file__).parent
ASKED = """
from transnet.base.code_digest import code_digest
print(code_digest("transnet.io.osm.extract"))
"""


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
        ("io/osm/extract.py", True),
        ("io/osm/speeds.csv", True),
        ("base/sphere.py", True),  # way_segments needs it, two steps away
        ("base/codes.csv", True),
        ("base/units.py", True),
        ("base/private_folders.py", True),
        ("kernels/hierarchy/sweep.py", False),
        ("report/page/page.py", False),
        ("routing/router.py", False),
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
        "import sys, transnet.io.osm.extract\n"
        "print('\\n'.join(m.__file__ for n, m in sys.modules.items() if n.startswith('transnet')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {Path(each) for each in done.stdout.split()}
    assert len(loaded) > 20
    assert loaded <= _sources("transnet.io.osm.extract")


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import transnet.io.osm.extract", {"transnet.io.osm.extract"}),
        ("    from transnet.io.osm import extract", {"transnet.io.osm", "transnet.io.osm.extract"}),
        (
            "from transnet.io.roads import (\n    dimacs,\n    gmns,\n)",
            {"transnet.io.roads", "transnet.io.roads.dimacs", "transnet.io.roads.gmns"},
        ),
        ("import numpy\nfrom pandas import DataFrame", set()),
    ],
)
def test_every_form_of_import_is_seen(source: str, names: set[str]) -> None:
    assert set(_imported(source)) == names


def test_versions_of_libraries_count(monkeypatch: pytest.MonkeyPatch) -> None:
    find = code_digest.code_digest.__wrapped__
    before = find("transnet.base.units", "numpy")
    assert find("transnet.base.units", "numpy", "no-such-library") != before
    monkeypatch.setattr(code_digest, "_installed", lambda: {"numpy": "another"})
    assert find("transnet.base.units", "numpy") != before
