"""python -m networks.build --facts DIR [--out DIR] [--only NAME[,NAME…]]."""

from __future__ import annotations

import argparse
from pathlib import Path

from networks.build.access import build_access
from networks.build.air import build_air
from networks.build.common import Builder
from networks.build.exceptions import build_exceptions
from networks.build.network import build_network
from networks.build.parameters import build_parameters
from networks.build.places import build_places
from networks.build.plan import build_groups, build_measures, build_plan_items, build_projects
from networks.build.rail_services import build_services
from networks.build.rail_stations import build_stations
from networks.build.rail_timetable import build_observed_rail, build_timetable
from networks.build.rail_tracks import build_tracks
from networks.build.rail_transfers import build_transfers
from networks.build.roads import build_roads
from networks.build.targets import build_congestion, build_observed_roads, build_targets

# In the order in which they run: access reads the stations, nodes and airports written before it.
BUILDERS: dict[str, Builder] = {
    "network": build_network,
    "places": build_places,
    "roads": build_roads,
    "stations": build_stations,
    "tracks": build_tracks,
    "services": build_services,
    "transfers": build_transfers,
    "timetable": build_timetable,
    "observed_rail": build_observed_rail,
    "air": build_air,
    "access": build_access,
    "parameters": build_parameters,
    "congestion": build_congestion,
    "targets": build_targets,
    "observed_roads": build_observed_roads,
    "projects": build_projects,
    "measures": build_measures,
    "plan_items": build_plan_items,
    "groups": build_groups,
    "exceptions": build_exceptions,
}


def main() -> None:
    """Build all tables, or those of the named builders."""
    parser = argparse.ArgumentParser(prog="python -m networks.build", description=__doc__)
    parser.add_argument("--facts", type=Path, required=True, help="folder with the tables of facts")
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "shanxi-central")
    parser.add_argument("--only", default=",".join(BUILDERS), help=f"of {', '.join(BUILDERS)}")
    arguments = parser.parse_args()
    wanted = arguments.only.split(",")
    if unknown := set(wanted) - set(BUILDERS):
        parser.error(
            f"no builder named {', '.join(sorted(unknown))}; there are {', '.join(BUILDERS)}"
        )
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, build in BUILDERS.items():
        if name in wanted:
            build(arguments.facts, arguments.out)


if __name__ == "__main__":
    main()
