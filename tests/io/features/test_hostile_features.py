"""Files of features that mean harm: code in a database, bombs, nesting; each ends in a message."""

from __future__ import annotations

import json
import resource
import sqlite3
import struct
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.road_graphs import small_graph
from transnet.base.errors import InputError, TransnetError
from transnet.io.features.wkb import is_plain
from transnet.io.lines import RoadLimits
from transnet.io.roads.feature_roads import read_road_features, write_road_features

FOREVER = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c"


def _refusal(path: Path, **more: Any) -> tuple[str, int, str]:
    with pytest.raises(InputError) as caught:
        read_road_features(path, **more)
    first = next(each for each in caught.value.notices if each.severity == "error")
    assert first.hint
    return first.code, first.row, first.hint


def _geopackage(folder: Path, *statements: str) -> Path:
    path = folder / "roads.gpkg"
    write_road_features(small_graph(), path)
    with closing(sqlite3.connect(path)) as database:
        names = [
            name
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ]
        for name in names:  # they call functions that SQLite alone doesn't have
            database.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            database.execute(statement)
        database.commit()
    return path


@pytest.mark.parametrize(
    ("statements", "code"),
    [
        (["ALTER TABLE roads RENAME TO r", f"CREATE VIEW roads AS {FOREVER}"], "computed_layer"),
        (["ALTER TABLE nodes RENAME TO n", "CREATE VIEW nodes AS SELECT * FROM n, n b, n c, n d"],
         "computed_layer"),
        (["ALTER TABLE gpkg_contents RENAME TO g", f"CREATE VIEW gpkg_contents AS {FOREVER}"],
         "computed_layer"),
        (["ALTER TABLE gpkg_spatial_ref_sys RENAME TO g",
          f"CREATE VIEW gpkg_spatial_ref_sys AS {FOREVER}"], "computed_layer"),
        (["ALTER TABLE nodes RENAME TO n", "CREATE VIRTUAL TABLE nodes USING rtree(id, a, b)"],
         "computed_layer"),
        (["ALTER TABLE roads DROP COLUMN time_ms",
          "ALTER TABLE roads ADD time_ms GENERATED ALWAYS AS (length(zeroblob(999999999)))"],
         "computed_layer"),
        (["DROP TABLE gpkg_geometry_columns"], "broken_file"),
        (["UPDATE roads SET geom = x'4750'"], "bad_geometry"),
        (["UPDATE roads SET geom = 'LINESTRING (1 2, 3 4)'"], "bad_geometry"),
        (["UPDATE roads SET time_ms = 'soon'"], "bad_number"),
        (["UPDATE roads SET time_ms = x'ff'"], "bad_number"),
        (["UPDATE roads SET time_ms = 9e999"], "bad_number"),
        (["UPDATE roads SET from_node = x'3030'"], "bad_id"),
        (["UPDATE roads SET oneway = 'perhaps'"], "bad_bool"),
        (["UPDATE gpkg_geometry_columns SET srs_id = 77"], "missing_crs"),
        (["UPDATE gpkg_geometry_columns SET column_name = 'x\" FROM roads; --'"], "broken_file"),
    ],
)  # fmt: skip
def test_a_database_computes_nothing(statements: list[str], code: str, tmp_path: Path) -> None:
    path = _geopackage(tmp_path, *statements)
    before = path.read_bytes()
    assert _refusal(path)[0] == code
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["roads.gpkg"]


def test_triggers_and_other_tables_are_left_alone(tmp_path: Path) -> None:
    path = _geopackage(
        tmp_path,
        "CREATE TABLE notes (text TEXT)",
        f"CREATE VIEW more AS {FOREVER}",
        "CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM roads; END",
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
        "VALUES ('more', 'features', 'more', 4326)",
    )
    graph, notices = read_road_features(path)
    assert graph == small_graph()
    assert [each.hint for each in notices] == ["layers that a road graph doesn't have: more"]


def test_counts_that_a_database_forges_do_not_count(tmp_path: Path) -> None:
    path = _geopackage(tmp_path, "UPDATE gpkg_ogr_contents SET feature_count = 1")
    assert _refusal(path, limits=RoadLimits(rows=2))[0] == "too_many_rows"
    assert read_road_features(path)[0] == small_graph()


