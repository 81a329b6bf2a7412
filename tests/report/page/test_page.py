"""The page: both languages, nothing fetched, nothing unescaped, every weak input marked."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from html.parser import HTMLParser

import pandas as pd
import pytest
from rich.console import Console

from tests.worlds import line_world
from transnet.base.language import Language, speaking
from transnet.report.page import page as page_module
from transnet.report.page.page import render_page
from transnet.report.terminal.result_tables import result_table
from transnet.study.result import Result

VOID = {"meta", "input", "img", "br", "link"}
SVGS = dict.fromkeys(("before", "after", "change"), "<svg xmlns='x'></svg>")


class Reader(HTMLParser):
    """Collects tags and the text of each language; fails on tags that don't nest."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: dict[str, list[str]] = {"zh": [], "en": [], "": []}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.append((tag, values))
        if tag not in VOID:
            self.open.append((tag, values.get("class", "")))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        languages = [name for _, name in self.open if name in ("zh", "en")]
        if not any(tag in ("style", "script") for tag, _ in self.open):
            self.text[languages[-1] if languages else ""].append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


@pytest.fixture(scope="module")
def page(opened: Result) -> str:
    return render_page(opened, SVGS)


def test_both_languages_say_it_in_full(page: str) -> None:
    reader = read(page)
    zh, en = "".join(reader.text["zh"]), "".join(reader.text["en"])
    assert "直达带来什么？" in zh
    assert "省时最多的是乙市至甲市" in zh
    assert "What does the direct line do?" in en
    assert "the largest gain is Yi–Jia" in en
    assert not re.search(r"[\u4e00-\u9fff]", en)
    assert not re.search(r"[a-zA-Z]{6,}", zh.replace("effects", ""))


def test_every_text_of_one_language_has_its_twin(page: str) -> None:
    reader = read(page)
    spans = [values.get("class") for tag, values in reader.tags if tag == "span"]
    assert spans.count("zh") == spans.count("en") > 100


@pytest.mark.parametrize(("language", "root"), [("zh", "zh-CN"), ("en", "en")])
def test_a_page_opens_in_the_language_it_was_written_in(
    unchanged: Result, language: Language, root: str
) -> None:
    with speaking(language):
        tags = read(render_page(unchanged, {})).tags
    switches = {each["id"]: "checked" in each for tag, each in tags if each.get("type") == "radio"}
    other = {"zh": "en", "en": "zh"}[language]
    assert switches == {f"language-{language}": True, f"language-{other}": False}
    assert next(each["lang"] for tag, each in tags if tag == "html") == root


def test_nothing_is_fetched(page: str) -> None:
    for tag, values in read(page).tags:
        assert tag not in ("link", "iframe", "object", "embed")
        for name in ("src", "href", "srcset", "action"):
            assert values.get(name, "#").startswith(("#", "data:"))
    assert "url(" not in page
    assert "@import" not in page


def test_maps_have_alt_texts_and_stay_apart(page: str) -> None:
    images = [values for tag, values in read(page).tags if tag == "img"]
    assert len(images) == 3
    for image in images:
        assert image["src"].startswith("data:image/svg+xml;base64,")
        assert "地图" in image["alt"]
        assert "Map" in image["alt"]


def test_without_maps_there_is_no_section_for_them(opened: Result) -> None:
    assert "<img" not in render_page(opened)


def test_tables_have_headers(page: str) -> None:
    tags = [tag for tag, _ in read(page).tags]
    headers = [values for tag, values in read(page).tags if tag == "th"]
    assert tags.count("thead") == tags.count("table")
    assert all("scope" in values for values in headers)


def test_verdicts_are_told_in_words_and_marks(page: str) -> None:
    assert page.count("✓") >= 2
    assert "✗ <span" in page
    en = "".join(read(page).text["en"])
    assert "not met" in en
    assert "6 min" in en
    assert "Jia–Yi, ride leg" in en


