"""What is wrong in a scenario file names the line where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from transnet.base.errors import Notice, ScenarioError
from transnet.base.language import in_words
from transnet.scenario.file import read_scenario
from transnet.scenario.toml_places import at_lines, lines_of

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


def test_each_key_has_its_line() -> None:
    assert lines_of(_TEXT) == {
        "id": 1,
        "note": 2,
        "accessibility, decay": 5,
        "accessibility, decay, family": 6,
        "edit 1": 7,
        "edit 1, action": 8,
        "edit 1, project": 9,
        "edit 2": 13,
        "edit 2, stops": 14,
    }


@pytest.mark.parametrize(
    ("column", "row"),
    [
        ("edit 1, project", 9),
        ("edit 1, from_date", 7),
        ("edit 2, stops 2, lat", 14),
        ("edit 2, stops 1", 14),
        ("edit 3, project", 0),
        ("", 0),
    ],
)
def test_what_is_said_of_a_key_has_its_line_or_that_of_what_holds_it(column: str, row: int) -> None:
    found = Notice("test", "error", "s.toml", 0, column, "", "hint")
    assert [each.row for each in at_lines([found], lines_of(_TEXT))] == [row]


def test_lines_that_are_known_stay() -> None:
    found = Notice("test", "error", "s.toml", 3, "edit 1, project", "", "hint")
    assert at_lines([found], lines_of(_TEXT)) == [found]


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
    assert f"s.toml line {line}, edit 1, project: 'nonesuch'" in in_words(of_edit[0], "en")
    assert f"s.toml 第 {line} 行，第 1 个 edit，project：'nonesuch'" in in_words(of_edit[0], "zh")
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
