"""The command says where the map is, and who else can come there."""

from __future__ import annotations

import importlib.util
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from transnet.cli.main import main
from transnet.explore import serve


def explored(monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str, list[str]]:
    """Return exit code, output and the networks served, of the command that serves for no time."""
    served: list[str] = []

    def serving(network: str, held: socket.socket, _host: str, began: Callable[[], None]) -> None:
        served.append(network)
        began()
        held.close()

    monkeypatch.setattr(serve, "serve", serving)
    result = CliRunner().invoke(main, ["explore", *words, "--port", "0", "--no-browser"])
    return result.exit_code, result.output, served


def test_it_says_where_the_map_is_and_nothing_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    code, said, served = explored(monkeypatch)
    assert (code, served) == (0, ["shanxi-central"])
    assert "http://127.0.0.1:" in said
    assert "password" not in said


def test_it_warns_where_others_can_come(monkeypatch: pytest.MonkeyPatch) -> None:
    code, said, _ = explored(monkeypatch, "shanxi-central", "--host", "0.0.0.0")  # noqa: S104
    assert code == 0
    assert "http://127.0.0.1:" in said
    assert "whoever reaches this machine can use it" in said
    chinese = explored(monkeypatch, "--host", "0.0.0.0", "--lang", "zh")[1]  # noqa: S104
    assert "没有密码" in chinese


def test_a_network_that_is_not_there_is_told_before_anything_is_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code, said, served = explored(monkeypatch, "nowhere")
    assert (code, served) == (1, [])
    assert "nowhere" in said


def test_without_its_packages_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec

    def found(name: str, *more: Any) -> Any:
        return None if name == "uvicorn" else find(name, *more)

    monkeypatch.setattr(importlib.util, "find_spec", found)
    code, said, served = explored(monkeypatch)
    assert (code, served) == (1, [])
    assert "transnet[explore]" in said


def test_what_cannot_be_read_is_told_and_ends_the_server(tmp_path: Path) -> None:
    feed = tmp_path / "feed.zip"
    feed.write_bytes(b"no zip")
    result = CliRunner().invoke(main, ["explore", str(feed), "--port", "0", "--no-browser"])
    assert result.exit_code == 1
    assert "feed.zip" in result.output.partition("The map is at")[2]
