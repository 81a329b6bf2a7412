"""Regional transport networks, scenarios and verdicts.

Names are imported when they are first used, so that the command starts quickly.
"""

from __future__ import annotations

from importlib import import_module

# As `typing` has it, which would take longer to import than all that is here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from transnet.analysis.people import People
    from transnet.analysis.travel import TravelModel
    from transnet.analysis.validate import validate
    from transnet.errors import (
        InputError,
        Notice,
        ScenarioError,
        TransnetError,
        UnknownNameError,
    )
    from transnet.graph.router import Router
    from transnet.io.catalog import list_networks, list_scenarios
    from transnet.io.networkx_graph import from_networkx, to_networkx
    from transnet.io.omx import Matrix, matrix_of, write_omx
    from transnet.io.omx_read import read_omx
    from transnet.io.osmnx_graph import from_osmnx
    from transnet.io.road_files import read_roads, write_roads
    from transnet.io.tables import load_network, save_network
    from transnet.model.datum import to_wgs84
    from transnet.model.network import Network
    from transnet.model.plan import items_of_row, plan_coverage, plan_item
    from transnet.model.road_graph import RoadGraph
    from transnet.report.export import export_network
    from transnet.report.write import write_result
    from transnet.scenario.config import Scenario, read_scenario
    from transnet.scenario.effects import project_effects
    from transnet.scenario.gains import gains
    from transnet.scenario.run import Result, compare, run
    from transnet.scenario.sensitivity import sensitivity

__version__ = "0.1.0"

_HOMES = {
    "InputError": "errors",
    "Matrix": "io.omx",
    "Network": "model.network",
    "Notice": "errors",
    "People": "analysis.people",
    "Result": "scenario.run",
    "RoadGraph": "model.road_graph",
    "Router": "graph.router",
    "Scenario": "scenario.config",
    "ScenarioError": "errors",
    "TransnetError": "errors",
    "TravelModel": "analysis.travel",
    "UnknownNameError": "errors",
    "compare": "scenario.run",
    "export_network": "report.export",
    "from_networkx": "io.networkx_graph",
    "from_osmnx": "io.osmnx_graph",
    "gains": "scenario.gains",
    "items_of_row": "model.plan",
    "list_networks": "io.catalog",
    "list_scenarios": "io.catalog",
    "load_network": "io.tables",
    "matrix_of": "io.omx",
    "plan_coverage": "model.plan",
    "plan_item": "model.plan",
    "project_effects": "scenario.effects",
    "read_omx": "io.omx_read",
    "read_roads": "io.road_files",
    "read_scenario": "scenario.config",
    "run": "scenario.run",
    "save_network": "io.tables",
    "sensitivity": "scenario.sensitivity",
    "to_networkx": "io.networkx_graph",
    "to_wgs84": "model.datum",
    "validate": "analysis.validate",
    "write_omx": "io.omx",
    "write_result": "report.write",
    "write_roads": "io.road_files",
}

__all__ = [
    "InputError",
    "Matrix",
    "Network",
    "Notice",
    "People",
    "Result",
    "RoadGraph",
    "Router",
    "Scenario",
    "ScenarioError",
    "TransnetError",
    "TravelModel",
    "UnknownNameError",
    "compare",
    "export_network",
    "from_networkx",
    "from_osmnx",
    "gains",
    "items_of_row",
    "list_networks",
    "list_scenarios",
    "load_network",
    "matrix_of",
    "plan_coverage",
    "plan_item",
    "project_effects",
    "read_omx",
    "read_roads",
    "read_scenario",
    "run",
    "save_network",
    "sensitivity",
    "to_networkx",
    "to_wgs84",
    "validate",
    "write_omx",
    "write_result",
    "write_roads",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'transnet' has no attribute {name!r}")
    value = getattr(import_module(f"transnet.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
