"""Outlines of counties on the live map, where the optional package has them."""

from __future__ import annotations

import pytest
import shapely

from transnet.explore import region as told
from transnet.io.network_folder import load_network
from transnet.io.outlines import Outlines

ISLE = shapely.box(110.0, 36.0, 111.0, 37.0)
WITH_HOLE = shapely.Polygon(
    shapely.box(112.0, 37.0, 113.0, 38.0).exterior,
    [shapely.box(112.4, 37.4, 112.6, 37.6).exterior],
)


def test_each_polygon_is_sent_with_its_holes_and_whose_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shape = shapely.MultiPolygon([WITH_HOLE, ISLE])
    monkeypatch.setattr(
        told,
        "county_outlines",
        lambda _: Outlines({"140106": shape}, "县界：某处", "from somewhere"),
    )
    sent = told.region(load_network("shanxi-central"), {})
    assert list(sent["outlines"]) == ["140106"]
    assert [len(polygon) for polygon in sent["outlines"]["140106"]] == [2, 1]
    back = shapely.MultiPolygon(
        [shapely.Polygon(first, holes) for first, *holes in sent["outlines"]["140106"]]
    )
    assert back.equals(shape)
    assert sent["sources"]["zh"][-1] == "县界：某处"
    assert sent["sources"]["en"][-1] == "from somewhere"


def test_without_the_package_the_map_draws_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(told, "county_outlines", lambda _: None)
    sent = told.region(load_network("shanxi-central"), {})
    assert sent["outlines"] is None
    assert all(len(sent["sources"][language]) == 1 for language in ("zh", "en"))
