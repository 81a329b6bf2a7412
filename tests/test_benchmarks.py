"""The benchmarks run on a made-up graph, refuse bad ones, and the README has their figures."""

from __future__ import annotations

import json
import lzma
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from benchmarks import __main__ as command
from benchmarks import regional, state_parts, states, table
from benchmarks.clicks import click_rows
from benchmarks.contenders import Transnet
from benchmarks.decision_cost import Sizes, decision_rows
from benchmarks.graphs import made_up, read_graph
from benchmarks.growth import _fits
from benchmarks.paints import paints
from benchmarks.peers import Scipy
from benchmarks.questions import Work
from benchmarks.timing import _difference, compare
from tests.worlds import line_world
from transnet.base.errors import InputError
from transnet.explore.explorer import Explorer
from transnet.io.network_folder import save_network
from transnet.routing.router import Router
from transnet.scenario.file import Scenario

FIGURES = sorted((Path(table.__file__).parent / "figures").glob("*.json"))


def test_every_question_is_answered_like_scipy() -> None:
    road = made_up(32)
    us = Transnet(road, Router(road.topology, cache=False))
    asked = [question for question in Work(road).questions() if not question.is_search]
    for question in asked:
        for timing in compare(question, [us, Scipy(road)], 1):
            assert not timing.differs
            assert len(timing.seconds) == 1


def test_a_wrong_answer_is_seen() -> None:
    assert _difference([1, 2, 2**31 - 1], [1, 2, np.inf]) == (0.0, 0.0)
    assert _difference([1, 3, 5], [1, 2, 5, 9]) == (pytest.approx(1 / 3), 0.5)


def test_regional_sums_are_those_of_the_pipeline() -> None:
    road = made_up(32)
    places = np.random.default_rng(1).permutation(road.nodes).astype(np.int32)
    amounts = np.arange(1.0, 101)
    asked = (places[:100], places[100:200], amounts)
    ours, theirs = (make(road, 300_000)(*asked) for make in (regional._ours_on_1, regional._scipy))
    assert ours[0].tolist() == theirs[0].tolist()
    assert np.allclose(ours[1], theirs[1], rtol=1e-12)


def test_the_peak_of_memory_counts_from_its_reset() -> None:
    """In a process of its own: one that has freed much memory takes no more for an array."""
    code = (
        "import numpy as np\n"
        "from benchmarks import memory\n"
        "held = memory.held_bytes()\n"
        "memory.reset_peak()\n"
        "before = memory.peak_bytes() - held\n"
        "np.ones(8 << 20)\n"
        "print(before < 20 << 20, memory.peak_bytes() - held > 50 << 20)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["True", "True"]


def test_growth_of_n_log_n_is_read_as_such() -> None:
    sizes = np.array([1e4, 1e5, 1e6])
    rows = [{"nodes": n, "arcs": 3 * n, "work": n * np.log(n)} for n in sizes]
    fits: dict[str, Any] = _fits(rows)
    assert fits["over_nlogn"]["work"] == pytest.approx(1)
    assert 1.0 < fits["exponents"]["work"] < 1.2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.gr", b"p sp 2 1\na 1 2 5\n", "benchmark takes"),
        ("x.gr", b"p sp 2 1\na 1 7 5\n", "nodes are 1 to 2"),
        ("x.gr.xz", b"no archive", "can't be read"),
        ("x.gr.xz", lzma.compress(b"1 2 3\n"), "PACE"),
    ],
)
def test_bad_graphs_are_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=said):
        read_graph(tmp_path / name, None, 1.0)


def test_a_missing_file_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--graph", "nowhere.gr"])
    assert command.main() == 2
    assert "nowhere.gr" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--rounds", "0"], "number of 1 or more"),
        (["--ms-per-unit", "-1"], "number above 0"),
        (["--questions", "weather"], "in no question"),
        (["--data", "NY"], "TRANSNET_DATA"),
        (["--coordinates", "x.co"], "--graph"),
        (["--json", "no/such/folder/x.json"], "no folder"),
    ],
)
def test_bad_options_are_refused(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    given: list[str],
    said: str,
) -> None:
    monkeypatch.delenv("TRANSNET_DATA", raising=False)
    monkeypatch.setattr(sys, "argv", ["benchmarks", *given])
    with pytest.raises(SystemExit):
        command.main()
    assert said in capsys.readouterr().err


def test_the_readme_has_the_figures_that_were_measured() -> None:
    page = table.README.read_text(encoding="utf-8")
    reports = [json.loads(path.read_text(encoding="utf-8")) for path in FIGURES]
    assert table.placed(page, table.tables(reports)) == page


def test_figures_have_three_digits() -> None:
    told = [table._seconds(taken) for taken in (1234.5, 99.94, 9.994, 0.0123, 0.00000456)]
    assert told == ["1,230 s", "99.9 s", "9.99 s", "12.3 ms", "4.56 µs"]


