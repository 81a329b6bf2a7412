"""What is installed is pinned by version and hash: ours, what it needs, and what builds it."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
FILES = {name: ROOT / "requirements" / f"{name}.txt" for name in ("dev", "bench")}
PIN = re.compile(
    r"[a-z0-9][a-z0-9._-]*==[0-9][^ ]*( ; [^\\]+)? \\\n( +--hash=sha256:[0-9a-f]{64}( \\)?\n)+"
)


def _pins(name: str) -> dict[str, str]:
    lines = re.findall(r"^([a-z0-9._-]+)==(\S+)", FILES[name].read_text("utf-8"), re.MULTILINE)
    return {canonicalize_name(package): pinned for package, pinned in lines}


@pytest.mark.parametrize("name", FILES)
def test_each_package_has_one_version_and_hashes_and_nothing_else_is_there(name: str) -> None:
    head, _, text = FILES[name].read_text("utf-8").partition("\n")
    assert head.startswith("# ")
    assert "".join(found[0] for found in PIN.finditer(text)) == text
    assert len(_pins(name)) == len(list(PIN.finditer(text)))


def _named(key: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    if key == "build":
        return list(map(Requirement, project["build-system"]["requires"]))
    extras = project["project"]["optional-dependencies"]
    return list(map(Requirement, extras.get(key, project["project"]["dependencies"])))


EXTRAS = ("dev", "explore", "roads", "formats", "osmnx", "bench")


@pytest.mark.parametrize("key", ["", "build", *EXTRAS])
def test_what_the_project_names_is_pinned_within_its_bounds(key: str) -> None:
    pins = _pins("dev") | (_pins("bench") if key == "bench" else {})
    for each in _named(key):
        assert each.specifier.contains(pins[canonicalize_name(each.name)], prereleases=True)


def test_what_is_needed_by_what_is_pinned_is_pinned_too() -> None:
    pins = _pins("dev")
    seen = 0
    for package in pins:
        try:
            needed = requires(package) or []
        except PackageNotFoundError:  # for another system
            continue
        for each in map(Requirement, needed):
            if each.marker is None or each.marker.evaluate({"extra": ""}):
                assert canonicalize_name(each.name) in pins, f"{package} needs {each.name}"
                seen += 1
    assert seen > 100


@pytest.mark.parametrize("package", ["numpy", "numba", "pandas", "matplotlib", "click"])
def test_what_runs_is_what_is_pinned(package: str) -> None:
    assert version(package) == _pins("dev")[package]


def test_the_makefile_installs_nothing_without_hashes() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    installs = [line for line in text.splitlines() if re.search(r"\binstall\b .*(-r|-e|\w)", line)]
    fetching = [line for line in installs if "$(PIP)" in line and "-e ." not in line]
    assert len(fetching) == 2
    assert all("--no-deps --require-hashes -r requirements/" in line for line in fetching)
