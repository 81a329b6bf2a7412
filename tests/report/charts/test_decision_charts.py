"""Charts of decisions hold what their tables say, in the language spoken."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.decision.narrow import only
from tests.worlds import line_world
from transnet.base.errors import UnknownNameError
from transnet.base.language import LANGUAGES, Language, speaking
from transnet.decision.attribution import attribute
from transnet.decision.diagnosis import diagnose
from transnet.decision.resilience import resilience
from transnet.decision.robustness import robust
from transnet.decision.scan import ScannedInput, scan
from transnet.decision.staging import stage_projects
from transnet.report.maps.fonts import lettering
from transnet.scenario.file import Scenario

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WORLD = line_world("2024-12-31")
DAY = "2024-12-31"
_TODAY = Scenario.from_dict({"id": "s", "date": DAY, "targets": ["plan-door"]})
_PARKING = ScannedInput("parameter", (0.0, 20.0), "parking_min")
_COSTS = {"road-north": 30.0, "rail-direct": 60.0}
_MADE: dict[str, Callable[[], Any]] = {
    "attribute": lambda: attribute(line_world(), ["*"], targets=["plan-door"], date=DAY),
    "stage": lambda: stage_projects(
        line_world(), ["*"], budget_100m_yuan=10, costs_100m_yuan=_COSTS, date=DAY
    ),
    "scan": lambda: scan(_TODAY, [_PARKING], network=WORLD),
    "diagnose": lambda: diagnose(_TODAY, network=WORLD),
    "robust": lambda: robust(_TODAY, draws=32, network=only(WORLD, "parking_min")),
    "resilience": lambda: resilience(_TODAY, network=WORLD),
}


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return {name: make() for name, make in _MADE.items()}


def _texts(axes: Axes) -> list[str]:
    ticks = [each.get_text() for each in axes.get_yticklabels()]
    return [axes.get_title(loc="left"), axes.get_xlabel(), *ticks]


@pytest.mark.parametrize("name", _MADE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_drawn_and_shown_in_the_language_spoken(
    found: dict[str, Any], name: str, language: Language
) -> None:
    with speaking(language):
        axes = found[name].plot()
        assert "<table" in found[name]._repr_html_()
    title = _texts(axes)[0]
    assert title
    assert title.isascii() == (language == "en" or not lettering().chinese)
    figure = axes.get_figure(root=True)
    assert figure is not None
    figure.canvas.draw()
    assert found[name].plot(ax=axes) is axes


def test_bars_are_as_long_as_the_tables_say(found: dict[str, Any]) -> None:
    def lengths(axes: Axes) -> list[float]:
        return [each.get_width() for each in axes.patches]  # type: ignore[attr-defined]

    shares = found["attribute"].of("people")["share"].tolist()
    assert lengths(found["attribute"].plot()) == pytest.approx(shares)
    losses = found["resilience"].table
    lost = losses["cut_off"] + losses["people_out"]
    assert lengths(found["resilience"].plot()) == pytest.approx(lost[lost > 0].head(15).tolist())
    met = (100.0 * found["robust"].shares["met_share"]).tolist()
    assert lengths(found["robust"].plot(day=DAY)) == pytest.approx(met)
    missing = found["diagnose"].missing["missing_min"].tolist()
    assert lengths(found["diagnose"].plot()) == pytest.approx(missing)
    steps = found["stage"].plot().lines[0].get_ydata()
    assert np.asarray(steps)[-1] == pytest.approx(found["stage"].order["gain"].sum())


def test_what_is_not_there_is_refused_by_name(found: dict[str, Any]) -> None:
    for name, how in (
        ("attribute", {"figure": "peeple"}),
        ("robust", {"day": "2030-12-31"}),
        ("scan", {"target": "plan-doors"}),
    ):
        with pytest.raises(UnknownNameError):
            found[name].plot(**how)


def test_two_inputs_are_a_grid_of_one_target() -> None:
    days = ScannedInput("date", ("2024-12-31", "2027-01-01"))
    axes = scan(_TODAY, [_PARKING, days], network=WORLD).plot(target="plan-door")
    (image,) = axes.images
    assert np.asarray(image.get_array()).tolist() == [[0.0, 0.0], [1.0, 0.0]]