def test_the_table_says_how_many_times_ours_each_peer_takes() -> None:
    timing = {"question": "q", "threads": 1, "share": 1.0, "differs": None, "worst": None}
    results = {
        "graph": "g",
        "nodes": 1,
        "arcs": 1,
        "timings": [
            {**timing, "contender": "transnet", "seconds": [1.0, 2.0, 4.0]},
            {**timing, "contender": "SciPy", "seconds": [3.0, 4.0, 40.0], "share": 0.5},
        ],
    }
    machine = {"processor": "P", "cores": 2, "load": [0.0], "python": "3"}
    text = table.tables([{"machine": machine, "results": [results]}])
    assert "| q | 2.00 s | ~4.00 s · 3.00 x |" in text


def test_the_table_of_states_says_what_is_asked_what_is_aimed_at_and_which_part_takes_it() -> None:
    row = {
        "work": "one state",
        "aim": "3 ms",
        "threads": 1,
        "states": 2,
        "seconds": [0.1, 0.2, 0.4],
        "parts": {"edits": 0.01, "trips timetable": 0.19},
        "checked": 3,
        "differ": 1,
        "whole": 0,
    }
    whole = {**row, "work": "coalitions", "whole": 65536}
    threads = {**row, "threads": 2}
    machine = {"processor": "P", "cores": 2, "load": [0.0], "python": "3"}
    results = [{"network": "n", "rows": [row, whole, threads]}]
    text = table.tables([{"machine": machine, "results": results}])
    assert "| one state, one thread | 200 ms | 3 ms | 2 | 2 of 3 |" in text
    assert (
        "| coalitions, one thread | 200 ms | 3 ms | 2 of 65,536: all in ~3.64 h | 2 of 3 |" in text
    )
    assert "| one state, two threads | 200 ms |" in text
    assert text.count("| one state | 10.0 ms | 190 ms |") == 1


def test_states_that_are_drawn_can_be_judged_and_parts_add_up_to_the_whole() -> None:
    network = line_world()
    draw = states.Draw(network)
    asked = [draw.state([name]) for name in draw.projects]
    assert asked
    row = states.Row("each project", "", 1, len(asked))
    found = states._asked(network, states._Question(row, asked), 1)
    assert found.differ == 0
    assert found.checked == min(len(asked), states._CHECKED)
    assert {"edits", "weights", state_parts.REST} <= found.parts.keys()
    assert 0 < sum(found.parts.values()) < 20 * found.seconds[0]


def test_decisions_are_timed_held_against_states_from_nothing_and_told_in_a_table() -> None:
    scenario = Scenario.from_dict({"id": "s", "date": "2024-12-31"})
    sizes = Sizes(bits=2, table=4, order=4, draws=2, pairs=9, groups=(2, 3), checked=3)
    world = line_world("2024-12-31")
    *_, result = decision_rows(Console(quiet=True), sizes, scenario, world)
    rows = result["decisions"]["rows"]
    assert [(row["checked"], row["differ"]) for row in rows if row["checked"]] == [(3, 0)]
    assert all(0 < row["asked"] <= row["whole"] and row["seconds"] >= 0 for row in rows)
    gaps = [row["gap_pct"] for row in rows if row["gap_pct"] is not None]
    assert gaps[0] == 0.0
    assert 0.0 <= gaps[1] < 5.0
    machine = {"processor": "P", "cores": 2, "load": [0.0], "python": "3"}
    text = table.tables([{"machine": machine, "results": [result]}])
    assert "## line-world: decisions" in text
    assert "| 3 of 3 |" in text
    assert "9 of 55" in text


def test_clicks_are_timed_held_against_a_new_study_and_told_in_a_table(tmp_path: Path) -> None:
    folder = tmp_path / "world"
    save_network(line_world(), folder)
    (result,) = click_rows(4, Console(quiet=True), str(folder), painted=0)
    found = result["explore"]
    assert (found["clicks"], found["checked"], found["differ"]) == (4, 3, 0)
    assert found["clients"]["count"] == 20
    for name in ("engine", "state", "reach"):
        assert 0 < found[name]["p50"] <= found[name]["p95"]
    machine = {"processor": "P", "cores": 2, "load": [0.0], "python": "3"}
    text = table.tables([{"machine": machine, "results": [result]}])
    assert "## line-world: clicks on the live map" in text
    assert "| of it the engine |" in text
    assert "3 of 3 answers held the verdicts" in text
    assert "painted" not in text


@pytest.mark.slow
def test_clicks_are_timed_until_they_are_painted(tmp_path: Path) -> None:
    pytest.importorskip("playwright.sync_api", reason="playwright isn't installed")
    folder = tmp_path / "world"
    save_network(line_world(), folder)
    explorer = Explorer(str(folder))
    explorer.load()
    found = paints(explorer, ["year=2030", "minutes=30&mode=car"], 2)
    if "lacks" in found:
        pytest.skip("the system has no chromium; .ci/run installs it")
    assert found["sets"]["count"] == 2
    assert 0 < found["sets"]["p50"] <= found["sets"]["p95"]
    assert f"another set of projects {found['sets']['p50']:.0f} ms" in table._painted(found)
