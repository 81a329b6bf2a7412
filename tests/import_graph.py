"""Which module of the package imports which: also where a function runs, or for types alone."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import transnet

PACKAGE = Path(transnet.__file__).parent
NAME = PACKAGE.name

# Room -> rooms below that it may import beside itself, from the ground up.
ALLOWED: dict[str, set[str]] = {
    "base": set(),
    "kernels": {"base"},  # progress and where compiled code is kept, and nothing of our data
    "roads": {"base", "kernels"},
    "routing": {"base", "kernels", "roads"},
    "model": {"base", "roads"},
    "timetable": {"base", "kernels", "model"},
    "io": {"base", "roads", "model", "timetable"},
    "transit": {"base", "kernels", "roads", "timetable", "io"},
    "supply": {"base", "kernels", "roads", "routing", "model", "timetable"},
    "travel": {"base", "kernels", "roads", "routing", "model", "transit", "supply"},
    "accessibility": {"base", "roads", "routing", "io", "supply", "travel"},
    "scenario": {
        "base",
        "roads",
        "model",
        "timetable",
        "io",
        "supply",
        "travel",
        "accessibility",
    },
    "study": {
        "base",
        "roads",
        "model",
        "timetable",
        "io",
        "supply",
        "travel",
        "accessibility",
        "scenario",
    },
    "decision": {"base", "model", "supply", "travel", "accessibility", "scenario", "study"},
    "report": {"base", "roads", "model", "io", "supply", "travel", "scenario", "study", "decision"},
    "explore": {
        "base",
        "roads",
        "model",
        "timetable",
        "io",
        "transit",
        "supply",
        "travel",
        "scenario",
        "study",
        "decision",
        "report",
    },
    "cli": {
        "base",
        "explore",
        "model",
        "timetable",
        "io",
        "supply",
        "travel",
        "scenario",
        "study",
        "decision",
        "report",
    },
}


# Room -> rooms above that work out methods of its results, by way of the package's table.
UPWARDS = {
    "roads": {"travel"},
    "model": {"io", "report", "explore"},
    "study": {"decision", "report", "explore"},
    "decision": {"report"},
    "report": {"explore"},
}


@cache
def modules() -> dict[str, Path]:
    """Return the file of each module below the package; the package itself is the door to all."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        found[".".join(parts).removesuffix(".__init__")] = path
    del found[NAME], found[f"{NAME}.__main__"]
    return found


def room_of(module: str) -> str:
    """Return the folder of the package that a module lies in."""
    return module.split(".")[1]


@cache
def imports() -> dict[str, frozenset[str]]:
    """Return what each module imports of the package, wherever in it."""
    return {
        name: frozenset(imported(path.read_text(encoding="utf-8"), set(modules()))) - {name}
        for name, path in modules().items()
    }


def imported(source: str, known: set[str]) -> Iterator[str]:
    """Yield the modules that a source imports; the package itself where it is asked by name."""
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            if name.split(".")[0] == NAME:
                yield _nearest(name, known)


def _nearest(name: str, known: set[str]) -> str:
    """Return the module that a dotted name belongs to."""
    while name not in known and "." in name:
        name = name.rpartition(".")[0]
    return name


def rooms(edges: dict[str, frozenset[str]]) -> dict[str, set[str]]:
    """Return which rooms each room imports."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, others in edges.items():
        found[room_of(name)] |= {room_of(other) for other in others} - {room_of(name)}
    return dict(found)


@cache
def upwards() -> dict[str, set[str]]:
    """Return which modules of rooms above each module asks the package for, by `from_above`.

    No import leads there: the package's table of methods says where they lie.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for name, path in modules().items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "from_above":
                (method,) = node.args
                assert isinstance(method, ast.Constant), f"{name} asks for what no one can read"
                target = transnet._METHODS[str(method.value)].partition(":")[0]
                found[name].add(f"{NAME}.{target}")
    return dict(found)


def siblings(edges: dict[str, frozenset[str]]) -> dict[str, dict[str, set[str]]]:
    """Return for each folder what its files and sub-folders import of one another.

    A sub-folder is one thing here, as a file is: what its files import, it imports.
    """
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for name, others in edges.items():
        for other in others - {NAME}:
            mine, theirs = name.split("."), other.split(".")
            depth = next(
                (
                    at
                    for at, pair in enumerate(zip(mine, theirs, strict=False))
                    if len(set(pair)) > 1
                ),
                None,
            )
            if depth is not None:  # else one is the folder that the other lies in
                found[".".join(mine[:depth])][mine[depth]].add(theirs[depth])
    return {folder: dict(below) for folder, below in found.items()}


def a_circle(edges: dict[str, frozenset[str]] | dict[str, set[str]]) -> list[str]:
    """Return names of which each imports the next and the last the first; none where none do."""
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []
