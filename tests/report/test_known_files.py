"""Files of a result kept between runs: the same bytes, and made anew where anything differs."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.report.conftest import OPEN_DIRECT
from tests.worlds import line_world
from transnet.base.cache import Cache
from transnet.report import known_files, write
from transnet.report.known_files import KnownFiles
from transnet.report.maps.painter import Painting, paint_here
from transnet.report.write import is_newer, write_painted
from transnet.scenario.file import Scenario
from transnet.study import known_answers
from transnet.study.result import Result
from transnet.study.run import run

KEPT = Painting(keep=True)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which the answers of a test are kept."""
    found = tmp_path / "answers"
    monkeypatch.setattr(known_answers, "_cache", lambda: Cache(found))
    return found


def ask(**values: Any) -> Result:
    words = {"id": "s", "name_zh": "情景", "name_en": "S", "edit": [OPEN_DIRECT]} | values
    return run(Scenario.from_dict(words), network=line_world("2024-12-31"), keep=True)


def written(result: Result, folder: Path, painting: Painting = KEPT) -> dict[str, bytes]:
    paths = write_painted(result, folder, painting, xlsx=True).paths
    return {path.name: path.read_bytes() for path in paths}


def made_again(*_args: object, **_named: object) -> None:
    raise AssertionError("made again, though all that is asked is known")


def test_known_files_are_those_of_the_first_run_and_damaged_ones_are_made_anew(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = written(ask(), tmp_path / "plain", Painting())
    assert KnownFiles(ask(), KEPT, xlsx=True).find() is None
    made = write._made
    assert written(ask(), tmp_path / "one") == plain

    monkeypatch.setattr(write, "_made", made_again)
    assert written(ask(), tmp_path / "two") == plain
    with pytest.raises(AssertionError):
        written(ask(), tmp_path / "three", Painting())

    monkeypatch.setattr(write, "_made", made)
    for path in folder.iterdir():
        os.truncate(path, path.stat().st_size - 1)
    assert written(ask(), tmp_path / "four") == plain


@pytest.mark.parametrize(
    "other",
    [
        lambda patch: patch.setattr(known_files, "_fonts", lambda: [("new.ttf", 1, 1)]),
        lambda patch: patch.setattr(known_files, "_LIBRARIES", ("matplotlib", "no-such-package")),
        lambda patch: patch.setenv("TRANSNET_LANG", "zh"),
    ],
)
def test_other_fonts_libraries_or_languages_name_other_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch, other: Callable[[pytest.MonkeyPatch], None]
) -> None:
    first = KnownFiles(ask(), KEPT, xlsx=False)
    first.keep({"a": b"x"}, ())
    assert KnownFiles(ask(), KEPT, xlsx=False).find() == ({"a": b"x"}, ())
    other(monkeypatch)
    assert KnownFiles(ask(), KEPT, xlsx=False).find() is None


def test_each_thing_that_is_asked_for_names_other_files(folder: Path) -> None:
    result = ask()
    asked = [
        KnownFiles(result, KEPT, xlsx=False),
        KnownFiles(result, KEPT, xlsx=True),
        KnownFiles(result, replace(KEPT, language="zh"), xlsx=False),
        KnownFiles(ask(name_en="T"), KEPT, xlsx=False),
        KnownFiles(ask(outputs={"report": False}), KEPT, xlsx=False),
        KnownFiles(ask(edit=[]), KEPT, xlsx=False),
        KnownFiles(replace(result, manifest={"python": "9"}), KEPT, xlsx=False),
        KnownFiles(replace(result, notices=()), KEPT, xlsx=False),
        KnownFiles(replace(result, timetable=True), KEPT, xlsx=False),
    ]
    names = [each._name for each in asked]
    assert all(names)
    assert len({*names}) == len(names) - (result.notices == ())
    assert KnownFiles(result, Painting(paint_here), xlsx=False)._name == ""


def test_results_older_than_what_they_were_made_of_are_told(tmp_path: Path) -> None:
    scenario, network, results = (tmp_path / name for name in ("s.toml", "net", "results"))
    scenario.write_text("")
    network.mkdir()
    table = network / "places.csv"
    table.write_text("")
    assert not is_newer(results, scenario, str(network))
    results.mkdir()
    (results / "manifest.json").write_text("{}")
    for path in (scenario, network, table):
        os.utime(path, (1, 1))
    assert is_newer(results, scenario, str(network))
    assert not is_newer(results, tmp_path / "none.toml", str(network))
    for path in (scenario, network, table):
        os.utime(path, (2**33, 2**33))
        assert not is_newer(results, scenario, str(network))
        os.utime(path, (1, 1))
