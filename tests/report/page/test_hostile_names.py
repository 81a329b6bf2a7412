"""Names that are markup, formulae, quotes or right-to-left stay names in all of a report."""

from __future__ import annotations

import base64
import dataclasses
import html
import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from tests.decision.narrow import only
from tests.report.page.test_page import read
from tests.worlds import line_world
from transnet.decision import asked_sets
from transnet.decision.attribution import attribute
from transnet.decision.diagnosis import diagnose
from transnet.decision.resilience import resilience
from transnet.decision.robustness import robust
from transnet.decision.scan import ScannedInput, scan
from transnet.decision.staging import stage_projects
from transnet.model.network import Network
from transnet.report.page.page import render_page
from transnet.scenario.file import Scenario
from transnet.study.run import run

DAY = "2024-12-31"
_COSTS = {"road-north": 30.0, "rail-direct": 60.0}
_HOSTILE = (
    "<script>alert(1)</script>",
    "$x_{2}$ \\frac{1}{0} محطة",
    "\"'><img src=x onerror=alert(2)>",
    "محطة القطار",
    "{{ 7*7 }}</style></title>",
    "]]>&amp;<!--",
)
_TABLES = ("places", "stations", "projects", "targets", "services", "roads", "cities", "groups")


def _named(network: Network, kind: str) -> Network:
    """Return the world with other names: of all rows of its tables, each told from the others."""
    for table in _TABLES:
        frame = network[table]
        names = {
            column: [_name(kind, at, column) for at in range(len(frame))]
            for column in ("name_zh", "name_en")
            if column in frame
        }
        network = network.replace_table(table, frame.assign(**names).astype(frame.dtypes))
    return network


def _name(kind: str, at: int, column: str) -> str:
    own = _HOSTILE[at % len(_HOSTILE)] if kind == "hostile" else "Name"
    return f"{at:02} {own} {column[-2:]}"


def _page(kind: str) -> str:
    """Return the report of a scenario with all decisions in it."""
    world = _named(only(line_world(DAY), "parking_min"), kind)
    scenario = Scenario.from_dict(
        {
            "id": "s",
            "name_zh": f"{_HOSTILE[0]} zh" if kind == "hostile" else "Name zh",
            "name_en": f"{_HOSTILE[2]} en" if kind == "hostile" else "Name en",
            "question_zh": f"{_HOSTILE[1]} zh" if kind == "hostile" else "Question zh",
            "question_en": f"{_HOSTILE[4]} en" if kind == "hostile" else "Question en",
            "date": DAY,
            "targets": ["plan-door"],
            "edit": [{"action": "open", "project": ["road-north"]}],
        }
    )
    today = dataclasses.replace(scenario, edit=())
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(asked_sets, "network_of", lambda _: world)
        answers: list[Any] = [
            robust(scenario, draws=32, network=world),
            diagnose(today, network=world),
            attribute(scenario, ["*"], targets=["plan-door"]),
            stage_projects(scenario, ["*"], budget_100m_yuan=10, costs_100m_yuan=_COSTS),
            resilience(scenario, network=world),
            scan(scenario, [ScannedInput("parameter", (0.0, 60.0), "parking_min")], network=world),
        ]
    return render_page(run(scenario, network=world), {}, answers)


@pytest.fixture(scope="module")
def hostile() -> str:
    return _page("hostile")


def _pictures(page: str) -> list[str]:
    coded = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', page)
    return [base64.b64decode(each).decode("utf-8") for each in coded]


def test_a_page_of_hostile_names_has_the_tags_of_one_of_plain_names(hostile: str) -> None:
    tags, plain = ([tag for tag, _ in read(page).tags] for page in (hostile, _page("plain")))
    assert tags == plain


def test_no_name_becomes_an_attribute_or_a_comment(hostile: str) -> None:
    for _, values in read(hostile).tags:
        assert not [name for name in values if name.startswith("on")]
        assert not re.search("[<>]", " ".join(values.values()))
    body = hostile.partition("</head>")[2]
    assert "<!--" not in body
    assert "49 </style>" not in html.unescape(body)


@pytest.mark.parametrize("name", ["robust", "diagnose", "attribute", "stage", "resilience", "scan"])
def test_each_section_says_the_names_as_they_are(hostile: str, name: str) -> None:
    section = hostile.partition(f'<section id="{name}"')[2].partition("</section>")[0]
    text = html.unescape(re.sub("<[^>]*>", "", section))
    assert any(each in text for each in _HOSTILE)


def test_pictures_hold_formulae_and_markup_as_text(hostile: str) -> None:
    pictures = _pictures(hostile)
    assert len(pictures) == 12  # six answers in two languages
    said = []
    for each in pictures:
        tree = ET.fromstring(each)  # noqa: S314, our own
        assert not [tag.tag for tag in tree.iter() if tag.tag.endswith("script")]
        links = [value for tag in tree.iter() for name, value in tag.items() if "href" in name]
        assert all(link.startswith(("#", "data:image/png")) for link in links)
        said.append("".join(tree.itertext()))
    assert any("<script>alert(1)</script>" in each for each in said)
    assert any("$x_{2}$" in each for each in said)
    assert any("محطة" in each for each in said)


def test_axes_of_a_user_take_no_name_for_a_formula() -> None:
    from matplotlib.figure import Figure

    world = _named(line_world(DAY), "hostile")
    scenario = Scenario.from_dict({"id": "s", "date": DAY})
    drawn = scan(scenario, [ScannedInput("parameter", (0.0, 60.0), "parking_min")], network=world)
    axes = Figure().add_subplot()
    axes.set_yticks([0, 1], ["a", "b"])  # texts that are there before
    drawn.plot(ax=axes)
    texts = [*axes.get_yticklabels(), *axes.get_xticklabels(), axes.xaxis.label]
    assert texts
    assert not [each.get_text() for each in texts if each.get_parse_math()]
