"""Small valid inputs of our own making, as the bytes of their files."""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import networkx as nx
import numpy as np
import osmium
import pandas as pd

from tests.corpus import base_files
from tests.io.gtfs.feeds import FULL, SOUND, feed, zipped
from tests.io.osm.osm_worlds import CROSSING, restriction, write_osm
from tests.road_graphs import small_graph
from transnet.io.omx.matrices import Matrix, write_omx
from transnet.io.road_formats import write_roads
from transnet.io.roads.gmns import write_gmns
from transnet.io.roads.networkx_graph import to_networkx

Files = Mapping[str, bytes]
WORLD = "@WORLD@"  # where the network's folder is, written in when a case is laid out

SCENARIO = f"""id = "close"
name_zh = "关闭"
name_en = "Close and open"
network = "{WORLD}"
date = "2026-12-31"
base = "base"
targets = ["plan-*", "nat-access"]

[[edit]]
action = "close"
table = "roads"
id = "R3"

[[edit]]
action = "open"
line = "L2"

[[edit]]
action = "set_speed"
line = "L1"
speed_kmh = 250
expect = 200

[[edit]]
action = "set_headway"
service = "E1"
headway_min = 20

[[edit]]
action = "set_parameter"
parameter = "parking_min"
value = 4

[[edit]]
action = "add_link"
id = "RX"
from_node = "丙县"
to_node = "N3"
length_km = 60
road_class = "motorway"
design_speed_kmh = 120

[outputs]
maps = false
"""

NEW_LINE = f"""id = "line"
network = "{WORLD}"
base = "2024-12-31"
date = "2024-12-31"

[[edit]]
action = "add_line"
id = "L9"
name_zh = "九线"
name_en = "Ninth"
mode = "emu"
speed_kmh = 200
headway_min = 30
stops = ["S1", {{ id = "SX", name_zh = "新站", lon = 112.6, lat = 38.4 }}, "S3"]

[[edit]]
action = "set_run_time"
from_station = "S1"
to_station = "S2"
run_min = 11

[[edit]]
action = "set_access"
node = "N1"
stop = "S1"
length_km = 2.5
"""

TNTP_NET = """<NUMBER OF ZONES> 2
<NUMBER OF NODES> 3
<FIRST THRU NODE> 1
<NUMBER OF LINKS> 3
<ORIGINAL HEADER>~ Init node Term node Capacity Length Free Flow Time B Power Speed Toll Type ;
<END OF METADATA>

~ init_node term_node capacity length free_flow_time b power speed toll link_type ;
1 2 900 1.5 2 0.15 4 50 0 1 ;
2\t3\t900\t2.5\t3\t0.15\t4\t50\t0\t2\t;
3 1 900 2.5 3 0.15 4 50 0 2 ;
"""
TNTP_NODES = "Node X Y ;\n1 112.5 37.8 ;\n2 112.6 37.9 ;\n3 112.7 38.0 ;\n"

GMNS_LINKS = """link_id,from_node_id,to_node_id,name,facility_type,directed,length,\
free_speed,lanes,dir_flag,allowed_uses,toll,geometry
1,1,2,迎泽大街,primary,0,1.2,60,2,1,auto;bus,0,"LINESTRING (112.5 37.8, 112.51 37.81)"
2,2,3,A4,motorway,1,1.4,120,4,1,auto,3,
3,3,1,"a, ""b"" c",residential,true,2.5,30,1,,walk,,
"""
GMNS_NODES = """node_id,name,x_coord,y_coord,node_type,zone_id
1,甲,112.5,37.8,stop,1
2,乙,112.51,37.81,,2
3,,112.52,37.82,,
"""
GMNS_CONFIG = "dataset_name,long_length,short_length,speed,crs\nx,km,m,kph,EPSG:4326\n"

POINTS = """station_id,name,lon,lat,opened
S1,太原,112.55,37.86,2010-01-01
S2,"Jinzhong, east",112.75,37.69,
S3,,,,
"""


PEOPLE = """id,lon,lat,people
a,112.5,38.01,1200
b,112.53,38.25,800.5
丙,112.5,38.7,0
"""