def test_changes_beside_the_file_are_told(tmp_path: Path) -> None:
    path = _geopackage(tmp_path)
    (tmp_path / "roads.gpkg-wal").touch()  # as SQLite leaves it once all is in the file
    assert read_road_features(path)[0] == small_graph()
    (tmp_path / "roads.gpkg-wal").write_bytes(b"changes")
    code, _, hint = _refusal(path)
    assert (code, "roads.gpkg-wal" in hint) == ("unfinished_file", True)


@pytest.mark.parametrize(
    "text",
    [
        '<OGRVRTDataSource><OGRVRTLayer name="nodes"><SrcDataSource>/etc/passwd',
        '{"type": "FeatureCollection", "features": []}',
        "SQLite format 3\0",
    ],
)
def test_another_format_under_the_name_is_not_followed(text: str, tmp_path: Path) -> None:
    path = tmp_path / "roads.gpkg"
    path.write_text(text)
    assert _refusal(path)[0] == "broken_file"


def _nested(depth: int) -> bytes:
    """Return a collection of a collection of a collection ..."""
    return struct.pack("<BII", 1, 5, 1) * depth + shapely.LineString([(1, 2), (3, 4)]).wkb


@pytest.mark.parametrize(
    ("blob", "plain"),
    [
        (shapely.Point(1, 2).wkb, True),
        (shapely.Point(1, 2, 3).wkb, True),
        (shapely.to_wkb(shapely.Point(1, 2, 3), flavor="iso"), True),
        (shapely.to_wkb(shapely.Point(1, 2), byte_order=0), True),
        (shapely.to_wkb(shapely.set_srid(shapely.Point(1, 2), 4326), include_srid=True), True),
        (shapely.LineString([(1, 2), (3, 4)]).wkb, True),
        (shapely.MultiPoint([(1, 2), (3, 4)]).wkb, True),
        (shapely.MultiLineString([[(1, 2), (3, 4)]] * 3).wkb, True),
        (shapely.LineString().wkb, True),
        (_nested(1), True),
        (_nested(2), False),
        (_nested(1_000_000), False),
        (shapely.GeometryCollection([shapely.Point(1, 2)]).wkb, False),
        (shapely.box(0, 0, 1, 1).wkb, False),
        (struct.pack("<BII", 1, 2, 2**32 - 1), False),
        (struct.pack("<BII", 1, 4, 2**32 - 1), False),
        (shapely.Point(1, 2).wkb[:-1], False),
        (shapely.Point(1, 2).wkb + b"\0", False),
        (b"", False),
        (b"\1", False),
        (struct.pack("<BI", 1, 4001), False),
    ],
)
def test_only_plain_geometry_reaches_the_library(blob: bytes, plain: bool) -> None:
    assert is_plain(blob) == plain


@given(st.binary(max_size=60))
def test_any_bytes_are_judged(blob: bytes) -> None:
    assert is_plain(blob) in (True, False)


def _json(path: Path, features: str, more: str = "") -> Path:
    path.write_text(f'{{"type": "FeatureCollection"{more}, "features": [{features}]}}', "utf-8")
    return path


NODE = (
    '{"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}, '
    '"properties": {"layer": "nodes", "node_id": "1"}}'
)


