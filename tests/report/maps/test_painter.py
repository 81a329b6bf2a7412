"""Maps drawn by another process: the same bytes, and drawn here where the other one fails."""

from __future__ import annotations

import re
import subprocess
from contextlib import suppress
from typing import Any

import pytest

from transnet.base import other_python
from transnet.report.maps import painter, painter_apart
from transnet.study.result import Result


@pytest.fixture(scope="module")
def job(opened: Result) -> painter.MapJob:
    return painter.map_job(opened)


@pytest.fixture(scope="module")
def here(job: painter.MapJob) -> painter.DrawnMaps:
    return painter.draw(job)


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painter_apart, "cores", lambda: 2)


@pytest.mark.usefixtures("two_cores")
def test_another_process_draws_the_same_bytes(
    job: painter.MapJob, here: painter.DrawnMaps, monkeypatch: pytest.MonkeyPatch
) -> None:
    with painter_apart.painter_apart() as begin:
        drawn = begin(job)
        monkeypatch.setattr(painter, "draw", lambda _: pytest.fail("drawn here"))
        assert drawn() == here


@pytest.mark.usefixtures("two_cores")
def test_another_process_letters_maps_as_it_is_told(
    opened: Result, here: painter.DrawnMaps, monkeypatch: pytest.MonkeyPatch
) -> None:
    with painter_apart.painter_apart(at_once=False) as begin:
        drawn = painter.Painting(begin, "en").begin(opened)
        monkeypatch.setattr(painter, "draw", lambda _: pytest.fail("drawn here"))
        maps = drawn()
    assert maps.files.keys() == here.files.keys()
    assert maps.notices == ()
    for _, svg in maps.files.values():
        assert "Residents</text>" in svg
        assert not re.search(r"[\u4e00-\u9fff]", svg)


@pytest.mark.usefixtures("two_cores")
@pytest.mark.parametrize("code", ["import os; os._exit(3)", "print('no maps')"])
def test_maps_are_drawn_here_where_the_other_process_fails(
    job: painter.MapJob, here: painter.DrawnMaps, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(other_python, "_CODE", code)
    monkeypatch.setattr(painter, "draw", lambda _: here)
    with painter_apart.painter_apart() as begin:
        assert begin(job)() is here


@pytest.mark.usefixtures("two_cores")
def test_no_process_starts_where_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: pytest.fail("started"))
    with painter_apart.painter_apart(at_once=False):
        pass


@pytest.mark.usefixtures("two_cores")
@pytest.mark.parametrize("begun", [False, True])
def test_no_process_outlives_its_run(
    begun: bool, job: painter.MapJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def noted(*words: Any, **settings: Any) -> subprocess.Popen[bytes]:
        started.append(start(*words, **settings))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", noted)
    with suppress(KeyboardInterrupt), painter_apart.painter_apart() as begin:
        if begun:
            begin(job)
        raise KeyboardInterrupt
    (process,) = started
    assert process.poll() is not None


def test_one_core_or_no_process_draws_here(
    job: painter.MapJob, here: painter.DrawnMaps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(painter, "draw", lambda _: here)

    def refused(*_words: Any, **_settings: Any) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(subprocess, "Popen", refused)
    for cores in (1, 2):
        monkeypatch.setattr(painter_apart, "cores", lambda cores=cores: cores)
        with painter_apart.painter_apart() as begin:
            assert begin(job)() is here
