"""What the process that reads an OMX file says of it, and how much of it it holds at a time."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pytest

from transnet.io.omx.child_process import _write_cells

BLOCK_BYTES = 2**24  # what is held at a time, or a row of chunks where that is more


@dataclass
class _Stored:
    """A matrix of rows of one value, that notes how many rows are asked for at a time."""

    shape: tuple[int, int]
    chunkshape: tuple[int, int] | None
    dtype: np.dtype[np.int16] = field(default_factory=lambda: np.dtype("<i2"))
    blocks: list[int] = field(default_factory=list)

    def __getitem__(self, rows_columns: tuple[slice, slice]) -> npt.NDArray[np.int16]:
        rows = range(self.shape[0])[rows_columns[0]]
        self.blocks.append(len(rows))
        values = np.array(rows, dtype=self.dtype)[:, None]
        return np.broadcast_to(values, (len(rows), self.shape[1]))


@pytest.mark.parametrize(
    ("rows", "columns", "chunk"),
    [(20, 2**20, None), (20, 2**20, (3, 2**16)), (3, 2**24, None), (4, 2**22, (2, 2**20))],
)
def test_a_matrix_is_passed_on_in_blocks_of_whole_chunks(
    rows: int, columns: int, chunk: tuple[int, int] | None
) -> None:
    node, out = _Stored((rows, columns), chunk), io.BytesIO()
    _write_cells(node, out, memory=0)
    tall = chunk[0] if chunk else 1
    assert max(node.blocks) * columns * 2 <= max(BLOCK_BYTES, tall * columns * 2)
    assert all(each % tall == 0 for each in node.blocks[:-1])
    written = np.frombuffer(out.getvalue(), dtype="<i2").reshape(rows, columns)
    assert written[:, [0, -1]].tolist() == [[row, row] for row in range(rows)]
