"""OMX matrices: what goes out comes back, foreign files are read, bad ones end in a message."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import openmatrix as omx
import pandas as pd
import pytest
import tables
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.worlds import line_world
from transnet.base.errors import InputError
from transnet.io.omx.matrices import Matrix, matrix_of, write_omx
from transnet.io.omx.matrix_reader import read_omx
from transnet.travel.model import TravelModel

IDS = st.lists(
    st.text("0123456789aB站", min_size=1, max_size=6), min_size=1, max_size=4, unique=True
)
TYPES = (np.int32, np.int64, np.float32, np.float64)


def _ones(zones: list[Any]) -> pd.DataFrame:
    return pd.DataFrame(np.ones((len(zones),) * 2), zones, zones)


@st.composite
def matrices(draw: st.DrawFn) -> dict[str, Matrix]:
    froms = draw(IDS)
    tos = froms if draw(st.booleans()) else draw(IDS)
    return {
        name: Matrix(
            pd.DataFrame(
                draw(hnp.arrays(draw(st.sampled_from(TYPES)), (len(froms), len(tos)))), froms, tos
            ),
            unit,
            "门到门 door to door",
        )
        for name, unit in {"travel_min": "min", "length km": "km"}.items()
    }


@settings(max_examples=12, deadline=None)
@given(written=matrices())
def test_what_goes_out_comes_back(written: dict[str, Matrix]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.omx"
        write_omx(written, path)
        assert [each.name for each in Path(folder).iterdir()] == ["a.omx"]
        read, notices = read_omx(path)
    assert notices == []
    assert set(read) == set(written)
    for name, matrix in written.items():
        pd.testing.assert_frame_equal(read[name].table, matrix.table)
        assert (read[name].unit, read[name].title) == (matrix.unit, matrix.title)


def test_travel_times_of_a_network_go_out_with_their_unit(tmp_path: Path) -> None:
    pairs = TravelModel(line_world()).travel_times()
    table = matrix_of(pairs)
    write_omx({"travel_min": Matrix(table, "min", "best")}, tmp_path / "a.omx")
    read, _ = read_omx(tmp_path / "a.omx")
    first = pairs.iloc[1]
    assert read["travel_min"].table.loc[first["from_id"], first["to_id"]] == first["travel_min"]
    with omx.open_file(str(tmp_path / "a.omx")) as file:
        assert file["travel_min"].attrs["unit"] == "min"


def test_unreachable_stays_infinite_and_unknown_stays_unknown(tmp_path: Path) -> None:
    table = pd.DataFrame([[0.0, np.inf], [np.nan, 0.0]], ["1", "2"], ["1", "2"])
    write_omx({"t": Matrix(table)}, tmp_path / "a.omx")
    with omx.open_file(str(tmp_path / "a.omx")) as file:
        np.testing.assert_array_equal(file["t"][:], table.to_numpy())
        assert file.mapping("zone_id") == {1: 0, 2: 1}


def test_pairs_must_be_a_whole_table() -> None:
    pairs = pd.DataFrame({"from_id": ["b", "b", "a"], "to_id": ["a", "b", "a"], "travel_min": 1.0})
    with pytest.raises(InputError, match="3 pairs of 2 origins, 2 destinations"):
        matrix_of(pairs)
    with pytest.raises(InputError, match="pairs, yuan: a table of pairs has it"):
        matrix_of(pairs, "yuan")
    with pytest.raises(InputError, match="each once"):
        matrix_of(pd.concat([pairs, pairs.iloc[:1]]))
    whole = pd.concat([pairs, pd.DataFrame({"from_id": ["a"], "to_id": ["b"], "travel_min": 2.0})])
    assert matrix_of(whole).index.tolist() == ["b", "a"]


def _file(path: Path, build: Callable[[Any], object]) -> Path:
    with omx.open_file(str(path), "w") as file:
        build(file)
    return path


def _square(file: Any) -> None:
    file["walk"], file["drive"] = np.eye(2), np.ones((2, 2), dtype=np.int32)


def test_a_foreign_file_without_a_mapping_is_numbered(tmp_path: Path) -> None:
    read, notices = read_omx(_file(tmp_path / "a.omx", _square))
    assert set(read) == {"walk", "drive"}
    assert read["walk"].table.index.tolist() == ["1", "2"]
    assert [each.code for each in notices] == ["missing_value"]


def test_of_several_mappings_one_is_taken_and_the_others_named(tmp_path: Path) -> None:
    def build(file: Any) -> None:
        _square(file)
        file.create_mapping("taz", [10, 20])
        file.create_mapping("county", [7, 8])
        file["walk"].attrs["pnum"] = 3

    path = _file(tmp_path / "a.omx", build)
    read, notices = read_omx(path)
    assert read["walk"].table.columns.tolist() == ["7", "8"]
    assert "'county'; it also has: taz" in notices[0].hint
    assert any("pnum" in each.hint for each in notices)
    assert read_omx(path, mapping="taz")[0]["walk"].table.columns.tolist() == ["10", "20"]
    with pytest.raises(InputError, match="county, taz"):
        read_omx(path, mapping="zone")


def test_a_mapping_of_one_side_leaves_the_other_numbered(tmp_path: Path) -> None:
    def build(file: Any) -> None:
        file["t"] = np.zeros((2, 3))
        file.create_mapping("rows", [10, 20])

    read, notices = read_omx(_file(tmp_path / "a.omx", build))
    assert read["t"].table.index.tolist() == ["10", "20"]
    assert read["t"].table.columns.tolist() == ["1", "2", "3"]
    assert [each.code for each in notices] == ["missing_value"]


def _unequal(file: Any) -> None:
    file["a"] = np.zeros((2, 2))
    file.create_carray(file.root.data, "b", obj=np.zeros((3, 3)))


def _wrong_mapping(file: Any) -> None:
    file["a"] = np.zeros((2, 2))
    file.create_array(file.root.lookup, "zones", obj=np.arange(5))


@pytest.mark.parametrize(
    ("build", "code"),
    [
        (_unequal, "unequal_shapes"),
        (_wrong_mapping, "unequal_shapes"),
        (lambda _: None, "empty_file"),
        (lambda file: file.create_carray(file.root.data, "a", obj=np.zeros(3)), "unequal_shapes"),
        (
            lambda file: file.create_carray(file.root.data, "a", obj=np.array([[b"x"]])),
            "bad_number",
        ),
        (lambda file: file.remove_node(file.root.data), "missing_layer"),
        (lambda file: file.create_group(file.root.data, "group"), "unequal_shapes"),
    ],
)
def test_a_foreign_file_that_is_wrong_is_refused(
    build: Callable[[Any], object], code: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        read_omx(_file(tmp_path / "a.omx", build))
    assert [each.code for each in caught.value.notices] == [code]


@pytest.mark.parametrize("how", ["missing", "empty", "junk", "cut", "plain HDF5"])
def test_a_file_that_is_no_omx_ends_in_a_message(how: str, tmp_path: Path) -> None:
    path = tmp_path / "a.omx"
    write_omx({"t": Matrix(pd.DataFrame(np.zeros((50, 50))))}, path)
    data = path.read_bytes()
    path.unlink()
    if how == "plain HDF5":
        tables.open_file(str(path), "w").close()
    elif how != "missing":
        path.write_bytes({"empty": b"", "junk": b"\x00junk" * 99, "cut": data[:-300]}[how])
    with pytest.raises(InputError) as caught:
        read_omx(path)
    assert caught.value.notices[0].code in ("unreadable_file", "broken_file", "missing_layer")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ({}, "missing_value"),
        ({"a/b": Matrix(pd.DataFrame([[1.0]]))}, "bad_id"),
        ({"a": Matrix(pd.DataFrame([["x"]]))}, "bad_number"),
        ({"a": Matrix(pd.DataFrame())}, "bad_number"),
        ({"a": Matrix(pd.DataFrame([[1.0], [2.0]], ["x", "x"]))}, "duplicate_id"),
        ({"a": Matrix(pd.DataFrame([[1.0], [2.0]], [1, "1"]))}, "duplicate_id"),
        ({"a": Matrix(pd.DataFrame([[1.0]], ["a;b"]))}, "bad_id"),
        ({"a": Matrix(pd.DataFrame([[1.0]], [""]))}, "bad_id"),
        ({"a": Matrix(pd.DataFrame([[1.0]], ["a\nb"]))}, "bad_id"),
        ({"a": Matrix(pd.DataFrame([[1.0]], [" a"]))}, "bad_id"),
        ({"a": np.eye(2)}, "bad_matrix"),
        ({"a": Matrix(np.eye(2))}, "bad_matrix"),  # type: ignore[arg-type]
        ({"a": Matrix(pd.DataFrame([[1.0]]), unit=3)}, "bad_matrix"),  # type: ignore[arg-type]
        ({7: pd.DataFrame([[1.0]])}, "bad_id"),
        (pd.DataFrame([[1.0]]), "bad_matrix"),
        (Matrix(pd.DataFrame([[1.0]])), "bad_matrix"),
        (np.eye(2), "bad_matrix"),
        ({"a": Matrix(pd.DataFrame([[1]])), "b": Matrix(pd.DataFrame([[1, 2]]))}, "unequal_shapes"),
    ],
)
def test_what_omx_cannot_hold_is_refused_and_the_old_file_stays(
    written: Any, code: str, tmp_path: Path
) -> None:
    (tmp_path / "a.omx").write_bytes(b"old")
    with pytest.raises(InputError) as caught:
        write_omx(written, tmp_path / "a.omx")
    assert code in [each.code for each in caught.value.notices]
    assert (tmp_path / "a.omx").read_bytes() == b"old"


def test_a_data_frame_stands_for_a_matrix_and_a_text_for_a_path(tmp_path: Path) -> None:
    table = pd.DataFrame([[0.0, 1.0], [2.0, 0.0]], ["1", "2"], ["1", "2"])
    write_omx({"t": table}, str(tmp_path / "a.omx"))
    read, notices = read_omx(str(tmp_path / "a.omx"))
    pd.testing.assert_frame_equal(read["t"].table, table)
    assert notices == []


def test_without_the_library_the_message_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "openmatrix", None)
    monkeypatch.setitem(sys.modules, "tables", None)
    with pytest.raises(InputError, match=r"pip install 'transnet\[formats\]'"):
        write_omx({"t": pd.DataFrame([[1.0]])}, tmp_path / "a.omx")
    with pytest.raises(InputError, match=r"pip install 'transnet\[formats\]'"):
        read_omx(tmp_path / "a.omx")


@pytest.mark.parametrize(
    "zones",
    [
        pd.MultiIndex.from_tuples([("A", 1), ("B", 2)]),
        pd.Index(["A", np.nan], dtype=object),
        pd.Index([1.5, 2.0]),
        pd.Index([True, False]),
        pd.to_datetime(["2026-01-01", "2026-01-02"]),
        pd.to_timedelta([1, 2], unit="min"),
    ],
)
def test_ids_that_are_no_texts_or_whole_numbers_are_refused(
    zones: pd.Index[Any], tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        write_omx({"t": pd.DataFrame(np.eye(2), zones, zones)}, tmp_path / "a.omx")
    assert {each.code for each in caught.value.notices} == {"bad_id"}
    assert list(tmp_path.iterdir()) == []


def test_whole_floats_are_whole_numbers(tmp_path: Path) -> None:
    write_omx({"t": pd.DataFrame(np.eye(2), [1.0, 2.0], [1.0, 2.0])}, tmp_path / "a.omx")
    assert read_omx(tmp_path / "a.omx")[0]["t"].table.index.tolist() == ["1", "2"]


@pytest.mark.parametrize("name", ["_v_x", "_f_x", "_c_x", "_g_x", "", ".a", "a/b"])
def test_names_that_the_library_keeps_for_itself_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        write_omx({name: pd.DataFrame(np.eye(2))}, tmp_path / "a.omx")


PAIRS = pd.DataFrame({"from_id": list("AABB"), "to_id": list("ABAB"), "travel_min": [0.0, 5, 7, 0]})


@pytest.mark.parametrize(
    "pairs",
    [
        PAIRS.assign(travel_min=pd.to_timedelta(PAIRS["travel_min"], unit="min")),
        PAIRS.assign(travel_min=PAIRS["travel_min"].astype(str)),
        PAIRS.assign(travel_min=PAIRS["travel_min"] > 1),
        PAIRS.assign(travel_min=pd.to_datetime(PAIRS["travel_min"])),
        pd.concat([PAIRS, PAIRS[["travel_min"]]], axis=1),
        PAIRS.assign(travel_min=[0, "5", 7, 0]),
    ],
)
def test_pairs_hold_one_column_of_numbers(pairs: pd.DataFrame) -> None:
    with pytest.raises(InputError):
        matrix_of(pairs)


@pytest.mark.parametrize("gap", [None, pd.NA, np.nan])
@pytest.mark.parametrize("kind", ["object", "Int64", "Float64"])
def test_a_gap_in_pairs_is_unknown(gap: object, kind: str) -> None:
    values = pd.Series([0, gap, 7, 0], dtype="object")
    if kind != "object":
        values = values.astype(kind)
    wide = matrix_of(PAIRS.assign(travel_min=values))
    assert np.isnan(wide.loc["A", "B"])
    assert wide.loc["B", "A"] == 7


@pytest.mark.parametrize(
    ("matrices", "codes"),
    [
        ({"a": _ones([None, "b"])}, ["bad_id"]),
        ({"a": _ones(["a", "a"])}, ["duplicate_id"]),
        ({"a": _ones([" a", "b"])}, ["bad_id"]),
        ({"a": _ones([True, False])}, ["bad_id"]),
        ({"a": pd.DataFrame(), "b": _ones(["a", "b"])}, ["bad_number"]),
        ({"a": _ones(["a", "b"]), "b": _ones(["a", "c"])}, ["unequal_shapes"]),
        ({"a": _ones(["a", "a"]).set_axis([1, 1])}, ["duplicate_id", "duplicate_id"]),
    ],
)
def test_one_fault_is_told_once(
    matrices: dict[str, pd.DataFrame], codes: list[str], tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        write_omx(matrices, tmp_path / "m.omx")
    assert [each.code for each in caught.value.notices] == codes


@pytest.mark.parametrize(
    ("cells", "code"),
    [(np.ones((2, 2, 2)), "unequal_shapes"), (np.array([[b"x", b"y"]]), "bad_number")],
)
def test_one_odd_matrix_beside_a_right_one_is_told_once(
    cells: Any, code: str, tmp_path: Path
) -> None:
    path = tmp_path / "m.omx"
    with omx.open_file(str(path), "w") as file:
        file.create_matrix("right", obj=np.ones((2, 2)))
        file.create_carray(file.root.data, "odd", obj=cells)
    with pytest.raises(InputError) as caught:
        read_omx(path)
    (said,) = caught.value.notices
    assert said.code == code
    assert "odd" in said.hint
