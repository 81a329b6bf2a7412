"""The New York travel-time graph of the 9th DIMACS challenge, from files kept elsewhere."""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Int32Array = npt.NDArray[np.int32]


@dataclass(frozen=True)
class NewYork:
    csr: tuple[Int32Array, Int32Array, Int32Array]
    longitude: npt.NDArray[np.float64]
    latitude: npt.NDArray[np.float64]
    reference: dict[str, npt.NDArray[np.int64]]  # column -> one value per source

    @staticmethod
    def read(folder: Path) -> NewYork:
        arcs = _rows(folder / "USA-road-t.NY.gr.gz", b"a")
        arcs = arcs[np.argsort(arcs[:, 0], kind="stable")]
        points = _rows(folder / "USA-road-d.NY.co.gz", b"v")
        offsets = np.searchsorted(arcs[:, 0], np.arange(1, len(points) + 2)).astype(np.int32)
        heads = (arcs[:, 1] - 1).astype(np.int32)
        weights = arcs[:, 2].astype(np.int32)
        with (folder / "reference_dijkstra_scipy_t.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        reference = {column: np.array([int(row[column]) for row in rows]) for column in rows[0]}
        csr = offsets, heads, weights
        return NewYork(csr, points[:, 1] / 1e6, points[:, 2] / 1e6, reference)


def _rows(path: Path, kind: bytes) -> npt.NDArray[np.int64]:
    """Return the numbers of the lines of one kind."""
    with gzip.open(path) as file:
        lines = [line[2:] for line in file if line.startswith(kind)]
    return np.array(b" ".join(lines).split(), np.int64).reshape(len(lines), 3)
