"""Every way in which transnet writes, as a command that writes one of two contents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import click

from tests.road_graphs import small_graph
from tests.worlds import line_world
from transnet.cli.ends import EndingGroup

Write = Callable[[Path, int], object]
"""Writes content 0 or 1 into a folder, over what is there."""


@dataclass(frozen=True)
class Writer:
    """One way to write.

    command  whether it is a command, which itself ends as the documentation says
    """

    write: Write
    command: bool = False

    def run(self, folder: Path, which: int) -> None:
        """Write, and leave Python with the exit code of a command."""
        if self.command:
            self.write(folder, which)
        else:
            _as_command(lambda: self.write(folder, which))


def _as_command(work: Callable[[], object]) -> None:
    group = EndingGroup("faults")
    group.add_command(click.Command("write", callback=lambda: work() and None))
    group.main(["write"], prog_name="faults")


def _transnet(*words: object) -> None:
    from transnet.cli.main import main

    main.main([str(word) for word in words], prog_name="transnet")


def _points(folder: Path, which: int) -> None:
    table = folder.parent / f"points-{which}.csv"
    if not table.exists():
        table.write_text(f"id,lon,lat\na,112.{which + 1},37.5\n")
    _transnet("points", "convert", table, folder / "p.csv", "--crs", "GCJ-02", "--force")


def _graph(which: int) -> Any:
    graph = small_graph()
    return replace(graph, time_ms=graph.time_ms + 1000 * which)


def _roads(name: str, source: str = "") -> Write:
    def write(folder: Path, which: int) -> None:
        from transnet.io.road_formats import write_roads

        write_roads(_graph(which), folder / name, force=True, source=source)

    return write


def _network(folder: Path, which: int) -> None:
    from transnet.io.network_folder import save_network

    world = line_world()
    roads = world["roads"].assign(note=f"content {which}")
    save_network(world.replace_table("roads", roads), folder / "net", force=True)


def _omx(folder: Path, which: int) -> None:
    import pandas as pd

    from transnet.io.omx.matrices import Matrix, write_omx

    table = pd.DataFrame([[which * 100 + each * 10.0 + 1 for each in range(40)]] * 40)
    write_omx({"t": Matrix(table, "min")}, folder / "t.omx", force=True)


def _export(name: str) -> Write:
    def write(folder: Path, which: int) -> None:
        from transnet.report.export import export_network

        days = ("2024-12-31", "2026-12-31")
        export_network(line_world(days[which]), folder / name, force=True)

    return write


def _results(folder: Path, which: int) -> None:
    from transnet.report.write import write_result

    write_result(_result(which), folder / "results")


def _comparison(folder: Path, which: int) -> None:
    from transnet.report.page.comparison import write_comparison
    from transnet.study.compared_results import Comparison

    both = (_result(0), _result(1))
    write_comparison(Comparison(both[: which + 1]), folder / "comparison")


@cache
def _result(which: int) -> Any:
    from transnet.scenario.file import Scenario
    from transnet.study.run import run

    edit = ({"action": "open", "project": "rail-direct"}, {"action": "close", "line": "L1"})[which]
    outputs = {"maps": False, "geopackage": which == 1}
    values = {"id": f"case-{which}", "name_en": "Case", "edit": [edit], "outputs": outputs}
    return run(Scenario.from_dict(values), network=line_world("2024-12-31"))


def _plain_results(folder: Path, which: int) -> None:
    from transnet.io.folder import write_results

    names = ("a.csv", "b.csv", ("c.csv", "d.csv")[which])
    contents = {name: f"{name} of {which}".encode() for name in names}
    write_results(folder / "results", contents, {"content": which})


def _reach(folder: Path, which: int) -> None:
    from transnet.report.maps.drive_maps import write_reach

    graph, reach = _reached(which)
    write_reach(reach, graph, folder / "reach.png", force=True)


@cache
def _reached(which: int) -> tuple[Any, Any]:
    from tests.street_worlds import same_streets
    from transnet.travel.drive_areas import road_reach

    graph = same_streets()
    return graph, road_reach(graph, 112.5, 38.0, (5.0 + 10 * which,))


OSM = """<osm version="0.6"><node id="1" version="1" lat="37" lon="112"/>
<node id="2" version="1" lat="37" lon="112.1"/><way id="1" version="1"><nd ref="1"/><nd ref="2"/>
<tag k="highway" v="{}"/></way></osm>"""


def _import(folder: Path, which: int) -> None:
    inputs = folder.parent / f"extract-{which}"
    inputs.mkdir(exist_ok=True)
    path = inputs / "a.osm"
    if not path.exists():
        path.write_text(OSM.format(("primary", "secondary")[which]))
    _transnet("roads", "import", path, "--out", folder / "roads", "--no-cache")


LICENCE = "ODbL-1.0, © OpenStreetMap contributors"
WRITERS: Mapping[str, Writer] = {
    "points-csv": Writer(_points, command=True),
    "network-folder": Writer(_network),
    "gmns-folder": Writer(_roads("roads")),
    "licensed-folder": Writer(_roads("roads", LICENCE)),
    "roads-import": Writer(_import, command=True),
    "roads-gr": Writer(_roads("roads.gr")),
    "roads-gr-gz": Writer(_roads("roads.gr.gz")),
    "roads-gpkg": Writer(_roads("roads.gpkg")),
    "roads-parquet": Writer(_roads("roads.parquet")),
    "roads-geojson": Writer(_roads("roads.geojson")),
    "export-gpkg": Writer(_export("net.gpkg")),
    "export-omx": Writer(_export("net.omx")),
    "omx": Writer(_omx),
    "plain-results": Writer(_plain_results),
    "results": Writer(_results),
    "comparison": Writer(_comparison),
    "reach": Writer(_reach),
}
