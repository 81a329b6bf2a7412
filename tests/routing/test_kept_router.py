"""Networks made ready, kept on disk: the same answers after, and no answer from a bad file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from tests.naive import Graph
from transnet.accessibility import RoutedNetwork, route_network
from transnet.base.array_file import load_arrays, save_arrays, text_array
from transnet.base.errors import InputError
from transnet.base.units import UNREACHABLE_MS
from transnet.routing.router import Router

_STREETS = pd.DataFrame(
    {"from_id": ["A", "B", "C"], "to_id": ["B", "C", "A"], "minutes": [10.0, 20.0, np.inf]}
)


def _ring(nodes: int = 60) -> tuple[Router, np.ndarray]:
    arcs = [(node, (node + step) % nodes, 7 + node % 5) for node in range(nodes) for step in (1, 3)]
    indptr, heads, weights = Graph.of(nodes, arcs).csr
    return Router((indptr, heads, np.linspace(0, 1, nodes), np.zeros(nodes)), cache=False), weights


@pytest.mark.parametrize("prepared", [False, True])
def test_a_router_answers_alike_after_it_was_kept(tmp_path: Path, prepared: bool) -> None:
    router, weights = _ring()
    if prepared:
        router.prepare()
    router.save(tmp_path / "ring")
    loaded = Router.load(tmp_path / "ring")
    assert loaded.is_prepared == prepared
    everywhere = np.arange(60)
    for method in ("search", "hierarchy"):
        expected = router.customize(weights).travel_times(everywhere, method=method)
        found = loaded.customize(weights).travel_times(everywhere, method=method)
        assert np.array_equal(found, expected)
    assert [*map(list, loaded.customize(weights).paths([0], [31], method="hierarchy"))] == [
        *map(list, router.customize(weights).paths([0], [31], method="hierarchy"))
    ]
    loaded.save(tmp_path / "again")
    if prepared:
        assert (tmp_path / "again").read_bytes() == (tmp_path / "ring").read_bytes()


def test_a_large_router_is_prepared_before_it_is_kept(tmp_path: Path) -> None:
    router, weights = _ring(4_000)
    router.save(tmp_path / "ring")
    loaded = Router.load(tmp_path / "ring")
    assert loaded.is_prepared
    some = np.arange(0, 4_000, 500)
    expected = router.customize(weights).travel_times(some, some, method="search")
    assert np.array_equal(loaded.customize(weights).travel_times(some, some), expected)


def test_an_order_of_ones_own_is_kept(tmp_path: Path) -> None:
    router, _ = _ring()
    order = np.random.default_rng(3).permutation(60)
    Router((router.indptr, router.heads), order=order, cache=False).save(tmp_path / "ring")
    assert np.array_equal(Router.load(tmp_path / "ring").prepare().order, order)


@pytest.mark.parametrize(
    "ids",
    [["A", "街", "C"], [7, 2**40, -1], [0.5, 1.5, 2.5], ["A", 7, 1.5]],
)
def test_places_are_asked_by_their_ids_after_they_were_kept(tmp_path: Path, ids: list) -> None:
    names = dict(zip("ABC", ids, strict=True))
    streets = _STREETS.assign(
        from_id=pd.Series([names[each] for each in _STREETS["from_id"]], dtype=object),
        to_id=pd.Series([names[each] for each in _STREETS["to_id"]], dtype=object),
    )
    ready = route_network(streets)
    ready.save(tmp_path / "streets.ready")
    loaded = RoutedNetwork.load(tmp_path / "streets.ready")
    pd.testing.assert_frame_equal(loaded.travel_times(), ready.travel_times())
    pd.testing.assert_index_equal(loaded.ids, ready.ids)
    assert loaded.travel_times([ids[0]], [ids[2]])["travel_min"].tolist() == [30.0]


def test_ids_that_are_neither_texts_nor_numbers_are_refused(tmp_path: Path) -> None:
    graph = nx.DiGraph()
    graph.add_edge(pd.Timestamp("2024-01-01"), pd.Timestamp("2024-01-02"), minutes=3)
    with pytest.raises(InputError, match="neither a text nor a number"):
        route_network(graph).save(tmp_path / "days")
    assert not list(tmp_path.iterdir())


def test_nothing_is_replaced_unasked(tmp_path: Path) -> None:
    router, _ = _ring()
    place = tmp_path / "ring"
    place.write_text("something else")
    with pytest.raises(InputError, match="it is there already"):
        router.save(place)
    assert place.read_text() == "something else"
    router.save(place, force=True)
    assert Router.load(place).nodes == 60
    with pytest.raises(InputError, match="a folder is there"):
        router.save(tmp_path, force=True)


@pytest.mark.parametrize("change", range(0, 700, 23))
def test_a_byte_that_is_otherwise_is_noticed(tmp_path: Path, change: int) -> None:
    place = tmp_path / "ring"
    _ring()[0].save(place)
    content = bytearray(place.read_bytes())
    content[change] ^= 1
    place.write_bytes(content)
    with pytest.raises(InputError, match="ring can't be read"):
        Router.load(place)


@pytest.mark.parametrize("left", [0, 5, 18, 30, 49, 60, 300, -1])
def test_a_file_that_is_cut_off_is_noticed(tmp_path: Path, left: int) -> None:
    place = tmp_path / "ring"
    _ring()[0].save(place)
    place.write_bytes(place.read_bytes()[:left])
    with pytest.raises(InputError, match="ring can't be read"):
        Router.load(place)


def test_files_of_others_kinds_and_versions_are_told_apart(tmp_path: Path) -> None:
    place = tmp_path / "streets"
    route_network(_STREETS).save(place)
    with pytest.raises(InputError, match="it holds a network made ready, where a router is read"):
        Router.load(place)
    save_arrays(tmp_path / "later", "router", 2, {})
    with pytest.raises(InputError, match=r"another version of transnet .* make it ready anew"):
        Router.load(tmp_path / "later")
    (tmp_path / "table.csv").write_text("from_id,to_id\n" * 100)
    with pytest.raises(InputError, match="no file that transnet saved"):
        Router.load(tmp_path / "table.csv")
    with pytest.raises(InputError, match="there is no such file"):
        Router.load(tmp_path / "none")
    with pytest.raises(InputError, match="can't be read"):
        Router.load(tmp_path)
    with pytest.raises(InputError, match="must be the path"):
        Router.load(7)  # type: ignore[arg-type]


_FORGERIES: dict[str, Callable[[dict], object]] = {
    "heads outside": lambda kept: kept.update(heads=kept["heads"] + 1),
    "indptr steps down": lambda kept: kept.update(indptr=kept["indptr"][::-1]),
    "an order that names a node twice": lambda kept: kept.update(order=np.zeros(3, np.int32)),
    "an order outside": lambda kept: kept.update(order=np.array([0, 1, 9], np.int32)),
    "weights below 0": lambda kept: kept.update(weights=-kept["weights"]),
    "too few weights": lambda kept: kept.update(weights=kept["weights"][:1]),
    "a weight that is no number": lambda kept: kept.update(weights=np.full(3, np.nan)),
    "nodes that aren't there": lambda kept: kept.update(departs=kept["departs"] + 5),
    "ids that are one": lambda kept: kept.update(ids=text_array('[null, false, ["A", "A", "A"]]')),
    "ids that are lists": lambda kept: kept.update(ids=text_array("[null, true, [[1], [2], [3]]]")),
    "ids that are none": lambda kept: kept.update(ids=text_array("[1")),
    "ids of great depth": lambda kept: kept.update(ids=text_array("[" * 100_000)),
    "ids in no text": lambda kept: kept.update(ids=np.array([255, 254], np.uint8)),
    "no heads": lambda kept: kept.pop("heads"),
    "no ids": lambda kept: kept.pop("ids"),
    "lon of other length": lambda kept: kept.update(lon=np.zeros(1), lat=np.zeros(1)),
}


@pytest.mark.parametrize("forge", _FORGERIES.values(), ids=_FORGERIES)
def test_what_was_sealed_anew_is_proved_all_the_same(
    tmp_path: Path, forge: Callable[[dict], object]
) -> None:
    place = tmp_path / "streets"
    route_network(_STREETS).save(place)
    kept = dict(load_arrays(place, "network", 1))
    assert kept["weights"].tolist() == [600_000, 1_200_000, UNREACHABLE_MS]
    forge(kept)
    save_arrays(place, "network", 1, kept, force=True)
    with pytest.raises(InputError, match=r"(?s)streets can't be read.*save it anew"):
        RoutedNetwork.load(place)


def test_arrays_that_would_hold_pointers_are_never_read(tmp_path: Path) -> None:
    first, rest = b"transnet router 1", b'["heads", "|O", 1]\n' + bytes(8)
    seal = hashlib.sha256(first + b"\0" + rest).digest()
    (tmp_path / "ring").write_bytes(first + b"\n" + seal + rest)
    with pytest.raises(InputError, match="cut off or was changed"):
        Router.load(tmp_path / "ring")
