"""Figures are the same bytes whatever the user's home holds, and take names as they stand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.worlds import line_world
from transnet.report.maps import fonts
from transnet.report.maps.render import render
from transnet.report.maps.result_maps import network_map

ROOT = Path(__file__).parents[3]

# Draws a map for each environment, a line of standard input, in a fork that begins to know
# matplotlib: in a new process it takes longer to import all the rest than to draw.
DRAWING = """
import hashlib, json, os, sys, traceback, warnings
from tests.worlds import line_world
from transnet.report.maps.result_maps import network_map
from transnet.report.maps.render import render
network = line_world("2024-12-31")
assert "matplotlib" not in sys.modules
warnings.simplefilter("error")
for line in sys.stdin:
    if os.fork():
        assert os.wait()[1] == 0
        continue
    try:
        os.environ.update(json.loads(line))
        png, svg = render(network_map(network).get_figure(root=True))
        digests = [hashlib.sha256(each).hexdigest() for each in (png, svg.encode())]
        print(*digests, flush=True)
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
"""
Draw = Callable[..., str]

POISON = """
backend: TkAgg
text.usetex: True
text.parse_math: True
figure.dpi: 41
savefig.dpi: 43
savefig.bbox: tight
savefig.transparent: True
savefig.facecolor: black
font.family: monospace
font.size: 30
lines.linewidth: 9
lines.antialiased: False
axes.linewidth: 7
axes.facecolor: black
axes.grid: True
patch.edgecolor: red
path.simplify: False
path.sketch: 5, 100, 2
svg.fonttype: path
svg.image_inline: False
svg.hashsalt: mine
agg.path.chunksize: 50
image.cmap: gray
no.such.key: 1
"""


@pytest.fixture(scope="module")
def drawn() -> Iterator[Draw]:
    """Return the digests of a map that a process draws with a folder as matplotlib's own."""
    names = ("MPLCONFIGDIR", "MATPLOTLIBRC", "MPLBACKEND")
    plain = {name: value for name, value in os.environ.items() if name not in names}
    with subprocess.Popen(
        [sys.executable, "-c", DRAWING],
        cwd=ROOT,
        env=plain,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as drawing:
        asked, answers = drawing.stdin, drawing.stdout
        assert asked is not None
        assert answers is not None

        def draw(folder: Path) -> str:
            asked.write(json.dumps({"MPLCONFIGDIR": str(folder)}) + "\n")
            asked.flush()
            digests = answers.readline()
            assert digests, "nothing was drawn"
            return digests

        yield draw
        asked.close()


def _font_list(folder: Path) -> Path:
    (path,) = folder.glob("fontlist-*.json")
    return path


@pytest.fixture(scope="module")
def plain(drawn: Draw, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A fresh folder of matplotlib's, with the list of fonts that it makes, and what is drawn."""
    folder = tmp_path_factory.mktemp("plain")
    return folder, drawn(folder)


def test_the_users_settings_change_no_byte(
    drawn: Draw, plain: tuple[Path, str], tmp_path: Path
) -> None:
    (tmp_path / "matplotlibrc").write_text(POISON, "utf-8")
    (tmp_path / "stylelib").mkdir()
    (tmp_path / "stylelib" / "classic.mplstyle").write_text("font.size: 40", "utf-8")
    assert drawn(tmp_path) == plain[1]


def _missing(entry: dict[str, object]) -> None:
    entry["fname"] = "/no/such/font.ttf"


def _of_another_family(entry: dict[str, object]) -> None:
    entry["name"] = "Another"


def _all_named_and_weighed_alike(entry: dict[str, object]) -> None:
    entry["name"], entry["weight"], entry["style"] = "DejaVu Sans", 900, "italic"


@pytest.mark.parametrize("change", [_missing, _of_another_family, _all_named_and_weighed_alike])
def test_a_false_list_of_fonts_changes_no_byte(
    change: Callable[[dict[str, object]], None],
    drawn: Draw,
    plain: tuple[Path, str],
    tmp_path: Path,
) -> None:
    source = _font_list(plain[0])
    listed = json.loads(source.read_text("utf-8"))
    for entry in listed["ttflist"]:
        change(entry)
    (tmp_path / source.name).write_text(json.dumps(listed), "utf-8")
    assert drawn(tmp_path) == plain[1]


@pytest.mark.parametrize("text", ["{", "[]", '{"ttflist": []}'])
def test_a_damaged_list_of_fonts_changes_no_byte(
    text: str, drawn: Draw, plain: tuple[Path, str], tmp_path: Path
) -> None:
    (tmp_path / _font_list(plain[0]).name).write_text(text, "utf-8")
    assert drawn(tmp_path) == plain[1]


def test_an_empty_list_of_fonts_loses_no_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    from matplotlib.font_manager import fontManager

    before = fonts.lettering()
    monkeypatch.setattr(fontManager, "ttflist", [])
    monkeypatch.setattr(fonts, "_settled", {})
    assert fonts.lettering() == before
    listed = {each.name for each in fontManager.ttflist}
    assert set(before.families) <= listed
    assert all(Path(each.fname).exists() for each in fontManager.ttflist)


MARKS = [
    "US$100 #1 or US$50", r"$\foo$", "5$ 6$", r"a_{b", "50 % & more", r"\frac{1}{2}", "$$", "$",
    r"\$", "x^2_3", "<b>&amp;</b>", "$x", "{}", "~#%", r"\\",
]  # fmt: skip


@pytest.mark.parametrize("first", range(0, len(MARKS), 3))
def test_names_are_drawn_as_they_stand(first: int) -> None:
    from matplotlib.text import Text

    network = line_world("2024-12-31")
    names = MARKS[first : first + 3]  # two cities are named at their seats, and one county
    network = network.replace_table("cities", network["cities"].assign(name_en=names[:2]))
    network = network.replace_table("places", network["places"].assign(name_en=names[2]))
    axes = network_map(network)
    figure = axes.get_figure(root=True)
    assert figure is not None
    drawn = [each.get_text() for each in figure.findobj(Text)]
    assert not any(each.get_parse_math() for each in figure.findobj(Text))
    _, svg = render(figure)
    drawing = ET.fromstring(svg)  # noqa: S314  our own
    texts = [str(each.text) for each in drawing.iter("{http://www.w3.org/2000/svg}text")]
    for name in names:
        assert any(name in text for text in drawn)
        # Where a font of the system has Chinese, the Chinese name stands before it.
        assert any(text == name or text.endswith(f" {name}") for text in texts)


def test_drawing_leaves_the_users_settings_alone() -> None:
    import matplotlib

    before = dict(matplotlib.rcParams)
    with matplotlib.rc_context({"font.size": 31.0}):
        network_map(line_world("2024-12-31"))
        assert matplotlib.rcParams["font.size"] == 31.0
    assert dict(matplotlib.rcParams) == before


def test_letters_that_no_font_has_are_told_and_not_warned_of() -> None:
    toto = "\U0001e290"
    found = fonts.letter_notices([f"Bahn {toto}\n"])
    told = [each for each in found if each.code == "letters_not_shown"]
    assert [each.value for each in told] == [f"{toto} (U+1E290)"]
    assert "boxes" in told[0].hint
    codes = [each.code for each in fonts.letter_notices(["Bahn"])]
    assert "letters_not_shown" not in codes
    network = line_world("2024-12-31")
    named = network["places"].assign(name_en=f"Bahn {toto}")
    figure = network_map(network.replace_table("places", named)).get_figure(root=True)
    assert figure is not None
    render(figure)  # a warning would be an error here


def test_a_missing_chinese_font_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "CJK_FAMILIES", ())
    (told,) = fonts.letter_notices(["Taiyuan"])
    assert told.code == "no_chinese_font"
    assert "Noto Sans CJK SC" in told.hint
