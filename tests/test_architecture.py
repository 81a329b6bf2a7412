"""Imports run one way, files stay small, and the public names are what they say."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import transnet

PACKAGE = Path(transnet.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))

# Room -> rooms below that it may import beside itself, from the ground up.
ALLOWED: dict[str, set[str]] = {
    "base": set(),
    "kernels": {"base"},  # private_folders alone: who may write a cache
    "roads": {"base"},
    "routing": {"base", "kernels", "roads"},
    "model": {"base", "roads"},
    "io": {"base", "roads", "model"},
    "supply": {"base", "kernels", "roads", "routing", "model"},
    "travel": {"base", "kernels", "roads", "routing", "model", "supply"},
    "accessibility": {"base", "roads", "routing", "supply", "travel"},
    "scenario": {"base", "model", "io", "supply", "accessibility"},
    "study": {"base", "model", "io", "supply", "travel", "accessibility", "scenario"},
    "decision": {"base", "model", "supply", "travel", "accessibility", "scenario", "study"},
    "report": {"base", "roads", "model", "io", "supply", "travel", "scenario", "study", "decision"},
    "cli": {"base", "model", "io", "supply", "travel", "scenario", "study", "decision", "report"},
}
# What a result offers as methods: maps, words, the frontier of several.
EXCEPTIONS = {("study", "report"), ("study", "decision")}


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    room = _room(path)
    if room in ("__init__", "__main__"):
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    ours = {name.split(".")[1] for name in _imports(tree) if name.startswith("transnet.")}
    extra = {each for each in ours - ALLOWED[room] - {room} if (room, each) not in EXCEPTIONS}
    assert not extra, f"{room} may not import {sorted(extra)}"
    if room == "kernels":
        base = {name for name in _imports(tree) if name.startswith("transnet.base")}
        assert base <= {"transnet.base.private_folders"}


def test_each_room_rests_on_rooms_named_before_it() -> None:
    known: set[str] = set()
    for room, below in ALLOWED.items():
        assert below <= known
        known.add(room)
    assert known == {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}


def test_kernels_import_numpy_and_numba_only() -> None:
    outside = set()
    for path in (PACKAGE / "kernels").rglob("*.py"):
        names = {name.split(".")[0] for name in _imports(ast.parse(path.read_text("utf-8")))}
        outside |= names - set(sys.stdlib_module_names) - {"numpy", "numba", "transnet"}
    assert not outside


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    limit = 80 if _room(path) == "kernels" else 60
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert lines <= limit, f"{node.name} has {lines} lines"


def test_public_names_exist_and_are_sorted() -> None:
    assert list(transnet.__all__) == sorted(transnet.__all__)
    assert set(transnet.__all__) == set(transnet._HOMES)
    for name in transnet.__all__:
        assert getattr(transnet, name) is not None
    with pytest.raises(AttributeError):
        transnet.no_such_name  # noqa: B018


def test_the_command_starts_without_heavy_libraries() -> None:
    code = (
        "import sys, transnet, transnet.cli.main\n"
        "heavy = {'numpy', 'numba', 'pandas', 'scipy', 'matplotlib', 'geopandas', 'networkx'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_a_run_leaves_the_kernels_of_large_graphs_alone() -> None:
    code = (
        "import sys, transnet.study.run, transnet.report.write\n"
        "large = {'transnet.routing.metric', 'transnet.kernels.hierarchy.sweep'}\n"
        "print(sorted(large & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
