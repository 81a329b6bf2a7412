"""What is wrong in a scenario file names the line and column where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transnet.base.errors import Notice, ScenarioError
from transnet.base.language import in_words
from transnet.scenario.file import read_scenario
from transnet.scenario.toml_places import at_spots, spots_of

_TEXT = '''id = "x"
note = """
date = "no key"
"""  # colour = 3
[accessibility.decay]
family = "power"
[[edit]]  # the first
action = "open"
project = [
  "a",
  "b",  # name = "c"
]
[[edit]]
stops = [
  {station = "R1"},
  {id = "N1", lon = 112},
]
'''


def test_each_key_has_its_place() -> None:
    spots = {key: (spot.line, spot.column) for key, spot in spots_of(_TEXT).items()}
    assert spots == {
        "id": (1, 1),
        "note": (2, 1),
        "accessibility, decay": (5, 1),
        "accessibility, decay, family": (6, 1),
        "edit 1": (7, 1),
        "edit 1, action": (8, 1),
        "edit 1, project": (9, 1),
        "edit 1, project 1": (10, 3),
        "edit 1, project 2": (11, 3),
        "edit 2": (13, 1),
        "edit 2, stops": (14, 1),
        "edit 2, stops 1": (15, 3),
        "edit 2, stops 1, station": (15, 4),
        "edit 2, stops 2": (16, 3),
        "edit 2, stops 2, id": (16, 4),
        "edit 2, stops 2, lon": (16, 15),
    }


@pytest.mark.parametrize(
    ("code", "column", "value", "at"),
    [
        ("unknown_name", "edit 1, project", "b", (11, 3)),
        ("unknown_name", "edit 1, project", "none", (9, 11)),
        ("unknown_key", "edit 1, project", "b", (9, 1)),
        ("wrong_type", "edit 2, stops 2, lon", "112", (16, 21)),
        ("missing_key", "edit 1, from_date", "", (7, 1)),
        ("bad_keys", "edit 2, stops 2, lat", "", (16, 3)),
        ("bad_keys", "edit 2, stops 1", "R1", (15, 14)),
        ("bad_keys", "edit 3, project", "", (0, 0)),
        ("bad_keys", "", "", (0, 0)),
    ],
)
def test_what_is_said_of_a_key_or_value_has_its_place_or_that_of_what_holds_it(
    code: str, column: str, value: str, at: tuple[int, int]
) -> None:
    found = Notice(code, "error", "s.toml", 0, column, value, "hint")
    assert [(each.row, each.character) for each in at_spots([found], spots_of(_TEXT))] == [at]


def test_places_that_are_known_stay() -> None:
    found = Notice("test", "error", "s.toml", 3, "edit 1, project", "", "hint")
    assert at_spots([found], spots_of(_TEXT)) == [found]


@given(st.text("[]{}=,\"'# \nab.1", max_size=60))
def test_any_text_has_places_within_it(text: str) -> None:
    lines = text.split("\n")
    for spot in spots_of(text).values():
        assert 1 <= spot.line <= len(lines)
        assert 1 <= spot.column <= len(lines[spot.line - 1]) + 1
        assert spot.written in text


@pytest.mark.parametrize("faulty", ["colour = 1\n", ""])
def test_a_file_is_told_of_with_lines_as_it_is_read_and_as_it_is_run(
    tmp_path: Path, faulty: str
) -> None:
    path = tmp_path / "s.toml"
    path.write_text(f'{faulty}id = "s"\n\n[[edit]]\naction = "open"\nproject = "nonesuch"\n')
    with pytest.raises(ScenarioError) as caught:
        _resolved(path)
    line = 5 + bool(faulty)
    of_edit = [each for each in caught.value.notices if each.column == "edit 1, project"]
    assert [each.row for each in of_edit] == [line]
    told = f"s.toml line {line}, column 11, edit 1, project: 'nonesuch'"
    assert told in in_words(of_edit[0], "en")
    told = f"s.toml 第 {line} 行第 11 列，第 1 个 edit，project：'nonesuch'"
    assert told in in_words(of_edit[0], "zh")
    assert "transnet list projects" in of_edit[0].hint


def _resolved(path: Path) -> None:
    from transnet.scenario.file import network_of
    from transnet.study.check_scenario import resolve

    scenario = read_scenario(path)
    resolve(scenario, network_of(scenario))


@pytest.mark.parametrize("name", ["山西中部城市群", "Shanxi Central City Cluster"])
def test_a_bundled_network_may_be_called_by_its_name(name: str) -> None:
    from transnet.io.catalog import network_folder

    assert network_folder(name).name == "shanxi-central"
