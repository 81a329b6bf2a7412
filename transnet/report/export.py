"""A network out of transnet: its layers for a map, its travel times for other models."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from transnet.base.given import given, path_given
from transnet.base.language import joined, said
from transnet.base.os_errors import not_written
from transnet.io.features.feature_writer import FEATURE_ENDINGS, write_features
from transnet.io.omx.matrices import Matrix, matrix_of, write_omx
from transnet.io.outputs import check_outputs
from transnet.model.network import Network
from transnet.report.maps.layers import network_layers
from transnet.supply.kinds import ModeSet
from transnet.travel.model import TravelModel


def export_network(
    network: Network,
    path: str | Path,
    *,
    using: Sequence[ModeSet] = ("best",),
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
    given(network, Network, "network", said("load_network gives one"))
    target = path_given(path)
    check_export(target, force=force)
    if target.suffix.lower() == ".omx":
        matrices = _matrices(network, using)
        write_omx(matrices, target, force=force)
        return {name: len(matrix.table) for name, matrix in matrices.items()}
    layers = network_layers(network)
    write_features(layers, target, stamp=network.when.isoformat(), force=force)
    return {layer.name: len(layer.table) for layer in layers}


def check_export(target: Path, *, force: bool = False) -> None:
    """Raise InputError where `export_network` would for this file, before any work."""
    if target.suffix.lower() not in (*FEATURE_ENDINGS, ".omx"):
        hint = said("a network is written as {listed} or .omx", listed=joined(FEATURE_ENDINGS))
        raise not_written(target, "unknown_format", hint)
    check_outputs([target], force=force)


def _matrices(network: Network, using: Sequence[ModeSet]) -> dict[str, Matrix]:
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
