"""Regional transport networks, scenarios and verdicts.

Names are imported when they are first used, so that the command starts quickly.
"""

from __future__ import annotations

from importlib import import_module

from transnet.base.moved import install
from transnet.base.version import __version__  # noqa: F401, a public name

install()

# As `typing` has it, which would take longer to import than all that is here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from transnet.accessibility.matrix_file import matrix_to
    from transnet.base.errors import (
        InputError,
        Notice,
        ScenarioError,
        TransnetError,
        UnfinishedError,
        UnknownNameError,
    )
    from transnet.base.progress import progress_bar
    from transnet.decision.attribution import Attribution, attribute
    from transnet.decision.diagnosis import Diagnosis, diagnose
    from transnet.decision.least_sets import LeastSet, least_set
    from transnet.decision.resilience import Resilience, resilience
    from transnet.decision.robustness import Robustness, robust
    from transnet.decision.scan import Scan, ScannedInput, scan
    from transnet.decision.sensitivity import sensitivity
    from transnet.decision.staging import Staging, stage_projects
    from transnet.decision.trip_doubts import trip_doubts
    from transnet.io.catalog import list_networks, list_scenarios
    from transnet.io.gtfs.check_feed import check_gtfs, summarise_gtfs
    from transnet.io.gtfs.read_feeds import read_gtfs, read_gtfs_draws
    from transnet.io.gtfs.write_feed import write_gtfs
    from transnet.io.isochrone_files import write_isochrones
    from transnet.io.network_folder import load_network, save_network
    from transnet.io.network_of_own import MadeNetwork, make_network
    from transnet.io.omx.matrices import Matrix, matrix_of, write_omx
    from transnet.io.omx.matrix_reader import read_omx
    from transnet.io.osm.osmnx_graph import from_osmnx
    from transnet.io.road_formats import read_roads, write_roads
    from transnet.io.roads.networkx_graph import from_networkx, to_networkx
    from transnet.model.datum import to_wgs84
    from transnet.model.network import Network
    from transnet.model.plan import items_of_row, plan_coverage, plan_item
    from transnet.report.export import export_network
    from transnet.report.page.decision_page import write_decision
    from transnet.report.write import write_result
    from transnet.roads.graph import RoadGraph
    from transnet.roads.isochrones.reach_tables import intersect_isochrones, isochrones
    from transnet.roads.isochrones.time_field import Onward, ReachedPoints
    from transnet.routing.router import Router
    from transnet.scenario.feed_edits import edit_gtfs
    from transnet.scenario.file import Scenario, read_scenario
    from transnet.study.project_effects import project_effects
    from transnet.study.ranking import Ranking, rank_projects
    from transnet.study.result import gains
    from transnet.study.run import Result, compare, run
    from transnet.study.scenario_isochrones import scenario_isochrones
    from transnet.study.study import Study
    from transnet.supply.service_timetable import service_timetable
    from transnet.timetable.network_trains import network_timetable
    from transnet.timetable.pooled_times import pooled_travel_times
    from transnet.timetable.timetable import Timetable, build_timetable
    from transnet.transit.transit_network import TransitNetwork
    from transnet.transit.walking import Walking
    from transnet.travel.model import TravelModel
    from transnet.travel.people import People
    from transnet.travel.validation.validate import validate

_HOMES = {
    "Attribution": "decision.attribution",
    "Diagnosis": "decision.diagnosis",
    "InputError": "base.errors",
    "LeastSet": "decision.least_sets",
    "MadeNetwork": "io.network_of_own",
    "Matrix": "io.omx.matrices",
    "Network": "model.network",
    "Notice": "base.errors",
    "Onward": "roads.isochrones.time_field",
    "People": "travel.people",
    "Ranking": "study.ranking",
    "ReachedPoints": "roads.isochrones.time_field",
    "Resilience": "decision.resilience",
    "Result": "study.run",
    "RoadGraph": "roads.graph",
    "Robustness": "decision.robustness",
    "Router": "routing.router",
    "Scan": "decision.scan",
    "ScannedInput": "decision.scan",
    "Scenario": "scenario.file",
    "ScenarioError": "base.errors",
    "Staging": "decision.staging",
    "Study": "study.study",
    "Timetable": "timetable.timetable",
    "TransitNetwork": "transit.transit_network",
    "TransnetError": "base.errors",
    "TravelModel": "travel.model",
    "UnfinishedError": "base.errors",
    "UnknownNameError": "base.errors",
    "Walking": "transit.walking",
    "attribute": "decision.attribution",
    "build_timetable": "timetable.timetable",
    "check_gtfs": "io.gtfs.check_feed",
    "compare": "study.run",
    "diagnose": "decision.diagnosis",
    "edit_gtfs": "scenario.feed_edits",
    "export_network": "report.export",
    "from_networkx": "io.roads.networkx_graph",
    "from_osmnx": "io.osm.osmnx_graph",
    "gains": "study.result",
    "intersect_isochrones": "roads.isochrones.reach_tables",
    "isochrones": "roads.isochrones.reach_tables",
    "items_of_row": "model.plan",
    "least_set": "decision.least_sets",
    "list_networks": "io.catalog",
    "list_scenarios": "io.catalog",
    "load_network": "io.network_folder",
    "make_network": "io.network_of_own",
    "matrix_of": "io.omx.matrices",
    "matrix_to": "accessibility.matrix_file",
    "network_timetable": "timetable.network_trains",
    "plan_coverage": "model.plan",
    "plan_item": "model.plan",
    "pooled_travel_times": "timetable.pooled_times",
    "progress_bar": "base.progress",
    "project_effects": "study.project_effects",
    "rank_projects": "study.ranking",
    "read_gtfs": "io.gtfs.read_feeds",
    "read_gtfs_draws": "io.gtfs.read_feeds",
    "read_omx": "io.omx.matrix_reader",
    "read_road_scenario": "scenario.road_scenario",
    "read_roads": "io.road_formats",
    "RoadResult": "study.road_result",
    "RoadScenario": "scenario.road_scenario",
    "run_roads": "study.road_runs",
    "read_scenario": "scenario.file",
    "resilience": "decision.resilience",
    "robust": "decision.robustness",
    "run": "study.run",
    "save_network": "io.network_folder",
    "scan": "decision.scan",
    "scenario_isochrones": "study.scenario_isochrones",
    "sensitivity": "decision.sensitivity",
    "service_timetable": "supply.service_timetable",
    "stage_projects": "decision.staging",
    "summarise_gtfs": "io.gtfs.check_feed",
    "to_networkx": "io.roads.networkx_graph",
    "to_wgs84": "model.datum",
    "trip_doubts": "decision.trip_doubts",
    "validate": "travel.validation.validate",
    "write_decision": "report.page.decision_page",
    "write_gtfs": "io.gtfs.write_feed",
    "write_isochrones": "io.isochrone_files",
    "write_omx": "io.omx.matrices",
    "write_result": "report.write",
    "write_roads": "io.road_formats",
}

