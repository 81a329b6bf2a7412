"""Imports run one way, files stay small, and the public names are what they say."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

import transnet
from tests.import_graph import (
    ALLOWED,
    NAME,
    PACKAGE,
    UPWARDS,
    a_circle,
    imported,
    imports,
    modules,
    room_of,
    rooms,
    siblings,
    upwards,
)
from transnet.base.above import from_above

MODULES = sorted(PACKAGE.rglob("*.py"))


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("module", modules())
def test_imports_run_one_way(module: str) -> None:
    room = room_of(module)
    others = imports()[module]
    extra = {room_of(other) for other in others - {NAME}} - ALLOWED[room] - {room}
    assert not extra, f"{room} may not import {sorted(extra)}"
    assert NAME not in others, "the package is the door of all rooms; name the module"
    if room == "kernels":
        base = {other for other in others if room_of(other) == "base"}
        of = {"private_folders", "progress", "room_sources", "store"}
        assert base <= {f"transnet.base.{each}" for each in of}


def test_each_room_rests_on_rooms_named_before_it() -> None:
    known: set[str] = set()
    for room, below in ALLOWED.items():
        assert below <= known
        known.add(room)
    assert known == {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}


def test_no_module_and_no_room_imports_itself_by_way_of_others() -> None:
    assert len(imports()) > 300
    assert a_circle(imports()) == []
    assert a_circle(rooms(imports())) == []


def test_files_and_folders_of_one_folder_lean_one_way() -> None:
    folders = siblings(imports())
    assert {"transnet", "transnet.io", "transnet.io.osm", "transnet.report"} <= set(folders)
    circles = {folder: a_circle(below) for folder, below in folders.items() if a_circle(below)}
    assert circles == {}


def test_folders_that_lean_on_each_other_are_seen() -> None:
    back = imports() | {"transnet.io.roads.shapes": frozenset({"transnet.io.osm.speeds"})}
    assert set(a_circle(siblings(back)["transnet.io"])) == {"osm", "roads"}


@pytest.mark.parametrize(
    "source",
    [
        "from transnet.study.result import Result",
        "def plot():\n    from transnet.study import result",
        "if TYPE_CHECKING:\n    import transnet.study.result",
        "class Kept:\n    if True:\n        from transnet.study.result import (\n  Result,\n )",
    ],
)
def test_imports_are_seen_wherever_they_stand(source: str) -> None:
    below = "transnet.study.evaluate"
    assert below in imports()["transnet.study.result"]
    seen = imports() | {below: frozenset(imported(source, set(imports())))}
    circle = a_circle(seen)
    assert {below, "transnet.study.result"} <= set(circle)


def test_no_two_files_have_one_name() -> None:
    names = Counter(path.name for path in MODULES if path.name != "__init__.py")
    assert [name for name, count in names.items() if count > 1] == []


def test_methods_that_lie_in_rooms_above_are_there() -> None:
    for name in transnet._METHODS:
        assert callable(from_above(name))
    asking = {name for name, others in imports().items() if "transnet.base.above" in others}
    assert asking == set(upwards())


def test_rooms_ask_for_methods_of_rooms_above_as_is_written_and_for_no_others() -> None:
    found = rooms({name: frozenset(others) for name, others in upwards().items()})
    assert found == UPWARDS
    order = list(ALLOWED)
    for room, others in found.items():
        assert all(order.index(other) > order.index(room) for other in others)
    asked = {other for others in upwards().values() for other in others}
    assert asked == {f"transnet.{home.partition(':')[0]}" for home in transnet._METHODS.values()}
    assert asked <= set(imports())


def _imports(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


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


def test_a_command_ends_without_looking_for_cycles_in_the_libraries() -> None:
    code = (
        "import atexit, gc, sys\n"
        "sys.argv = ['transnet', '--version']\n"
        "atexit.register(lambda: print(len(gc.get_objects()) < gc.get_freeze_count() / 10))\n"
        "from transnet.cli.start import main\n"
        "main()"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.splitlines()[-1] == "True"


def test_an_answer_that_is_kept_is_told_without_the_kernels() -> None:
    code = (
        "import sys, transnet.study.run, transnet.report.write\n"
        "import transnet.report.terminal.result_tables, transnet.report.terminal.comparison_table\n"
        "heavy = {'numba', 'llvmlite', 'scipy', 'transnet.travel.model'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_a_trip_is_told_without_the_tables_of_results() -> None:
    code = (
        "import sys, transnet.cli.main, transnet.report.terminal.way_table\n"
        "print('transnet.report.terminal.result_tables' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


def test_a_known_trip_is_told_without_what_it_does_not_ask_for() -> None:
    code = (
        "import sys, transnet.cli.main, transnet.study.known_trips, transnet.travel.asked_way\n"
        "import transnet.report.terminal.way_table, transnet.report.terminal.doubts_table\n"
        "ours = {each for each in sys.modules if each.startswith('transnet')}\n"
        "rooms = {each.split('.')[1] for each in ours if '.' in each}\n"
        "print(sorted(rooms & {'timetable', 'decision', 'kernels', 'transit'}), len(ours))\n"
        "print(sorted({'importlib.metadata', 'transnet.study.run'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    spared, others = out.stdout.splitlines()
    assert (spared[:2], others) == ("[]", "[]")
    assert int(spared[3:]) <= 235  # 288 when all edits came along


def test_a_run_leaves_the_kernels_of_large_graphs_alone() -> None:
    code = (
        "import sys, transnet.study.run, transnet.report.write\n"
        "large = {'transnet.routing.metric', 'transnet.kernels.hierarchy.sweep'}\n"
        "print(sorted(large & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_all_progress_is_told_in_one_way() -> None:
    kinds, homes = set(), set()
    for node in chain.from_iterable(
        ast.walk(ast.parse(path.read_text("utf-8"))) for path in MODULES
    ):
        if isinstance(node, ast.FunctionDef):
            told = [
                each for each in (*node.args.args, *node.args.kwonlyargs) if each.arg == "progress"
            ]
            kinds |= {ast.unparse(each.annotation) for each in told if each.annotation}
        elif isinstance(node, ast.ImportFrom) and "Progress" in {each.name for each in node.names}:
            homes.add(node.module)
    assert kinds == {"Progress", "Progress | None"}
    assert homes == {"transnet.base.progress", "rich.progress"}
