"""No CSV that is written here runs in a spreadsheet, and none loses a text."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import line_world
from transnet.io.csv_tables import parse_csv
from transnet.io.formulas import escaped, none_escaped, unescaped
from transnet.io.network_folder import load_network, save_network, to_csv_text
from transnet.io.point_tables import convert_points
from transnet.io.roads.gmns import read_gmns, write_gmns
from transnet.roads.graph import Arcs, build_road_graph

STARTS = "=+-@\t\r\n＝＋－＠"
HOSTILE = [
    '=HYPERLINK("x";"y")', "+1+1", "-2+3", "@SUM(A1)", "=1", "'=1", "''-x", "-", "+", "＝1",
    "-1.5.2", "--1", "+86 351", "-x", "-1e", "=",
]  # fmt: skip
PLAIN = ["-1.5", "+3", "-7", "-.5", "-1e-05", "太原", "a=b", "", "'", "'a", "1'", "O'Hare", " =1"]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_would_run_is_marked_as_text(text: str) -> None:
    assert escaped(text) == f"'{text}"


@pytest.mark.parametrize("text", PLAIN)
def test_numbers_and_other_texts_stay(text: str) -> None:
    assert escaped(text) == unescaped(text) == text


@given(st.lists(st.text(alphabet="'=+-\0\n＝1a", max_size=4)))
def test_none_of_many_is_escaped_only_where_each_stays(texts: list[str]) -> None:
    if none_escaped(texts):
        assert list(map(escaped, texts)) == texts
    else:
        assert any(text.lstrip("'")[:1] in STARTS for each in texts for text in each.split("\0"))


@given(st.text(alphabet="'=+-@\t\r\n＝.0123456789eEa太 ", max_size=12))
def test_nothing_is_lost_and_nothing_runs(text: str) -> None:
    written = escaped(text)
    assert unescaped(written) == text
    if written[:1] and written[0] in STARTS:
        float(written)


def _cells(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as stream:
        return [cell for row in csv.reader(stream) for cell in row]


def _would_run(cells: list[str]) -> list[str]:
    return [cell for cell in cells if escaped(cell) != cell and not cell.startswith("'")]


@pytest.mark.parametrize("text", HOSTILE)
def test_results_are_read_back(text: str) -> None:
    table = pd.DataFrame({text: [text, "-1.5"], "n": [-1.5, 2.0]})
    raw, notices = parse_csv(to_csv_text(table), "t.csv")
    assert raw is not None
    assert not notices
    assert raw.columns == (text, "n")
    assert [tuple(row) for row in raw.rows] == [(text, "-1.5"), ("-1.5", "2")]


def test_a_network_is_saved_and_loaded_with_hostile_names(tmp_path: Path) -> None:
    network = line_world()
    for at, text in enumerate(HOSTILE):
        places = network["places"].copy()
        places.loc[0, "name_en"] = text
        changed = network.replace_table("places", places)
        folder = tmp_path / str(at)
        save_network(changed, folder)
        assert not _would_run([cell for path in folder.glob("*.csv") for cell in _cells(path)])
        assert load_network(folder)["places"].loc[0, "name_en"] == text


def test_roads_are_written_and_read_with_hostile_names(tmp_path: Path) -> None:
    count = len(HOSTILE)
    ids = [text.replace(";", ",") for text in HOSTILE]  # an id holds no semicolon
    arcs = Arcs(
        tails=list(range(count)),
        heads=[*range(1, count), 0],
        time_ms=[1_000] * count,
        length_km=[0.1] * count,
        road_class=HOSTILE,
    )
    lon = [112.0 + 0.001 * at for at in range(count)]
    graph = build_road_graph(ids, lon=lon, lat=[37.0] * count, arcs=arcs)
    write_gmns(graph, tmp_path / "roads")
    cells = [cell for path in (tmp_path / "roads").glob("*.csv") for cell in _cells(path)]
    assert not _would_run(cells)
    again, _ = read_gmns(tmp_path / "roads")
    assert again.node_ids.tolist() == ids
    assert again == graph


def test_points_are_converted_with_hostile_names(tmp_path: Path) -> None:
    rows = [("name", "lon", "lat"), *((text, "-112.5", "37.5") for text in HOSTILE)]
    with (tmp_path / "in.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    convert_points(tmp_path / "in.csv", tmp_path / "out.csv", "WGS-84")
    cells = _cells(tmp_path / "out.csv")
    assert not _would_run(cells)
    assert cells[4] == "-112.5"
    convert_points(tmp_path / "out.csv", tmp_path / "again.csv", "WGS-84")
    assert _cells(tmp_path / "again.csv") == cells
