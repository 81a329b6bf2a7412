"""Scripts of before find their modules, and are told where they are now."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

import transnet
from transnet.base.moved import MOVED, Finder

SCRIPT = """
import warnings
warnings.simplefilter("ignore")
from transnet.analysis import accessibility
from transnet.analysis.road_reach import road_reach
from transnet.errors import TransnetError
from transnet.io.networkx_graph import from_networkx
from transnet.io.osm import read_osm
from transnet.io.osm_tags import OsmOptions, parse_maxspeed, way_rule
from transnet.io.osmnx_graph import from_osmnx
from transnet.scenario.run import run
import transnet.accessibility, transnet.base.errors
assert TransnetError is transnet.base.errors.TransnetError is transnet.TransnetError
assert accessibility.theil is transnet.accessibility.theil
assert run is transnet.run
"""


def test_a_script_of_before_runs() -> None:
    subprocess.run([sys.executable, "-c", SCRIPT], check=True, capture_output=True)


@pytest.mark.parametrize("name", list(MOVED))
def test_each_says_where_it_is_now(name: str) -> None:
    sys.modules.pop(f"transnet.{name}", None)
    with pytest.warns(DeprecationWarning, match=f"transnet.{name} is transnet.{MOVED[name][0]}"):
        module = import_module(f"transnet.{name}")
    with pytest.raises(AttributeError, match="no_such_name"):
        module.no_such_name  # noqa: B018
    for home in MOVED[name]:
        assert import_module(f"transnet.{home}")


def test_other_names_stay_unknown() -> None:
    assert Finder().find_spec("transnet.no_such") is None
    assert Finder().find_spec("errors") is None
    with pytest.raises(ModuleNotFoundError):
        import_module("transnet.no_such")
    with pytest.raises(AttributeError):
        transnet.io.osm.no_such  # noqa: B018
