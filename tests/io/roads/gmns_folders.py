"""Small GMNS folders as others write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from transnet.base.errors import Notice
from transnet.io.roads.gmns import read_gmns
from transnet.roads.graph import RoadGraph

NODES = "node_id,x_coord,y_coord\n1,112.5,37.8\n2,112.6,37.9\n"
LINKS = "link_id,from_node_id,to_node_id,directed,length,free_speed\n1,1,2,0,30,60\n"


def read(folder: Path, **options: Any) -> tuple[RoadGraph, list[Notice]]:
    """Read a folder whose tables don't say in which coordinates they are."""
    return read_gmns(folder, crs="WGS-84", **options)


def write(folder: Path, nodes: str = NODES, links: str = LINKS, config: str = "") -> Path:
    (folder / "node.csv").write_bytes(nodes.encode())
    (folder / "link.csv").write_bytes(links.encode())
    if config:
        (folder / "config.csv").write_text(config)
    return folder
