"""What is built can be installed by others: in a new environment, run in another folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import venv
from pathlib import Path

import click
import pytest

import transnet

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the source distribution and the wheel made of it."""
    folder = tmp_path_factory.mktemp("built")
    _run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT))
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of a new environment with the wheel, beside what it depends on."""
    home = tmp_path_factory.mktemp("new") / "venv"
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    (wheel,) = built.glob("*.whl")
    pip = ("-m", "pip", "--quiet", "--disable-pip-version-check", "--python", str(python))
    _run(sys.executable, *pip, "install", "--no-deps", "--no-index", str(wheel))
    (site,) = home.glob("lib/python*/site-packages")
    (site / "beside.pth").write_text(str(Path(click.__file__).parents[1]), "utf-8")
    return python


def test_the_command_runs_in_another_folder(installed: Path, tmp_path: Path) -> None:
    home = Path(
        _run(str(installed), "-c", "import transnet; print(transnet.__file__)", at=tmp_path)
    )
    assert installed.parents[1] in home.parents
    said = _run(str(installed.parent / "transnet"), "--version", at=tmp_path)
    assert transnet.__version__ in said
    told = _run(str(installed), "-m", "transnet", "list", at=tmp_path)
    assert "shanxi-central" in told
    assert "xiongxin-hsr" in told


def test_the_source_holds_what_a_reader_of_it_looks_for(built: Path) -> None:
    (source,) = built.glob("*.tar.gz")
    with tarfile.open(source) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    assert {"LICENSE", "ATTRIBUTION.md", "CITATION.cff", "README.md", "pyproject.toml"} <= names
    assert any(name.startswith("tests/") for name in names)


def test_one_version_is_told_everywhere() -> None:
    told = re.findall(r"^version: (\S+)", (ROOT / "CITATION.cff").read_text("utf-8"), re.MULTILINE)
    assert told == [transnet.__version__]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert "version" in project["dynamic"]
    assert f"(version {transnet.__version__})" in (ROOT / "docs/site/pages/cite.md").read_text(
        "utf-8"
    )


def _run(*command: str, at: Path = ROOT) -> str:
    env = {**os.environ, "PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=at, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
