"""RoutingKit's C++ by ctypes: `routingkit.cpp`, compiled against a checkout that was made.

The environment variable TRANSNET_ROUTINGKIT names the checkout: it has include/ and
lib/libroutingkit.a in it. The driver is compiled once for each state of both, into the cache.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import tempfile
import weakref
from functools import lru_cache
from pathlib import Path
from typing import Any

from transnet.base.store import default_folder

VARIABLE = "TRANSNET_ROUTINGKIT"
_SOURCE = Path(__file__).with_name("routingkit.cpp")
# As RoutingKit's own makefile compiles; -ffast-math is left out: there are no floats to hurry.
_FLAGS = ("-O3", "-march=native", "-std=c++17", "-DNDEBUG", "-fPIC", "-fopenmp", "-shared")
_ONE, _MANY = ctypes.c_uint32, ctypes.c_void_p  # a number; an array or an object
_TAKES: dict[str, tuple[Any, ...]] = {
    "graph_new": (_ONE, _MANY, _MANY, _MANY),
    "search_new": (_MANY,),
    "search_trees": (_MANY, _ONE, _MANY, _MANY),
    "search_within": (_MANY, _MANY, _ONE, _ONE, _MANY, _MANY),
    "ch_new": (_MANY, _MANY),
    "ch_new_perfect": (_MANY, _MANY),
    "cch_order": (_MANY, _MANY, _MANY, _MANY),
    "cch_new": (_MANY, _MANY),
    "cch_customize": (_MANY, _MANY, _ONE),
    "cch_update": (_MANY, _ONE, _MANY, _MANY),
    "route_new_ch": (_MANY,),
    "route_new_cch": (_MANY,),
    "route_time": (_MANY, _ONE, _ONE),
    "route_times": (_MANY, _ONE, _MANY, _MANY, _MANY),
    "route_paths": (_MANY, _ONE, _MANY, _MANY, _MANY),
    "route_arcs": (_MANY, _MANY),
    "route_table": (_MANY, _ONE, _MANY, _ONE, _MANY, _MANY),
    "route_trees": (_MANY, _ONE, _ONE, _MANY, _MANY),
    **{f"{kind}_free": (_MANY,) for kind in ("graph", "search", "ch", "cch", "route")},
}


class Held:
    """An object of the driver's, freed when nobody holds it; holds what it was made over."""

    def __init__(self, kit: ctypes.CDLL, maker: str, *given: Any) -> None:
        self._as_parameter_ = ctypes.c_void_p(getattr(kit, maker)(*given))
        self._over = [each for each in given if isinstance(each, Held)]
        free = getattr(kit, f"{maker.partition('_')[0]}_free")
        weakref.finalize(self, free, self._as_parameter_)


def driver() -> ctypes.CDLL:
    """Return the compiled driver.

    Raises ImportError, which says why, where there is no RoutingKit or it can't be compiled with.
    """
    named = os.environ.get(VARIABLE)
    if not named:
        raise ImportError(f"{VARIABLE} names no RoutingKit: see benchmarks/README.md")
    archive = Path(named).absolute() / "lib" / "libroutingkit.a"
    if not archive.exists():
        raise ImportError(f"{VARIABLE}: there is no {archive}; run make in {named}")
    return _loaded(_compiled(archive))


def revision() -> str | None:
    """Return the commit of the checkout in short; None where nobody knows."""
    named, git = os.environ.get(VARIABLE), shutil.which("git")
    if not named or not git or not (Path(named) / ".git").exists():
        return None
    asked = [git, "-C", named, "rev-parse", "--short", "HEAD"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603
    return told.stdout.strip() or None


def _compiled(archive: Path) -> Path:
    """Return the shared library, compiled unless it has been."""
    state = repr((_FLAGS, str(archive), archive.stat().st_mtime_ns)).encode() + _SOURCE.read_bytes()
    folder = default_folder("routingkit")
    if folder is None:
        raise ImportError("no folder to keep RoutingKit's driver in; name one: TRANSNET_CACHE_DIR")
    library = folder / f"{hashlib.sha256(state).hexdigest()[:32]}.so"
    if library.exists():
        return library
    compiler = shutil.which("g++")
    if compiler is None:
        raise ImportError("there is no g++ to compile RoutingKit's driver with")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        made = Path(place) / library.name
        include = f"-I{archive.parents[1] / 'include'}"
        asked = [compiler, *_FLAGS, include, str(_SOURCE), str(archive), "-o", str(made)]
        told = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603
        if told.returncode:
            raise ImportError(f"g++ can't compile RoutingKit's driver: {told.stderr.strip()}")
        made.replace(library)
    return library


@lru_cache(maxsize=1)
def _loaded(library: Path) -> ctypes.CDLL:
    kit = ctypes.CDLL(str(library))
    for name, takes in _TAKES.items():
        function = getattr(kit, name)
        function.argtypes, function.restype = takes, _MANY if "_new" in name else None
    kit.route_time.restype = _ONE
    return kit
