"""The site of the docs is built without a warning; the Python on its pages runs as it stands."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import osmium
import pandas as pd
import pytest

from tests.io.gtfs.feeds import feed

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
_HELD_ELSEWHERE = {"measures.md", "formats.md"}  # by tests of their own, which look at the answers
_PAGES = [
    page
    for page in sorted(DOCS.rglob("*.md"))
    if page.name not in _HELD_ELSEWHERE and "```python\n" in page.read_text("utf-8")
]
_STEP_DEG, _SIDE = 0.001, 24


def test_the_site_is_built_without_a_warning_and_its_lists_are_lists(tmp_path: Path) -> None:
    command = [sys.executable, str(DOCS / "site" / "build.py"), str(tmp_path / "site")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    page = (tmp_path / "site" / "api.html").read_text("utf-8")
    entry = page[page.index('id="transnet.run"') :]
    entry = entry[: entry.index("</dd></dl>")]
    assert re.search(r"<dt><code[^>]*>(?:<span[^>]*>)?points_crs", entry)
    assert (tmp_path / "site" / "zh" / "start.html").exists()


def test_a_page_with_a_dead_link_is_an_error(tmp_path: Path) -> None:
    build = runpy.run_path(str(DOCS / "site" / "build.py"))
    page = tmp_path / "page.md"
    page.write_text("[there](nowhere.md)", "utf-8")
    with pytest.raises(FileNotFoundError, match=r"nowhere\.md"):
        build["_linked"](page, "page.md")


_ITEM = ["limit  longest cost, which", "       is within"]
_AS_REST = [
    (_ITEM, ["``limit``", "    longest cost, which", "    is within", ""]),
    (["a, b  two", "Raises X."], ["``a, b``", "    two", "", "Raises X.", ""]),
    (["One.", "Source: a_ and x**y."], ["One.", "", r"Source: a\_ and x\*\*y.", ""]),
    ([">>> f(2)  # two", "4"], [">>> f(2)  # two", "4", ""]),
    (["As `a_b_` has it."], ["As `a_b_` has it.", ""]),
]


@pytest.mark.parametrize(("lines", "made"), _AS_REST)
def test_docstrings_become_lists_and_paragraphs(lines: list[str], made: list[str]) -> None:
    as_rest = runpy.run_path(str(DOCS / "site" / "docstrings.py"))["as_rest"]
    assert as_rest(lines) == made


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_python_on_a_page_runs(
    page: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    names = _given(tmp_path, "\n".join(blocks))
    for block in blocks:
        exec(compile(block, str(page), "exec"), names)  # noqa: S102 - our own page
    assert capsys.readouterr().err == ""


def _given(folder: Path, code: str) -> dict[str, Any]:
    """Return what a page takes for granted, and write the files that it names."""
    files = set(re.findall(r'"([\w.-]+\.(?:pbf|zip|csv))"', code))
    lon, lat = (112.55, 37.86) if "112.55" in code else (-8.61, 41.15)
    ends = {"lon": [lon, lon + 0.004], "lat": [lat, lat - 0.006]}
    spots = pd.DataFrame(
        {**ends, "jobs": [10, 20], "beds": [1, 2], "people": [90, 80]}, index=["A", "B"]
    )
    for name in sorted(files):
        if name.endswith(".pbf"):
            _extract(folder / name, lon, lat)
        elif name.endswith(".zip"):
            _feed(folder / name, lon, lat)
        else:
            spots.to_csv(folder / name, index_label="id")
    given = dict.fromkeys(("homes", "schools", "hexagons", "小区", "学校", "网格"), spots)
    return {
        **given,
        "lon": spots["lon"].to_numpy(),
        "lat": spots["lat"].to_numpy(),
        "minutes": [5.0, 9.0],
    }


_BRIDGE = {"name": "Ponte da Arrábida", "bridge": "yes", "ref": "IC 1;IC 23", "lanes": "2"}


def _extract(path: Path, lon: float, lat: float) -> None:
    """Write streets in a square grid with a place in its middle."""
    half = _SIDE // 2
    with osmium.SimpleWriter(str(path)) as writer:
        for at in range(_SIDE * _SIDE):
            x, y = at % _SIDE - half, at // _SIDE - half
            spot = (lon + x * _STEP_DEG, lat + y * _STEP_DEG)
            writer.add_node(osmium.osm.mutable.Node(id=at + 1, location=spot))
        rows = [[y * _SIDE + x + 1 for x in range(_SIDE)] for y in range(_SIDE)]
        for at, nodes in enumerate([*rows, *map(list, zip(*rows, strict=True))]):
            tags = {
                "highway": "residential",
                **(_BRIDGE if at == _SIDE else {}),
            }
            writer.add_way(osmium.osm.mutable.Way(id=at + 1, nodes=nodes, tags=tags))


def _feed(path: Path, lon: float, lat: float) -> None:
    """Write a bus across the grid every ten minutes of a working morning."""
    name = path.stem
    spots = [
        (f"{name}{at}", lon + at * 2 * _STEP_DEG, lat + at * 2 * _STEP_DEG) for at in (-1, 0, 1)
    ]
    stops = [f"{each},{each},{y:.6f},{x:.6f}\n" for each, x, y in spots]
    times = [
        f"T{minute},07:{minute + 2 * at:02}:00,07:{minute + 2 * at:02}:00,{each[0]},{at + 1}\n"
        for minute in range(0, 50, 10)
        for at, each in enumerate(spots)
    ]
    trips = [f"R1,WD,T{minute},D{minute},\n" for minute in range(0, 50, 10)]
    feed(
        path,
        stops="stop_id,stop_name,stop_lat,stop_lon\n" + "".join(stops),
        stop_times="trip_id,arrival_time,departure_time,stop_id,stop_sequence\n" + "".join(times),
        trips="route_id,service_id,trip_id,trip_short_name,block_id\n" + "".join(trips),
    )
