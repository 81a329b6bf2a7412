from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transnet.base.cache import Cache
from transnet.base.errors import InputError
from transnet.routing.csr import build_csr, locality_order, prove_csr

ARCS = st.integers(1, 12).flatmap(
    lambda n: st.tuples(
        st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=40)
    )
)


def _good() -> dict[str, np.ndarray]:
    return {
        "indptr": np.array([0, 2, 3], dtype=np.int32),
        "heads": np.array([0, 1, 0], dtype=np.int32),
    }


@given(ARCS)
def test_every_arc_is_kept_and_sorted(graph: tuple[int, list[tuple[int, int]]]) -> None:
    count, arcs = graph
    tails, heads = (np.array([arc[end] for arc in arcs], dtype=np.int64) for end in (0, 1))
    csr = build_csr(count, tails, heads)
    prove_csr(csr.indptr, csr.heads)
    built = list(zip(csr.tails.tolist(), csr.heads.tolist(), strict=True))
    assert built == sorted(arcs)
    assert [arcs[place] for place in csr.order.tolist()] == built
    for node in range(count):
        assert set(csr.tails[csr.indptr[node] : csr.indptr[node + 1]].tolist()) <= {node}


def test_parallel_arcs_keep_their_order() -> None:
    csr = build_csr(2, [1, 0, 0, 0], [1, 1, 0, 1])
    assert csr.order.tolist() == [2, 1, 3, 0]


@given(ARCS)
def test_locality_order_is_a_permutation(graph: tuple[int, list[tuple[int, int]]]) -> None:
    count, arcs = graph
    new = locality_order(count, [arc[0] for arc in arcs], [arc[1] for arc in arcs])
    assert sorted(new.tolist()) == list(range(count))


def test_locality_order_brings_a_shuffled_path_back_in_line() -> None:
    shuffled = np.random.default_rng(7).permutation(50)
    new = locality_order(50, shuffled[:-1], shuffled[1:])
    assert np.abs(new[shuffled[:-1]] - new[shuffled[1:]]).max() == 1


@pytest.mark.parametrize("damage", ["", "short", "twice", "other"])
def test_a_kept_locality_order_is_the_one_that_is_found(damage: str, tmp_path: Path) -> None:
    shuffled = np.random.default_rng(7).permutation(50)
    graph = (50, shuffled[:-1], shuffled[1:])
    found, cache = locality_order(*graph), Cache(tmp_path)
    assert locality_order(*graph, cache).tolist() == found.tolist()
    (entry,) = tmp_path.iterdir()
    if damage == "short":
        entry.write_bytes(entry.read_bytes()[:-4])
    elif damage:  # sealed, but not by us
        kept = np.zeros(50, np.int32) if damage == "twice" else np.arange(49, dtype=np.int32)
        cache.put(entry.stem, kept)
    again = locality_order(*graph, cache)
    assert (again.tolist(), again.dtype) == (found.tolist(), found.dtype)
    assert np.array_equal(cache.get(entry.stem), found)
    other = locality_order(50, np.arange(49), np.arange(1, 50), cache)
    assert other.tolist() == locality_order(50, np.arange(49), np.arange(1, 50)).tolist()


@pytest.mark.parametrize(
    ("count", "tails", "heads", "code"),
    [
        (2, [0], [0, 1], "csr_shape"),
        (2, [[0]], [[1]], "csr_shape"),
        (2, [0], [2], "csr_range"),
        (2, [-1], [0], "csr_range"),
        (0, [0], [0], "csr_range"),
        (2**31, [], [], "csr_size"),
    ],
)
def test_arcs_that_make_no_graph(count: int, tails: list[int], heads: list[int], code: str) -> None:
    with pytest.raises(InputError, match=code):
        build_csr(count, tails, heads)


def test_good_arrays_pass() -> None:
    prove_csr(**_good())
    prove_csr(np.zeros(1, dtype=np.int32), np.zeros(0, dtype=np.int32))


@pytest.mark.parametrize(
    ("name", "values", "code"),
    [
        ("indptr", np.array([0, 2, 3]), "csr_dtype"),
        ("heads", np.array([0.0, 1.0, 0.0]), "csr_dtype"),
        ("indptr", np.array([], dtype=np.int32), "csr_indptr"),
        ("indptr", np.array([1, 2, 3], dtype=np.int32), "csr_indptr"),
        ("indptr", np.array([0, 2, 4], dtype=np.int32), "csr_indptr"),
        ("indptr", np.array([0, 2, 1, 3], dtype=np.int32), "csr_indptr"),
        ("heads", np.array([0, 2, 0], dtype=np.int32), "csr_range"),
        ("heads", np.array([0, -1, 0], dtype=np.int32), "csr_range"),
    ],
)
def test_each_broken_invariant_is_named(name: str, values: np.ndarray, code: str) -> None:
    with pytest.raises(InputError, match=code):
        prove_csr(**{**_good(), name: values})
