"""Commands end as documented: with a message, an exit code and no traceback, whatever happens."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from transnet.base.errors import InputError
from transnet.cli.ends import EndingGroup

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
            signal.raise_signal(getattr(signal, name))  # to this thread: none can take it away
        finally:
            (tmp_path / "cleaned").touch()

    # What a shell starts in the background ignores Ctrl-C, and what nohup starts a lost terminal;
    # their commands do so too.
    sent = getattr(signal, name)
    usual = signal.default_int_handler if sent == signal.SIGINT else signal.SIG_DFL
    before = signal.signal(sent, usual)
    try:
        group = EndingGroup("group", commands=[click.Command("send", callback=send)])
        assert CliRunner().invoke(group, ["send"]).exit_code == code
        assert (tmp_path / "cleaned").exists()
        assert signal.getsignal(sent) == usual
    finally:
        signal.signal(sent, before)


EARLY = """
import runpy, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
class Sender:
    def find_spec(self, name, *_):
        if name == {module!r}:
            signal.raise_signal(signal.{name})
sys.meta_path.insert(0, Sender())
sys.argv = ["transnet", "list"]
runpy.run_module("transnet", run_name="__main__")
"""


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [("SIGINT", 130, "interrupted"), ("SIGTERM", 143, "stopped"), ("SIGHUP", 129, "stopped")],
)
@pytest.mark.parametrize(
    "module",
    [
        "transnet.cli.main",
        "click",
        "pathlib",
        "transnet.cli.roads_command",
        "transnet.report.terminal.result_tables",
    ],
)
def test_signals_of_the_first_moments_end_in_the_same_way(
    module: str, name: str, code: int, words: str
) -> None:
    early = EARLY.format(module=module, name=name)
    done = subprocess.run(
        [sys.executable, "-c", early], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (code, "", f"{words}\n")


def test_a_signal_that_is_ignored_stays_ignored_from_the_start() -> None:
    early = EARLY.format(module="click", name="SIGINT").replace("default_int_handler", "SIG_IGN")
    done = subprocess.run(
        [sys.executable, "-c", early], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "shanxi-central" in done.stdout


def test_the_command_begins_where_signals_are_held() -> None:
    project = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["project"]
    assert project["scripts"] == {"transnet": "transnet.cli.start:main"}


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
    from transnet.cli.main import main

    monkeypatch.chdir(tmp_path)  # town.osm and points.csv aren't there: they are never opened
    Path("a-file").write_text("mine")
    Path("round").symlink_to("round")
    done = CliRunner().invoke(main, [each.format(place) for each in words])
    assert isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code in (1, 2)
    codes = ("[unwritable_file]", "[name_too_long]" if place == "n" * 300 else "[unwritable_file]")
    assert done.exit_code == 2 or any(code in done.output for code in codes)
    assert {each.name for each in tmp_path.iterdir()} == {"a-file", "round"}
    assert Path("a-file").read_text() == "mine"


TOWN = """<osm version="0.6"><node id="1" version="1" lat="37" lon="112"/>
<node id="2" version="1" lat="37" lon="112.1"/><way id="1" version="1"><nd ref="1"/><nd ref="2"/>
<tag k="highway" v="primary"/></way></osm>"""
# What is read, and what would be written over it: in its place, beside the output, or by a link.
OVER = {
    "a map's areas": ("roads", "reach", "town.gpkg", "--from=112,37", "--out", "town.png"),
    "a map's areas by a hard link": (
        "roads",
        "reach",
        "town.gpkg",
        "--from=112,37",
        "--out",
        "hard.png",
    ),
    "a map's areas by a link": (
        "roads",
        "reach",
        "town.gpkg",
        "--from=112,37",
        "--out",
        "link.png",
    ),
    "itself": ("roads", "convert", "town.gpkg", "./town.gpkg"),
    "its coordinates": ("roads", "convert", "town.gr", "other.gr", "--crs", "WGS-84"),
    "its folder": ("roads", "convert", "town", "town"),
    "its table": ("points", "convert", "points.csv", "points.csv", "--crs", "GCJ-02"),
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Roads in some formats, and a table of points."""
    from transnet.cli.main import main

    folder = tmp_path_factory.mktemp("files")
    (folder / "town.osm").write_text(TOWN)
    (folder / "points.csv").write_text("id,lon,lat\na,112,37\n")
    for name in ("town.gpkg", "town.gr", "town"):
        words = ["roads", "convert", f"{folder}/town.osm", f"{folder}/{name}"]
        assert CliRunner().invoke(main, words).exit_code == 0
    return folder


@pytest.fixture
def town(files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files in a folder of their own, where one works, with links to some of them."""
    folder = shutil.copytree(files, tmp_path / "town")
    monkeypatch.chdir(folder)
    Path("hard.gpkg").hardlink_to("town.gpkg")
    Path("link.gpkg").symlink_to("town.gpkg")
    Path("other.co").symlink_to("town.co")
    return folder


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("what", OVER)
def test_no_command_writes_over_its_input(what: str, force: bool, town: Path) -> None:
    from transnet.cli.main import main

    before = {each: each.read_bytes() for each in town.rglob("*") if each.is_file()}
    done = CliRunner().invoke(main, [*OVER[what], *(["--force"] if force else [])])
    assert done.exit_code == 1, done.output
    assert "output_is_input" in done.output
    assert {each: each.read_bytes() for each in town.rglob("*") if each.is_file()} == before


@pytest.mark.parametrize("name", ["map.jpg", "map", "map.svg", "map.png.gpkg"])
def test_an_ending_that_is_not_served_is_refused_and_never_changed(name: str, town: Path) -> None:
    from transnet.cli.main import main

    before = sorted(town.iterdir())
    words = ["roads", "reach", "town.osm", "--from=112,37", "--out", name]
    done = CliRunner().invoke(main, words)
    assert (done.exit_code, "unknown_format" in done.output) == (1, True)
    assert sorted(town.iterdir()) == before


def test_results_go_over_no_file_that_no_run_wrote(town: Path) -> None:
    from transnet.cli.main import main

    for name, words in (("today", ["today"]), ("comparison", ["today", "base-2022"])):
        folder = town / "results" / name
        folder.mkdir(parents=True)
        for file in ("summary.json", "verdicts.csv"):
            (folder / file).write_text("mine")
        done = CliRunner().invoke(main, ["run", *words])
        assert (done.exit_code, "no run of ours wrote it" in done.output) == (1, True)
        assert {each.read_text() for each in folder.iterdir()} == {"mine"}