def made(write: Callable[[Path], object]) -> Files:
    """Return the files that a function writes into an empty folder, by name."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write(folder)
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }


def matrices() -> list[Files]:
    """Return OMX files with whole and text zones, one matrix and two."""
    minutes = pd.DataFrame([[0.0, 5.5], [np.inf, np.nan]], index=["7", "8"], columns=["7", "8"])
    people = pd.DataFrame([[1, 2, 3]], index=["甲"], columns=["a", "b", "c"])
    return [
        made(lambda folder: write_omx({"car": Matrix(minutes, "min", "Car")}, folder / "m.omx")),
        made(lambda folder: write_omx({"people": Matrix(people)}, folder / "m.omx")),
        made(
            lambda folder: write_omx(
                {"car": Matrix(minutes), "rail": Matrix(minutes * 2)}, folder / "m.omx"
            )
        ),
    ]


def roads(name: str) -> list[Files]:
    """Return our own small graph as a file of this name."""
    return [made(lambda folder: write_roads(small_graph(), folder / name))]


def gmns() -> list[Files]:
    """Return GMNS folders: our own, and one with columns that others write."""
    theirs = {"node.csv": GMNS_NODES, "link.csv": GMNS_LINKS, "config.csv": GMNS_CONFIG}
    return [
        made(lambda folder: write_gmns(small_graph(), folder)),
        {name: text.encode() for name, text in theirs.items()},
    ]


def imported() -> list[Files]:
    """Return a folder as an import leaves it, with its record of digests."""
    return [made(lambda folder: write_roads(small_graph(), folder / "roads", source="drawn"))]


def osm_xml() -> list[Files]:
    """Return a crossing with a forbidden turn, tags and a ferry, as .osm."""

    def write(folder: Path) -> None:
        tags = {"oneway": "yes", "maxspeed": "50 mph", "name": "迎泽大街", "name:en": "Yingze"}
        ways = [*CROSSING, (14, [3, 6, 5], {"highway": "residential", **tags})]
        ways.append((15, [1, 4], {"route": "ferry", "duration": "00:20", "motor_vehicle": "yes"}))
        nodes = {2: {"highway": "traffic_signals"}, 3: {"barrier": "bollard"}}
        banned = restriction("no_left_turn", 10, ("node", 2, "via"), 13, **{"except": "bus"})
        write_osm(folder, ways, nodes=nodes, relations=[banned])

    return [made(write)]


def osm_packed() -> list[Files]:
    """Return the same crossing as .osm.gz."""
    return [{"world.osm.gz": gzip.compress(osm_xml()[0]["world.osm"], mtime=0)}]


def osm_packed_smaller() -> list[Files]:
    """Return the same crossing as .osm.bz2."""
    return [{"world.osm.bz2": bz2.compress(osm_xml()[0]["world.osm"])}]


def osm_pbf() -> list[Files]:
    """Return the same crossing as .osm.pbf, with blocks packed and not."""

    def write(folder: Path, kind: str) -> None:
        (folder / "world.osm").write_bytes(osm_xml()[0]["world.osm"])
        target = osmium.io.File(str(folder / "world.osm.pbf"), kind)
        with osmium.SimpleWriter(target) as writer:
            for thing in osmium.FileProcessor(str(folder / "world.osm")):
                writer.add(thing)
        (folder / "world.osm").unlink()

    kinds = ("pbf", "pbf,pbf_compression=none", "pbf,pbf_compression=none,pbf_dense_nodes=false")
    return [made(lambda folder, kind=kind: write(folder, kind)) for kind in kinds]  # type: ignore[misc]


def graphs() -> list[Files]:
    """Return GraphML as NetworkX writes it, of our graph and of one with OSMnx's attributes."""

    def write(folder: Path, graph: Any) -> None:
        for *_, data in graph.edges(data=True):
            data.pop("geometry", None)
        nx.write_graphml(graph, folder / "roads.graphml")

    theirs: nx.MultiDiGraph[Any] = nx.MultiDiGraph(crs="epsg:4326", simplified=True)
    theirs.add_node(1, x=112.5, y=37.8, street_count=3)
    theirs.add_node(2, x=112.51, y=37.81, highway="crossing")
    theirs.add_edge(1, 2, osmid=5, highway="primary", oneway=False, length=1200.5, speed_kph=60.0)
    theirs.add_edge(2, 1, osmid=5, highway="primary", oneway=False, length=1200.5, speed_kph=50.0)
    return [
        made(lambda folder: write(folder, to_networkx(replace(small_graph())))),
        made(lambda folder: write(folder, theirs)),
    ]


def feeds() -> list[Files]:
    """Return feeds of GTFS, a folder and a zip: the plain one, and one with stations and more."""
    found: list[Files] = []
    for tables in (SOUND, {**SOUND, **FULL}):
        files = {f"feed/{name}.txt": text.encode() for name, text in tables.items()}
        found.append(files)
    return found


def packed_feeds() -> list[Files]:
    """Return the same feeds as zips."""
    found: list[Files] = []
    for tables in ({}, FULL):
        with TemporaryDirectory() as name:
            folder = Path(name)
            path = zipped(feed(folder / "tables", **tables), folder / "a.zip")
            found.append({"a.zip": path.read_bytes()})
    return found


def network(folder: str = "") -> Files:
    """Return the line world's folder; tables without rows are left out."""
    return {
        f"{folder}{name}": text.encode()
        for name, text in base_files().items()
        if text.count("\n") > 1
    }


def scenarios() -> list[Files]:
    """Return scenario files that edit the line world, without it."""
    return [{"s.toml": text.encode()} for text in (SCENARIO, NEW_LINE)]


def runs() -> list[Files]:
    """Return scenarios with the network that they edit beside them."""
    return [{**each, **network("world/")} for each in scenarios()]


def comparisons() -> list[Files]:
    """Return two scenarios with the network that both edit."""
    both = {"a.toml": SCENARIO.encode(), "b.toml": NEW_LINE.encode()}
    return [{**both, **network("world/")}]