__all__ = [
    "Attribution",
    "Diagnosis",
    "InputError",
    "LeastSet",
    "MadeNetwork",
    "Matrix",
    "Network",
    "Notice",
    "Onward",
    "People",
    "Ranking",
    "ReachedPoints",
    "Resilience",
    "Result",
    "RoadGraph",
    "RoadResult",
    "RoadScenario",
    "Robustness",
    "Router",
    "Scan",
    "ScannedInput",
    "Scenario",
    "ScenarioError",
    "Staging",
    "Study",
    "Timetable",
    "TransitNetwork",
    "TransnetError",
    "TravelModel",
    "UnfinishedError",
    "UnknownNameError",
    "Walking",
    "attribute",
    "build_timetable",
    "check_gtfs",
    "compare",
    "diagnose",
    "edit_gtfs",
    "export_network",
    "from_networkx",
    "from_osmnx",
    "gains",
    "intersect_isochrones",
    "isochrones",
    "items_of_row",
    "least_set",
    "list_networks",
    "list_scenarios",
    "load_network",
    "make_network",
    "matrix_of",
    "matrix_to",
    "network_timetable",
    "plan_coverage",
    "plan_item",
    "pooled_travel_times",
    "progress_bar",
    "project_effects",
    "rank_projects",
    "read_gtfs",
    "read_gtfs_draws",
    "read_omx",
    "read_road_scenario",
    "read_roads",
    "read_scenario",
    "resilience",
    "robust",
    "run",
    "run_roads",
    "save_network",
    "scan",
    "scenario_isochrones",
    "sensitivity",
    "service_timetable",
    "stage_projects",
    "summarise_gtfs",
    "to_networkx",
    "to_wgs84",
    "trip_doubts",
    "validate",
    "write_decision",
    "write_gtfs",
    "write_isochrones",
    "write_omx",
    "write_result",
    "write_roads",
]


# What results offer as methods, where rooms above the results hold it.
_METHODS = {
    "Attribution.plot": "report.charts.decision_charts:plot_attribution",
    "Comparison.frontier": "decision.frontier:efficiency_and_equity",
    "Diagnosis.plot": "report.charts.decision_charts:plot_diagnosis",
    "Gains.sentence": "report.words.who_gains:gain_sentence",
    "Resilience.plot": "report.charts.decision_charts:plot_resilience",
    "Network.build": "io.built_network:build_network",
    "Network.explore": "explore.offline_page:explore_network",
    "Network.plot": "report.maps.result_maps:network_map",
    "Network.to_geodataframes": "report.maps.layers:network_frames",
    "Report.live_map": "explore.offline_page:map_of_result",
    "Result.explore": "explore.offline_page:explore_result",
    "Result.plot": "report.maps.result_maps:plot_result",
    "Result.save": "report.write:write_result",
    "Result.sensitivity": "decision.sensitivity:result_sensitivity",
    "RoadResult.plot": "report.maps.road_change_map:road_change_map",
    "RoadResult.save": "report.page.road_page:write_road_result",
    "RoadGraph._ready": "travel.road_answers:made_ready",
    "RoadGraph.accumulate": "travel.road_answers:road_accumulate",
    "RoadGraph.add_road": "travel.edited_roads:with_road",
    "RoadGraph.close": "travel.edited_roads:close_arcs",
    "RoadGraph.isochrones": "travel.road_isochrones:road_isochrones",
    "RoadGraph.nearest": "travel.road_answers:road_nearest",
    "RoadGraph.select": "travel.edited_roads:select_arcs",
    "RoadGraph.set_speed": "travel.edited_roads:with_speed",
    "RoadGraph.snap": "travel.road_answers:road_snap",
    "RoadGraph.travel_times": "travel.road_answers:road_travel_times",
    "Robustness.plot": "report.charts.decision_charts:plot_robust",
    "Scan.plot": "report.charts.decision_charts:plot_scan",
    "Staging.plot": "report.charts.decision_charts:plot_staging",
    "Study.explore": "explore.offline_page:explore_study",
}


def _method(name: str) -> Any:
    """Return the function behind a method of a result, such as "Result.plot"."""
    module, _, function = _METHODS[name].partition(":")
    return getattr(import_module(f"transnet.{module}"), function)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'transnet' has no attribute {name!r}")
    value = getattr(import_module(f"transnet.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
