"""Indices of a design, held against SALib's, which computes them with code of its own."""

from __future__ import annotations

import numpy as np
import pytest

from transnet.base.units import FloatArray
from transnet.decision.draws import design_of, indices

_CENTRED = 1e-5
"""Both take values less their mean, SALib that of all points, and SciPy that of two samples."""
analyse = pytest.importorskip("SALib.analyze.sobol").analyze


def _ishigami(points: FloatArray) -> FloatArray:
    first, second, third = (points * 2.0 - 1.0).T * np.pi
    found: FloatArray = np.sin(first) + 7.0 * np.sin(second) ** 2 + 0.1 * third**4 * np.sin(first)
    return found


def _together(points: FloatArray) -> FloatArray:
    """Return a verdict that inputs decide only together, 0 or 1."""
    found: FloatArray = ((points[:, 0] > 0.5) == (points[:, 1] > 0.5)).astype(np.float64)
    return found


@pytest.mark.parametrize("rows", [1024, 4096])
@pytest.mark.parametrize("model", [_ishigami, _together])
def test_first_and_total_indices_are_those_of_salib(model: object, rows: int) -> None:
    assert callable(model)
    design = design_of(3, rows, seed=7)
    values = model(design.points)
    found = indices(design, values[:, None], resamples=20)
    both, swapped = values[: 2 * rows].reshape(2, rows), values[2 * rows :].reshape(3, rows)
    in_their_order = np.vstack([both[:1], swapped, both[1:]]).T.ravel()
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0.0, 1.0]] * 3}
    told = analyse(problem, in_their_order, calc_second_order=False, num_resamples=20, seed=1)
    np.testing.assert_allclose(found.first[:, 0], told["S1"], atol=_CENTRED)
    np.testing.assert_allclose(found.total[:, 0], told["ST"], atol=_CENTRED)
    within = (found.first_low[:, 0] <= told["S1"]) & (told["S1"] <= found.first_high[:, 0])
    assert within[np.isfinite(found.first_low[:, 0])].all()
