"""Modules under the names that they had, so that scripts of before go on working.

An import under such a name warns and says where the names lie now.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

# Name of before, without the package -> modules that hold its names now.
MOVED: dict[str, tuple[str, ...]] = {
    "analysis": ("travel",),
    "analysis.accessibility": ("accessibility",),
    "analysis.people": ("travel.people",),
    "analysis.road_reach": ("travel.drive_areas",),
    "analysis.travel": ("travel.model",),
    "errors": ("base.errors",),
    "io.networkx_graph": ("io.roads.networkx_graph",),
    "io.osm_tags": ("io.osm.way_tags", "io.osm.speeds"),
    "io.osmnx_graph": ("io.osm.osmnx_graph",),
    "io.tables": ("io.network_folder",),
    "scenario.run": ("study.run",),
    "units": ("base.units",),
}
_PACKAGE = "transnet."


class Finder:
    """Finds modules under the names that they had; stands last among the finders."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return what makes the module; None for any other."""
        del path, target
        if name.removeprefix(_PACKAGE) not in MOVED or not name.startswith(_PACKAGE):
            return None
        return ModuleSpec(name, self, is_package=name == f"{_PACKAGE}analysis")  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> None:
        """Leave it to Python to make an empty module."""

    def exec_module(self, module: ModuleType) -> None:
        """Give a module the names that lie elsewhere now."""
        from warnings import warn

        homes = [f"{_PACKAGE}{each}" for each in MOVED[module.__name__.removeprefix(_PACKAGE)]]
        told = f"{module.__name__} is {' and '.join(homes)} now"
        warn(told, DeprecationWarning, stacklevel=2)

        def found(name: str) -> Any:
            for home in homes:
                if hasattr(import_module(home), name):
                    return getattr(import_module(home), name)
            if f"{module.__name__}.{name}".removeprefix(_PACKAGE) in MOVED:
                return import_module(f"{module.__name__}.{name}")
            raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")

        module.__dict__["__getattr__"] = found


def install() -> None:
    """Let modules be found under the names that they had."""
    if not any(isinstance(each, Finder) for each in sys.meta_path):
        sys.meta_path.append(Finder())