@pytest.mark.parametrize(
    ("features", "code", "row", "words"),
    [
        ("[" * 100_000, "broken_file", 1, "nested too deep"),
        (f"{NODE}, " + '{"a": ' * 50_000, "broken_file", 2, "nested too deep"),
        (NODE.replace("[1, 2]", "[NaN, 2]"), "broken_file", 1, "JSON has no NaN"),
        (NODE.replace("[1, 2]", "[-Infinity, 2]"), "broken_file", 1, "no -Infinity"),
        (NODE.replace('"node_id"', '"node_id": "2", "node_id"'), "broken_file", 1, "twice"),
        (NODE.replace("[1, 2]", "[" + "9" * 9_999 + ", 2]"), "broken_file", 1, "digits"),
        (NODE.replace("[1, 2]", '["1", "2"]'), "bad_geometry", 1, "two numbers"),
        (NODE.replace("[1, 2]", "[true, 2]"), "bad_geometry", 1, "two numbers"),
        (NODE.replace("[1, 2]", "[1e999, 2]"), "bad_geometry", 1, "too large"),
        (NODE.replace("[1, 2]", "[" + "9" * 400 + ", 2]"), "bad_geometry", 1, "too large"),
        (NODE.replace("[1, 2]", "[1]"), "bad_geometry", 1, "two numbers"),
        (NODE.replace("[1, 2]", "7"), "bad_geometry", 1, "a point or a line"),
        (NODE.replace('"1"', '["1"]'), "bad_type", 1, "a text"),
        (NODE.replace('"1"', '{"id": "1"}'), "bad_type", 1, "a text"),
        (NODE.replace('"Point"', '"Polygon"'), "bad_geometry", 1, "not Polygon"),
        (NODE.replace("{", '{"pad": "' + "x" * 2_100_000 + '", ', 1), "broken_file", 1, "longer"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_json_that_is_bent(features: str, code: str, row: int, words: str, tmp_path: Path) -> None:
    found = _refusal(_json(tmp_path / "r.geojson", features))
    assert found[:2] == (code, row)
    assert words in found[2]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "7", "{", '{"type"', '{"type": 1 "features": []}', '{"features": [}', "\ufeff",
     '{"features": []} {"features": []}', '{"features": [], "features": []}', "nul",
     '{"a": 1, "a": 2, "features": []}', '{1: 2}', '{"features": [' + NODE + "}"],
    ids=str,
)  # fmt: skip
def test_json_that_is_no_collection(text: str, tmp_path: Path) -> None:
    (tmp_path / "r.geojson").write_text(text, "utf-8")
    assert _refusal(tmp_path / "r.geojson")[0] in ("broken_file", "missing_layer")


def test_features_of_other_layers_are_told(tmp_path: Path) -> None:
    path = tmp_path / "roads.geojson"
    write_road_features(small_graph(), path)
    text = path.read_text("utf-8").replace('"features": [', '"features": [' + NODE.replace(
        '"nodes"', '"shops"') + ",", 1)  # fmt: skip
    path.write_text(text, "utf-8")
    graph, notices = read_road_features(path)
    assert graph == small_graph()
    assert [each.hint for each in notices] == [
        "1 features of other layers than the road graph's: shops"
    ]


@settings(max_examples=30, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner),
    ),
    st.integers(0, 5),
)
def test_only_typed_errors_come_out(value: Any, place: int) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roads.geojson"
        write_road_features(small_graph(), path)
        content = json.loads(path.read_text("utf-8"))
        feature = content["features"][place]
        for spoil in (
            lambda: content.update(layers=value),
            lambda: feature.update(geometry=value),
            lambda: feature["properties"].update(node_id=value, time_ms=value, oneway=value),
            lambda: content["features"].insert(place, value),
        ):
            spoil()
            path.write_text(json.dumps(content), "utf-8")
            try:
                read_road_features(path)
            except TransnetError:
                continue


