"""Every value that was printed about Belo Horizonte, to the digits that were printed."""

from __future__ import annotations

from pathlib import Path

from tests.accessibility.belo_horizonte import BeloHorizonte, compared, decays, page
from transnet import accessibility as measures


def test_every_printed_value_is_reproduced(belo_horizonte: BeloHorizonte) -> None:
    values = compared(belo_horizonte)
    off = [one for one in values if abs(one.difference) > one.allowed]
    assert not off
    assert len(values) == 132


def test_printed_decays_need_no_data() -> None:
    assert [one for one in decays() if abs(one.difference) > one.allowed] == []


def test_zones_of_one_income_stand_together(belo_horizonte: BeloHorizonte) -> None:
    """Sixteen zones share an income; the printed index depends on the order of their rows."""
    zones, access = belo_horizonte.zones, belo_horizonte.access
    people, income = zones["population"], zones["income_per_capita"]
    turned = zones.index[::-1]
    together, ordered = (
        [
            measures.concentration_index(access, people[order], income[order], ties=ties)
            for order in (zones.index, turned)
        ]
        for ties in ("together", "as_given")
    )
    assert abs(together[0] - together[1]) < 1e-12
    assert abs(ordered[0] - ordered[1]) > 1e-5
    assert min(ordered) < together[0] < max(ordered)


def test_the_page_shows_this_comparison(belo_horizonte: BeloHorizonte) -> None:
    text = (Path(__file__).parents[2] / "docs" / "measures-published.md").read_text(
        encoding="utf-8"
    )
    assert text == page(belo_horizonte)