def test_each_county_shows_its_largest_change_with_its_sign(page: str) -> None:
    table = page.partition("Largest change by county")[2].partition("</table>")[0]
    changes = re.findall(r'data-en="Change"[^>]*>([^<]*)<', table)
    assert changes == ["−13", "−9", "0"]  # Yi and Jia gain, Bing lies beside the line


def test_all_counties_are_sorted_by_figures_and_not_by_their_letters(
    opened: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_module, "_TOP_GAINS", 1)
    page = render_page(opened)
    table = page.partition('<table class="cards sortable">')[2].partition("</table>")[0]
    rows = table.partition("<tbody>")[2].split("<tr>")[1:]
    values = [[float(each) for each in re.findall('data-value="([^"]*)"', row)] for row in rows]
    people, changes = ([row[at] for row in values] for at in (0, 3))
    assert len(rows) == len(opened.counties) > 1
    assert sorted(people) == sorted(opened.counties["people"])
    assert changes[0] == pytest.approx(opened.counties["core_min_change"].min())
    assert changes[0] < 0
    assert "table.sortable" in page.partition("</main>")[2]


def test_hostile_names_are_escaped(hostile: Result) -> None:
    page = render_page(hostile, SVGS)
    tags = [tag for tag, _ in read(page).tags]
    assert tags.count("script") == 1  # our own
    assert "alert(1)" not in [values.get("onerror") for _, values in read(page).tags]
    assert tags.count("img") == 3
    assert "&lt;script&gt;alert(1)" in page
    assert "&lt;/title&gt;&lt;b&gt;&amp;" in page


def test_a_verdict_that_flips_shows_both_states(closed: Result) -> None:
    en = "".join(read(render_page(closed)).text["en"])
    assert "before:" in en
    assert "no way" in en


def test_nothing_changes(unchanged: Result) -> None:
    en = "".join(read(render_page(unchanged)).text["en"])
    assert "Nothing changes." in en
    assert "No county sees a change" in en


def test_changed_values_are_listed(faster: Result) -> None:
    page = render_page(faster)
    assert "<code>speed_kmh</code>" in page


def test_every_weak_input_is_marked(make_result: Callable[..., Result]) -> None:
    network = line_world("2024-12-31")
    for table, rows in (("parameters", "parameter"), ("tracks", "track_id")):
        frame = network[table].copy()
        frame.loc[frame[rows].isin(["parking_min", "T2"]), "basis"] = "assumed"
        network = network.replace_table(table, frame)
    strong = render_page(make_result(network=line_world("2024-12-31")))
    weak = render_page(make_result(network=network))
    assert "3†</td>" not in strong
    assert re.search(r'data-en="Value">5†</td>', weak)
    # E2, from P3 to P1, has no observed run and is timed over T2.
    assert "<code>T2</code>" in weak
    assert "<code>T2</code>" not in strong
    assert weak.count("†") > strong.count("†")


def test_sources_and_manifest_are_there(page: str, opened: Result) -> None:
    assert "drawn by hand" in page
    for value in opened.manifest.values():
        assert str(value) in page


def test_what_decides_a_verdict_stands_beside_it(make_result: Callable[..., Result]) -> None:
    """A station far from town, and the timetable of another day, in the page and the terminal."""
    world = line_world("2024-12-31")
    crawled = world["services"].assign(timetable=pd.Timestamp("2023-12-15"))
    cities = world["cities"].assign(rail_stations=["S1", "S2;S3"])
    network = world.replace_table("cities", cities).replace_table("services", crawled)
    result = make_result(network=network)
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(result_table(result))
    page, english = render_page(result), console.export_text()
    with speaking("zh"):
        console.print(result_table(result))
    chinese = console.export_text()
    for text in (page, english):
        assert "is counted by Bing station, 56 km from its seat as the crow flies" in text
        assert text.count("timetable of 2023-12-15, which stands for the day shown") == 1
    for text in (page, chinese):
        assert "丙站（距中心城区直线 56 公里）" in text
        assert text.count("2023年12月15日时刻表") == 1
    assert all("‡" in text for text in (page, english, chinese))


def test_nothing_stands_beside_a_verdict_without_need(page: str) -> None:
    assert "‡" not in page
    assert "from its seat" not in page
