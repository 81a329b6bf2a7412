"""The command on consoles of every encoding, and without a home."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.worlds import line_world
from transnet.cli.main import main
from transnet.io.network_folder import load_network, save_network

C_LOCALE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
ENCODINGS = ("utf-8", "cp1252", "ascii", "cp437", "shift_jis", "utf-16", "cp1252:strict")
SCENARIO = """
id = "own"
name_zh = "太原到离石"
name_en = "Line – of $100 ✓ \U0001f684"
network = "{network}"
date = "2024-12-31"

[[edit]]
action = "open"
project = "rail-direct"
"""
# A run that knows no answer of earlier ones: it would write theirs.
RUN_ANEW = """
import sys
from pathlib import Path
from transnet.base.cache import Cache
from transnet.cli.start import main
from transnet.study import known_answers
folder = Path(sys.argv.pop(1))
known_answers._cache = lambda: Cache(folder)
sys.exit(main())
"""


def _transnet(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return _python("-m", "transnet", *words, **environment)


def _python(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, *words],
        env={**_plain_environment(), **environment},
        capture_output=True,
        timeout=300,
        check=False,
    )


def _plain_environment() -> dict[str, str]:
    chosen = ("PYTHONIOENCODING", "PYTHONUTF8", "LC_ALL")
    return {name: value for name, value in os.environ.items() if name not in chosen}


def _name(console: dict[str, str]) -> str:
    return console.get("PYTHONIOENCODING", "") + console.get("LC_ALL", "")


COMMANDS = [
    (["list"], 0),
    (["list", "--json"], 0),
    (["run", "太原"], 1),
    (["check", "太原"], 1),
    (["plan", "shanxi-central", "--item", "太原"], 1),
    (["no-such-command-太原"], 2),
    (["path", "太原", "吕梁", "--using", "火车"], 2),
    (["run", "--help"], 0),
    (["roads", "import", "--help"], 0),
    (["roads", "import", "太原.osm", "--out", "出"], 1),
]
# All commands on some consoles in one process, as fast as they start: where each ends is told by
# a file. A console is made as Python makes it at its start.
EACH_COMMAND = """
import io, json, sys
from pathlib import Path
import transnet.cli.main
ends = []
for console in sys.argv[3:] or [""]:
    encoding, _, errors = console.partition(":")
    if console:
        streams = [open(number, "wb", closefd=False) for number in (1, 2)]
        sys.stdout = io.TextIOWrapper(streams[0], encoding, errors or "strict")
        sys.stderr = io.TextIOWrapper(streams[1], encoding, "backslashreplace")
    for words in json.loads(sys.argv[2]):
        try:
            transnet.cli.main.main(words, prog_name="transnet")
        except SystemExit as end:
            ends.append(end.code)
    sys.stdout.flush()
    sys.stderr.flush()
