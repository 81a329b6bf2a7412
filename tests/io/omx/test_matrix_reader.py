"""OMX files of strangers: what they say is honoured or named, what would do harm is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openmatrix as omx
import pandas as pd
import pytest
import tables

from transnet.base.errors import InputError
from transnet.io.omx.matrices import write_omx
from transnet.io.omx.matrix_reader import read_omx

FILES = Path(__file__).with_name("omx_files")
CELLS = np.array([[0.0, 5.0], [7.0, 0.0]])


def _file(path: Path, build: Callable[[Any], object]) -> Path:
    with omx.open_file(str(path), "w") as file:
        build(file)
    return path


class _Payload:
    """A pickle that leaves a file behind when it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.path,))


def _pickled_rows(file: Any, group: str, payload: object) -> None:
    rows = file.create_vlarray(f"/{group}", "zone_id", tables.ObjectAtom())
    rows.append(payload)


@pytest.mark.parametrize("group", ["data", "lookup"])
def test_a_pickled_table_is_refused_by_name(group: str, tmp_path: Path) -> None:
    def build(file: Any) -> None:
        file["t"] = CELLS
        _pickled_rows(file, group, _Payload(tmp_path / "run"))

    path = _file(tmp_path / "a.omx", build)
    with pytest.raises(InputError, match=rf"/{group}/zone_id' .*pickled .*\[unsafe_content\]"):
        read_omx(path)
    assert not (tmp_path / "run").exists()
    with tables.open_file(str(path)) as file:
        file.get_node(f"/{group}/zone_id")[0]
    assert (tmp_path / "run").exists()  # PyTables alone would have run it


