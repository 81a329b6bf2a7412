"""The box in which a target fails."""

from __future__ import annotations

import numpy as np
import pytest

from transnet.decision.failing_box import chosen_box, peeling


def test_a_box_that_is_there_is_found() -> None:
    inputs = np.random.default_rng(1).random((4000, 4))
    fails = (inputs[:, 1] > 0.7) & (inputs[:, 3] < 0.4)
    boxes = peeling(inputs, fails)
    assert (boxes[0].coverage, boxes[0].mass) == (1.0, 1.0)
    densities = [each.density for each in boxes]
    assert densities == sorted(densities)
    box = chosen_box(boxes)
    assert box is not None
    assert box.restricted == (1, 3)
    assert box.density > 0.95
    assert box.low[1] == pytest.approx(0.7, abs=0.03)
    assert box.high[3] == pytest.approx(0.4, abs=0.03)


def test_where_nothing_fails_there_is_no_box_and_where_all_fails_it_is_everything() -> None:
    inputs = np.random.default_rng(1).random((200, 2))
    assert peeling(inputs, np.zeros(200, dtype=np.bool_)) == []
    assert chosen_box([]) is None
    everything = chosen_box(peeling(inputs, np.ones(200, dtype=np.bool_)))
    assert everything is not None
    assert everything.restricted == ()
