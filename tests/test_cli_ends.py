"""Commands end as documented: with a message, an exit code and no traceback, whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from transnet.cli_ends import EndingGroup
from transnet.errors import InputError

TRANSNET = [sys.executable, "-m", "transnet"]


def _ends(error: BaseException) -> tuple[int, str]:
    """Return the exit code and the words of a command that fails so."""

    def fail() -> None:
        raise error

    group = EndingGroup("group", commands=[click.Command("fail", callback=fail)])
    done = CliRunner().invoke(group, ["fail"])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, done.output.strip()


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (InputError("a.csv: bad"), 1, "a.csv: bad"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (BrokenPipeError(), 1, ""),
        (OSError(28, "No space left", "/x/a.csv"), 1, "/x/a.csv: the disk is full; make room"),
        (OSError(5, "I/O", b"/x/a"), 1, "/x/a: the disk gives an error"),
        (PermissionError(13, "Denied", "/x"), 1, "/x: permission denied"),
        (OSError("odd"), 1, "input or output: odd"),
        (OSError(18, "Cross", "/x", None, "/y"), 1, "/x and /y: Cross"),
        (MemoryError(), 1, "there isn't enough memory"),
    ],
)
def test_every_error_has_its_end(error: BaseException, code: int, words: str) -> None:
    found = _ends(error)
    assert found[0] == code
    assert found[1].startswith(words)


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_signals_end_a_command_and_clean_up(name: str, code: int, tmp_path: Path) -> None:
    def send() -> None:
        try:
            os.kill(os.getpid(), getattr(signal, name))
            signal.pause()
        finally:
            (tmp_path / "cleaned").touch()

    group = EndingGroup("group", commands=[click.Command("send", callback=send)])
    assert CliRunner().invoke(group, ["send"]).exit_code == code
    assert (tmp_path / "cleaned").exists()
    assert signal.getsignal(getattr(signal, name)) in (signal.SIG_DFL, signal.default_int_handler)


def test_who_reads_no_further_sees_no_traceback() -> None:
    with subprocess.Popen(
        [*TRANSNET, "list", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as shown:
        assert shown.stdout is not None
        assert shown.stderr is not None
        shown.stdout.close()
        assert (shown.wait(), shown.stderr.read()) == (1, "")


def test_an_output_that_is_full_is_named() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*TRANSNET, "list", "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "input or output: the disk is full; make room, or name another place\n"


OUTPUTS = [
    ("run", "today", "--out", "{}"),
    ("run", "today", "base-2022", "--out", "{}"),
    ("export", "shanxi-central", "--out", "{}/x.omx"),
    ("export", "shanxi-central", "--out", "{}/x.gpkg"),
    ("roads", "convert", "town.osm", "{}/x.gpkg"),
    ("roads", "convert", "town.osm", "{}/x.gr"),
    ("roads", "convert", "town.osm", "{}/folder"),
    ("roads", "import", "town.osm", "--out", "{}"),
    ("roads", "reach", "town.osm", "--from=112,37", "--out", "{}/x.png"),
    ("points", "convert", "points.csv", "{}/x.csv", "--crs", "GCJ-02"),
]


@pytest.mark.parametrize("words", OUTPUTS, ids=lambda words: " ".join(words[:2]))
@pytest.mark.parametrize("place", ["a-file", "a-file/x", "/proc", "/dev/full", "round", "n" * 300])
def test_outputs_that_cannot_be_are_refused_before_the_work(
    words: tuple[str, ...], place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from transnet.cli import main

    monkeypatch.chdir(tmp_path)  # town.osm and points.csv aren't there: they are never opened
    Path("a-file").write_text("mine")
    Path("round").symlink_to("round")
    done = CliRunner().invoke(main, [each.format(place) for each in words])
    assert isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code in (1, 2)
    assert done.exit_code == 2 or "unwritable_file" in done.output
    assert {each.name for each in tmp_path.iterdir()} == {"a-file", "round"}
    assert Path("a-file").read_text() == "mine"
