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

# Room -> rooms of ours that it may import. Everyone may import errors and units but kernels.
ALLOWED = {
    "kernels": {"kernels"},
    "errors": set(),
    "units": set(),
    "model": {"model"},
    "io": {"io", "model", "kernels"},  # kernels._folders alone: who may write a cache
    "graph": {"graph", "io", "model", "kernels"},  # io: the cache of node orders
    "analysis": {"analysis", "graph", "kernels", "model"},
    "scenario": {"scenario", "analysis", "graph", "io", "model"},
    "report": {"report", "scenario", "analysis", "graph", "io", "model"},
    "cli": {"cli", "report", "scenario", "analysis", "graph", "io", "model"},
}
COMMON = {"errors", "units"}
# Result.plot draws through report.maps, imported when it is called.
LAZY_EXCEPTIONS = {("scenario", "report")}


def _room(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "cli" if first.startswith("cli_") else first


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
    allowed = ALLOWED[room] | (COMMON if room != "kernels" else set())
    ours = {"cli" if other.startswith("cli_") else other for other in ours}
    extra = {other for other in ours - allowed if (room, other) not in LAZY_EXCEPTIONS}
    assert not extra, f"{room} may not import {sorted(extra)}"
    for other in ours - allowed:
        top_level = _imports(ast.Module([node for node in tree.body if _is_import(node)], []))
        assert not any(name.startswith(f"transnet.{other}") for name in top_level)


def test_readers_import_no_kernels() -> None:
    for path in (PACKAGE / "io").rglob("*.py"):
        names = _imports(ast.parse(path.read_text("utf-8")))
        kernels = {name for name in names if name.startswith("transnet.kernels")}
        assert kernels <= {"transnet.kernels._folders"}


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


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
        "import sys, transnet, transnet.cli\n"
        "heavy = {'numpy', 'numba', 'pandas', 'scipy', 'matplotlib', 'geopandas', 'networkx'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_a_run_leaves_the_kernels_of_large_graphs_alone() -> None:
    code = (
        "import sys, transnet.scenario.run, transnet.report.write\n"
        "print(sorted({'transnet.graph.metric', 'transnet.kernels.sweep'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