def test_a_pickled_attribute_is_named_and_not_run(tmp_path: Path) -> None:
    def build(file: Any) -> None:
        file["t"], payload = CELLS, _Payload(tmp_path / "run")
        file["t"].attrs["unit"], file["t"].attrs["other"] = payload, payload
        file.root._v_attrs["owner"] = payload
        file["t"].attrs["plain"] = [1, 2]  # PyTables pickles a list
        file["t"].attrs["title"] = np.arange(17)

    matrices, notices = read_omx(_file(tmp_path / "a.omx", build))
    assert not (tmp_path / "run").exists()
    assert (matrices["t"].unit, matrices["t"].title) == ("", "")
    said = " ".join(each.hint for each in notices)
    for name in ("unit", "other", "owner", "plain"):
        assert f"{name} is a pickled Python object" in said
    assert "title is a table" in said


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("external_link", "'/data/u' it is a link to another table or file"),
        ("external_group", "'/data' it is a link"),
        ("soft_link", "'/data/u' it is a link"),
        ("virtual_cells", "'/data/t' its cells aren't in this file"),
        ("external_cells", "keeps cells in other files"),
        ("crash", "signal 11 in the HDF5 library"),
    ],
)
def test_what_leads_out_of_the_file_or_crashes_ends_in_a_message(
    name: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("raw.bin").write_bytes(CELLS.tobytes())
    write_omx({"t": pd.DataFrame(CELLS)}, "other.omx")
    Path("a.omx").write_bytes((FILES / f"{name}.omx").read_bytes())
    with pytest.raises(InputError, match=words):
        read_omx("a.omx")
    if name == "external_cells":
        with tables.open_file("a.omx") as file:
            np.testing.assert_array_equal(file.root.data.t[:], CELLS)  # the library would follow


def test_marks_and_odd_types_are_read_as_numbers(tmp_path: Path) -> None:
    read, notices = read_omx(FILES / "marks.omx")
    assert read["t"].table.to_numpy().tolist() == [[0, 1], [1, 0]]
    assert any("marks of true and false" in each.hint for each in notices)

    def build(file: Any) -> None:
        for kind in ("i1", "u2", ">i4", ">f4", "f2", "bool"):
            atom = tables.Atom.from_dtype(np.dtype(kind).newbyteorder("="))
            node = file.create_carray("/data", f"m_{kind.strip(chr(62))}", atom, (2, 2))
            node[:, :] = CELLS.astype(kind)

    read, notices = read_omx(_file(tmp_path / "a.omx", build))
    for name, matrix in read.items():
        wanted = CELLS if "bool" not in name else CELLS > 0
        np.testing.assert_array_equal(matrix.table.to_numpy(), wanted)
    assert read["m_f2"].table.to_numpy().dtype == np.float32


@pytest.mark.parametrize(
    ("build", "code"),
    [
        (lambda file: file.create_carray("/data", "c", obj=CELLS.astype(complex)), "bad_number"),
        (lambda file: file.create_table("/data", "c", np.zeros(2, "i4,f8")), "unequal_shapes"),
        (lambda file: file.create_array("/data", "c", 3.0), "unequal_shapes"),
        (lambda file: file.create_array("/data", "c", np.zeros((2, 2, 2))), "unequal_shapes"),
        (
            lambda file: file.create_carray(
                "/data", "c", tables.EnumAtom(["bus", "rail"], "bus", "uint8"), (2, 2)
            ),
            "bad_number",
        ),
        (
            lambda file: file.create_carray(
                "/data", "c", tables.Float64Atom(), (10**6, 10**6), chunkshape=(100, 100)
            ),
            "file_too_large",
        ),
        (
            lambda file: file.create_carray(
                "/data", "c", tables.Float64Atom(), (14_000, 14_000), chunkshape=(100, 100)
            ),
            "file_too_large",
        ),
    ],
)
def test_what_is_no_matrix_or_promises_too_much_is_refused(
    build: Callable[[Any], object], code: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        read_omx(_file(tmp_path / "a.omx", build))
    assert code in [each.code for each in caught.value.notices]


@pytest.mark.parametrize(("side", "count"), [(15_000, 1), (14_000, 6)])
def test_the_cells_of_a_matrix_and_of_a_file_are_bounded(
    side: int, count: int, tmp_path: Path
) -> None:
    def build(file: Any) -> None:
        for number in range(count):
            file.create_carray("/data", f"c{number}", tables.BoolAtom(), (side, side))

    with pytest.raises(InputError, match=r"cells; [\d,]+ are read") as caught:
        read_omx(_file(tmp_path / "a.omx", build))
    assert [each.code for each in caught.value.notices] == ["file_too_large"]


@pytest.mark.parametrize(
    ("kind", "mark", "given"),
    [
        ("f8", -1.0, -1.0),
        ("f8", -1.0, -1),
        ("f4", -0.1, -0.1),
        ("i4", -9999, -9999),
        ("i4", -9999, -9999.0),
        ("i2", -1, b"-1"),
        ("u1", 255, 255),
        ("f8", np.inf, np.inf),
    ],
)
@pytest.mark.parametrize("name", ["NA", "na"])
def test_cells_that_hold_na_are_unknown(
    kind: str, mark: float, given: object, name: str, tmp_path: Path
) -> None:
    def build(file: Any) -> None:
        file["t"] = np.where(CELLS == 7, mark, CELLS).astype(kind)
        file["t"].attrs[name] = given

    read, notices = read_omx(_file(tmp_path / "a.omx", build))
    np.testing.assert_array_equal(read["t"].table.to_numpy(), [[0, 5], [np.nan, 0]])
    assert [each.code for each in notices] == ["missing_value"]  # there is no mapping


@pytest.mark.parametrize("given", ["none", np.array([1.0, 2.0]), 9.0, np.nan, 1e300])
def test_an_na_that_no_cell_holds_changes_nothing(given: object, tmp_path: Path) -> None:
    def build(file: Any) -> None:
        file["t"] = CELLS.astype("f4")
        file["t"].attrs["NA"] = given

    read, notices = read_omx(_file(tmp_path / "a.omx", build))
    np.testing.assert_array_equal(read["t"].table.to_numpy(), CELLS)
    assert ("isn't a number" in " ".join(map(str, notices))) == (not isinstance(given, float))


@pytest.mark.parametrize(
    ("kind", "number", "rounded"),
    [
        ("i8", 2**53, False),
        ("i8", 2**53 + 1, True),
        ("i8", -(2**53) - 1, True),
        ("u8", 2**63, True),
    ],
)
def test_whole_numbers_that_unknown_cells_round_are_told(
    kind: str, number: int, rounded: bool, tmp_path: Path
) -> None:
    def build(file: Any) -> None:
        file["t"] = np.array([[number, 5], [7, 0]], dtype=kind)
        file["t"].attrs["NA"] = 7

    read, notices = read_omx(_file(tmp_path / "a.omx", build))
    assert np.isnan(read["t"].table.to_numpy()[1, 0])
    assert any("beyond 2^53 are rounded" in each.hint for each in notices) == rounded


def test_attributes_and_headers_that_are_not_honoured_are_named(tmp_path: Path) -> None:
    def build(file: Any) -> None:
        file["t"] = CELLS
        file["t"].attrs["scale"] = 0.1
        file.root._v_attrs["OMX_VERSION"] = b"1.0"
        file.root._v_attrs["SHAPE"] = np.array([3, 3])
        file.root._v_attrs["period"] = "am"
        file.create_mapping("taz", [1, 2]).attrs["level"] = "county"

    _, notices = read_omx(_file(tmp_path / "a.omx", build))
    said = " ".join(map(str, notices))
    for words in ("attributes of t aren't kept: scale; cells count as they stand", "'1.0'"):
        assert words in said
    for words in ("SHAPE [3, 3], its matrices are [2, 2]", "the file aren't kept: period", "level"):
        assert words in said


def _labels(file: Any, **mappings: Any) -> None:
    file["t"] = CELLS
    for name, values in mappings.items():
        file.create_array("/lookup", name, obj=np.array(values))


@pytest.mark.parametrize(
    ("mappings", "zones", "words"),
    [
        ({"Districts": [3, 3], "EI": [b"E", b"E"]}, ["1", "2"], "'3' twice: it gives labels"),
        ({"Districts": [3, 3], "taz": [11, 12]}, ["11", "12"], "it also has: Districts"),
        ({"a": [b"", b"x"]}, ["1", "2"], "has ''"),
        ({"a": [b"x;y", b"x"]}, ["1", "2"], "'x;y'"),
        ({"a": [b"x  ", b"y z"]}, ["x", "y z"], ""),
        ({"a": ["晋中市".encode("gb18030"), b"x"]}, ["1", "2"], "aren't UTF-8"),
        ({"a": [140106.0, 140107.0]}, ["140106", "140107"], ""),
        ({"a": [0.5, 1.5]}, ["1", "2"], "holds float64"),
        ({"a": [np.nan, 1.0]}, ["1", "2"], "holds float64"),
        ({"a": [True, False]}, ["1", "2"], "holds bool"),
        ({"a": [[1, 2], [3, 4]]}, ["1", "2"], "isn't a list"),
        ({"from_id": [5, 6], "zone_id": [1, 1]}, ["5", "6"], "'1' twice"),
    ],
)
def test_a_mapping_gives_ids_only_where_it_can(
    mappings: dict[str, Any], zones: list[str], words: str, tmp_path: Path
) -> None:
    path = _file(tmp_path / "a.omx", lambda file: _labels(file, **mappings))
    read, notices = read_omx(path)
    assert read["t"].table.index.tolist() == zones
    assert words in " ".join(map(str, notices))
    assert bool(notices) == bool(words)


def test_a_mapping_that_was_asked_for_must_give_ids(tmp_path: Path) -> None:
    path = _file(tmp_path / "a.omx", lambda file: _labels(file, a=[1, 1], b=[3, 4]))
    assert read_omx(path)[0]["t"].table.index.tolist() == ["3", "4"]
    with pytest.raises(InputError, match=r"'a' names '1' twice: .*\[bad_id\]"):
        read_omx(path, mapping="a")


def test_mappings_of_rows_and_of_columns_go_to_their_sides(tmp_path: Path) -> None:
    def build(file: Any) -> None:
        _labels(file, a=[1, 2], b=[3, 4])
        file.root.lookup.a.attrs["dim"], file.root.lookup.b.attrs["DIM"] = 1, np.int32(0)

    table = read_omx(_file(tmp_path / "a.omx", build))[0]["t"].table
    assert (table.index.tolist(), table.columns.tolist()) == (["3", "4"], ["1", "2"])


def test_texts_of_variable_length_are_read_or_named(tmp_path: Path) -> None:
    def build(file: Any) -> None:
        file["t"] = CELLS
        rows = file.create_vlarray("/lookup", "zone", tables.VLUnicodeAtom())
        rows.append("太原")
        rows.append("B")

    assert read_omx(_file(tmp_path / "a.omx", build))[0]["t"].table.index.tolist() == ["太原", "B"]
    read, notices = read_omx(FILES / "variable_texts.omx")
    assert read["t"].table.index.tolist() == ["1", "2"]
    assert "'zone' holds texts of variable length" in str(notices[0])


@pytest.mark.parametrize("seed", range(12))
def test_damaged_files_end_in_a_message_or_in_numbers(seed: int, tmp_path: Path) -> None:
    write_omx({"t": pd.DataFrame(CELLS, ["a", "b"], ["a", "b"])}, tmp_path / "a.omx")
    data = bytearray((tmp_path / "a.omx").read_bytes())
    draw = np.random.default_rng(seed)
    if seed % 4 == 0:
        del data[int(draw.integers(1, len(data))) :]
    for place in draw.integers(0, len(data), 3).tolist():
        data[place] = int(draw.integers(256))
    (tmp_path / "b.omx").write_bytes(data)
    found = []
    try:
        found = [each.table.shape for each in read_omx(tmp_path / "b.omx")[0].values()]
    except InputError as error:
        found = list(error.notices)
    assert found


@pytest.mark.parametrize("shape", [(2, 1), (1, 2)])
def test_a_list_that_stands_as_a_row_or_column_is_a_list(
    shape: tuple[int, int], tmp_path: Path
) -> None:
    def build(file: Any) -> None:
        file.create_array(file.root.lookup, "zone", obj=np.array([101, 102]).reshape(shape))

    matrices, notices = read_omx(_matrix_with(tmp_path / "a.omx", build))
    assert (matrices["t"].table.index.tolist(), notices) == (["101", "102"], [])


@pytest.mark.parametrize("sides", [(0, 1), (b"row", "Column"), ("0", "1"), ("origin", "COL")])
def test_the_side_of_a_mapping_may_be_a_word(sides: tuple[object, object], tmp_path: Path) -> None:
    def build(file: Any) -> None:
        for name, labels, side in (("r", [1, 2], sides[0]), ("c", [8, 9], sides[1])):
            file.create_array(file.root.lookup, name, obj=np.array(labels)).attrs["DIM"] = side

    table = read_omx(_matrix_with(tmp_path / "a.omx", build))[0]["t"].table
    assert (table.index.tolist(), table.columns.tolist()) == (["1", "2"], ["8", "9"])


def test_an_attribute_of_the_group_of_matrices_is_named(tmp_path: Path) -> None:
    def build(file: Any) -> None:
        file.root.data._v_attrs["NA"] = 7.0
        file.create_mapping("zone", [1, 2])

    _, notices = read_omx(_matrix_with(tmp_path / "a.omx", build))
    assert [each.code for each in notices] == ["left_out"]
    assert "NA" in notices[0].hint


def _matrix_with(path: Path, build: Callable[[Any], None]) -> Path:
    with omx.open_file(str(path), "w") as file:
        file["t"] = np.array([[0.0, 5.0], [7.0, 0.0]])
        if "lookup" not in file.root:
            file.create_group(file.root, "lookup")
        build(file)
    return path