Path(sys.argv[1]).write_text(json.dumps(ends))
"""


@pytest.mark.parametrize(
    ("start", "consoles"),
    [({"PYTHONIOENCODING": "gbk"}, []), (C_LOCALE, []), ({"PYTHONUTF8": "1"}, ENCODINGS)],
    ids=["gbk", "C", "others"],
)
def test_no_console_ends_in_a_traceback(
    start: dict[str, str], consoles: list[str], tmp_path: Path
) -> None:
    words = json.dumps([words for words, _ in COMMANDS])
    done = _python("-c", EACH_COMMAND, str(tmp_path / "ends"), words, *consoles, **start)
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False), done.stderr
    expected = [code for _, code in COMMANDS] * max(len(consoles), 1)
    assert json.loads((tmp_path / "ends").read_text()) == expected
    assert done.stdout
    assert done.stderr


def test_json_loses_nothing_on_any_console() -> None:
    whole = json.loads(CliRunner().invoke(main, ["list", "--json"]).stdout)
    for encoding in ("ascii", "gbk"):
        out = _transnet("list", "--json", PYTHONIOENCODING=encoding).stdout
        assert json.loads(out.decode(encoding)) == whole
    (shanxi,) = (each for each in whole["networks"] if each["id"] == "shanxi-central")
    info = load_network("shanxi-central").info
    days = info.base_date.isoformat(), info.known_until.isoformat()
    assert (shanxi["base_date"], shanxi["known_until"]) == days


def test_what_cannot_be_shown_is_replaced_in_sight_and_verdicts_stay_apart() -> None:
    code = (
        "import sys; from transnet.cli.console import make_streams_safe; make_streams_safe();"
        "print('太 ✓✗ – ∞ é')"
    )
    for encoding, shown in (
        ("ascii", "?? vx - inf ?"),
        ("gbk", "太 vx – ∞ é"),
        ("cp1252", "?? vx – inf é"),
    ):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONIOENCODING": encoding},
            capture_output=True,
            check=True,
        )
        assert done.stdout.decode(encoding).strip() == shown


def _scenario(folder: Path) -> Path:
    """Write a scenario of the line world, and the world beside it."""
    save_network(line_world(), folder / "world")
    path = folder / "own.toml"
    path.write_text(SCENARIO.format(network=(folder / "world").as_posix()), "utf-8")
    return path


@pytest.fixture(scope="module")
def run_on(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., dict[str, bytes]]:
    """Run a scenario of the line world anew; return the files that it writes."""

    def run(**environment: str) -> dict[str, bytes]:
        own = tmp_path_factory.mktemp("own")
        words = [str(own / "answers"), "run", str(_scenario(own)), "--out", str(own)]
        done = _python("-c", RUN_ANEW, *words, **environment)
        assert (done.returncode, b"Traceback" in done.stderr) == (0, False), done.stderr
        assert b"matplotlib" not in done.stderr
        return {each.name: each.read_bytes() for each in (own / "own").iterdir()}

    return run


@pytest.fixture(scope="module")
def written(run_on: Callable[..., dict[str, bytes]]) -> dict[str, bytes]:
    return run_on(PYTHONIOENCODING="utf-8")


# The console and matplotlib's settings have nothing in common, so one run shows both.
@pytest.mark.parametrize("broken", ["MPLBACKEND", "MATPLOTLIBRC"])
def test_no_console_and_no_broken_settings_of_matplotlib_change_what_is_written(
    broken: str,
    run_on: Callable[..., dict[str, bytes]],
    written: dict[str, bytes],
    tmp_path: Path,
) -> None:
    path = tmp_path / "matplotlibrc"
    path.write_bytes(b"\xff\xfe broken")
    settings = {"MPLBACKEND": "no such", "MATPLOTLIBRC": str(path)}
    here = run_on(**C_LOCALE, PYTHONIOENCODING="gbk", **{broken: settings[broken]})
    assert here.keys() == written.keys()
    assert here["map_gains.svg"] == written["map_gains.svg"]
    assert here["travel_times.csv"] == written["travel_times.csv"]


UNPACKED = """
import numpy as np
from transnet.kernels.search.tree_paths import unpack_path
print(unpack_path(np.array([-1, 0, 1], np.int32), np.array([0, 1], np.int32), 2))
"""
ORDERED = """
from numba import config
config.DISABLE_JIT = True
import numpy as np
from transnet import Router
indptr = np.minimum(np.arange(301), 299).astype(np.int32)
router = Router((indptr, np.arange(1, 300, dtype=np.int32)))
print(router.prepare().node_of)
"""
DRAWN = """
from click.testing import CliRunner

from tests.worlds import line_world
from transnet.cli.main import main
from transnet.report.maps.result_maps import network_map
print(network_map(line_world("2024-12-31")))
"""
LISTED = "import transnet.cli.main; transnet.cli.main.main(['list'])"


# Without a cache each process compiles the kernels anew: one small kernel is enough.
WITHOUT_HOME = [
    *(("no home", code) for code in (UNPACKED, ORDERED)),
    *((home, DRAWN) for home in ("no home", "not a folder")),
    *((home, LISTED) for home in ("no home", "empty", "missing", "not a folder")),
]


@pytest.mark.parametrize(
    ("home", "code"), WITHOUT_HOME, ids=[f"{home}-{len(code)}" for home, code in WITHOUT_HOME]
)
def test_without_a_home_everything_works(home: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    homes = {"empty": "", "missing": str(tmp_path / "none"), "not a folder": str(tmp_path / "file")}
    gone = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "TRANSNET_CACHE_DIR", "MPLCONFIGDIR")
    environment = {name: value for name, value in os.environ.items() if name not in gone}
    if home in homes:
        environment["HOME"] = homes[home]
    nobody = (
        "import pwd\n"
        "def nobody(_):\n    raise KeyError('no such user')\n"
        "pwd.getpwuid = pwd.getpwnam = nobody\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", nobody + code],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
