"""A network out of transnet: its layers for a map, its travel times for other models."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from transnet.analysis.travel import TravelModel
from transnet.errors import InputError, Notice
from transnet.graph.weights import Using
from transnet.io.features import FEATURE_ENDINGS, write_features
from transnet.io.omx import Matrix, matrix_of, write_omx
from transnet.model.network import Network
from transnet.report.layers import network_layers


def export_network(
    network: Network,
    path: str | Path,
    *,
    using: Sequence[Using] = ("best",),
    force: bool = False,
) -> dict[str, int]:
    """Write a network on its day into a file, whole or not at all, and return what is in it.

    path     .gpkg, .parquet or .geojson: its layers (`network_layers`); .omx: minutes door to door
             between all places, a matrix for each means, infinite where there is no way
    using    means of the matrices: best, drive, public, rail, carfree
    force    replace a file that is there; without it that is refused
    returns  features by layer, or places by matrix
    Raises InputError when the ending isn't known, the file is there or can't be written.
    """
    target = Path(path)
    ending = target.suffix.lower()
    if ending not in (*FEATURE_ENDINGS, ".omx"):
        hint = f"a network is written as {', '.join(FEATURE_ENDINGS)} or .omx"
        raise _refused("unknown_format", target, hint)
    if target.exists() and not force:
        hint = "it is there already; name another or force it"
        raise _refused("file_exists", target, hint)
    if ending == ".omx":
        matrices = _matrices(network, using)
        write_omx(matrices, target)
        return {name: len(matrix.table) for name, matrix in matrices.items()}
    layers = network_layers(network)
    write_features(layers, target, stamp=network.when.isoformat())
    return {layer.name: len(layer.table) for layer in layers}


def _matrices(network: Network, using: Sequence[Using]) -> dict[str, Matrix]:
    model = TravelModel(network)
    day = network.when.isoformat()
    return {
        f"{means}_min": Matrix(
            matrix_of(model.travel_times(using=means)),
            "min",
            f"{network.info.name_zh} {network.info.name_en}, {means}, {day}",
        )
        for means in using
    }


def _refused(code: str, path: Path, hint: str) -> InputError:
    found = Notice(code, "error", path.name, 0, "", "", hint)
    return InputError(f"{path.name}: nothing was written.", [found])