def _memory_of(path: Path, limit: int) -> subprocess.CompletedProcess[str]:
    code = (
        "import sys\n"
        "from transnet.base.errors import InputError\n"
        "from transnet.io.roads.feature_roads import read_road_features\n"
        "try:\n"
        "    read_road_features(sys.argv[1])\n"
        "except InputError as error:\n"
        "    print(error.notices[-1].code)\n"
    )

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

    return subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True, text=True, check=False, preexec_fn=bound, timeout=120,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("start", "piece", "end", "code"),
    [
        ('{"features": [', "[],", "[]]}", "bad_feature"),
        ('{"features": [], "junk": [', "[],", "[]]}", "broken_file"),
        ('{"features": [{"properties": {"layer": "nodes"}, "geometry": [', "[],", "[]]}]}",
         "broken_file"),
        ('{"features": [', '{"properties":{"layer":"x","a":[[],[]]}},', "7]}", "bad_feature"),
    ],
)  # fmt: skip
def test_memory_is_bounded_before_json_is_read(
    start: str, piece: str, end: str, code: str, tmp_path: Path
) -> None:
    path = tmp_path / "bomb.geojson"
    with path.open("w") as stream:
        stream.write(start)
        for _ in range(30):
            stream.write(piece * (1_000_000 // len(piece)))
        stream.write(end)
    done = _memory_of(path, 2**31)
    assert (done.stdout.strip(), done.stderr) == (code, "")


def _parquet(path: Path, change: Callable[[pa.Table], pa.Table], **more: Any) -> Path:
    write_road_features(small_graph(), path)
    pq.write_table(change(pq.read_table(path)), path, **more)
    return path


def _with(name: str, array: Any) -> Callable[[pa.Table], pa.Table]:
    def change(table: pa.Table) -> pa.Table:
        values = array(len(table)) if callable(array) else array
        at = table.schema.get_field_index(name)
        return table.set_column(at, name, values).replace_schema_metadata(table.schema.metadata)

    return change


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_with("time_ms", lambda n: pa.array([[1]] * n)), "bad_type"),
        (_with("time_ms", lambda n: pa.array([{"a": 1}] * n)), "bad_type"),
        (_with("time_ms", lambda n: pa.array([pd.Timestamp("2024-01-01")] * n)), "bad_type"),
        (_with("time_ms", lambda n: pa.array([pd.Timedelta(1)] * n)), "bad_type"),
        (_with("time_ms", lambda n: pa.array([True] * n)), "bad_number"),
        (_with("time_ms", lambda n: pa.array([2**64 - 1] * n, pa.uint64())), "broken_file"),
        (_with("node_id", lambda n: pa.array([b"\x80\x04."] * n)), "bad_type"),
        (_with("geometry", lambda n: pa.array(["POINT (1 2)"] * n)), "bad_type"),
        (_with("geometry", lambda n: pa.array([_nested(9)] * n)), "bad_geometry"),
        (lambda table: table.replace_schema_metadata({}), "broken_file"),
        (lambda table: table.replace_schema_metadata({"geo": "[" * 100_000}), "broken_file"),
        (lambda table: table.replace_schema_metadata({"geo": '{"primary_column": []}'}),
         "broken_file"),
        (lambda table: table.drop_columns(["layer"]), "missing_layer"),
    ],
)  # fmt: skip
def test_parquet_of_other_types(
    change: Callable[[pa.Table], pa.Table], code: str, tmp_path: Path
) -> None:
    assert _refusal(_parquet(tmp_path / "r.parquet", change))[0] == code


def test_dictionary_columns_and_pickled_metadata_are_harmless(tmp_path: Path) -> None:
    def change(table: pa.Table) -> pa.Table:
        for name in ("from_node", "road_class", "geometry"):
            at = table.schema.get_field_index(name)
            table = table.set_column(at, name, table.column(name).dictionary_encode())
        pickled = b"cos\nsystem\n(S'touch pwned'\ntR."
        return table.replace_schema_metadata({**table.schema.metadata, b"pandas": pickled})

    graph, notices = read_road_features(_parquet(tmp_path / "r.parquet", change))
    assert (graph, notices) == (small_graph(), [])
    assert not (tmp_path / "pwned").exists()


def test_a_file_that_is_large_when_unpacked_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "r.parquet"
    write_road_features(small_graph(), path)
    monkeypatch.setattr("transnet.io.features.geoparquet_read._MOST_BYTES", 100)
    assert _refusal(path)[0] == "file_too_large"


def test_a_long_text_that_comes_a_million_times_stays_one(tmp_path: Path) -> None:
    count, text = 1_000_000, "x" * 100_000
    write_road_features(small_graph(), tmp_path / "r.parquet")
    metadata = pq.read_schema(tmp_path / "r.parquet").metadata
    indices = pa.array(np.zeros(count, dtype=np.int32))
    table = pa.table(
        {
            "layer": pa.array(["nodes"] * count).dictionary_encode(),
            "node_id": pa.DictionaryArray.from_arrays(indices, pa.array([text])),
            "geometry": pa.nulls(count, pa.binary()),
        }
    )
    path = tmp_path / "bomb.parquet"
    pq.write_table(table.replace_schema_metadata({b"geo": metadata[b"geo"]}), path)
    done = _memory_of(path, 8 * 2**30)
    assert (done.stdout.strip(), done.stderr) == ("missing_column", "")


@pytest.mark.parametrize("kind", ["BOOLEAN", "boolean"])
def test_a_column_of_marks_holds_no_times(kind: str, tmp_path: Path) -> None:
    path = _geopackage(
        tmp_path,
        'ALTER TABLE roads RENAME COLUMN "time_ms" TO "old"',
        f'ALTER TABLE roads ADD COLUMN "time_ms" {kind} DEFAULT 1',
    )
    assert _refusal(path)[0] == "bad_number"
