from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import line_world
from transnet.base.errors import InputError
from transnet.supply.kinds import Mode
from transnet.supply.overrides import Parameters
from transnet.supply.running import Sections, Traction, profile_seconds, run_minutes

HOP = st.lists(st.tuples(st.floats(10, 50_000), st.floats(5, 100)), min_size=1, max_size=6)


def _seconds(sections: list[tuple[float, float]], up: float = 0.25, down: float = 0.5) -> float:
    length, limit = (np.array([[part[i] for part in sections]]) for i in (0, 1))
    return float(profile_seconds(length, limit, np.array([up]), np.array([down]))[0])


def _stepped(sections: list[tuple[float, float]], up: float, down: float) -> float:
    """Twin: walk in short steps, forward under acceleration and backward under braking.

    Each section has its own steps, so that a section of a few metres is seen as well.
    """
    steps = 500
    lengths, limits = (np.repeat(part, steps) for part in zip(*sections, strict=True))
    step = (lengths / steps).tolist()
    limit = [0.0, *(np.minimum(limits[1:], limits[:-1]) ** 2).tolist(), 0.0]
    squares = [0.0] * len(limit)
    for i, length in enumerate(step):
        squares[i + 1] = min(squares[i] + 2 * up * length, limit[i + 1])
    for i in range(len(step) - 1, -1, -1):
        squares[i] = min(squares[i], squares[i + 1] + 2 * down * step[i])
    speed = np.sqrt(squares)
    return float((2 * np.array(step) / (speed[1:] + speed[:-1])).sum())


def test_one_section_by_hand() -> None:
    # 50 m/s, 0.25 up and 0.5 down: 200 s and 5000 m, 100 s and 2500 m, 22.5 km left in 450 s.
    assert _seconds([(30_000, 50)]) == pytest.approx(750)


def test_too_short_to_reach_the_limit() -> None:
    # Peak v: v^2 / 0.5 + v^2 / 1 = 300 m, v = 10 m/s: 40 s up, 20 s down.
    assert _seconds([(300, 50)]) == pytest.approx(60)


def test_slower_section_in_between() -> None:
    # 0-40 m/s: 160 s, 3200 m; 40-20: 40 s, 1200 m; 20 over 2000 m: 100 s; 20-40: 80 s, 2400 m;
    # 40-0: 80 s, 1600 m. Cruise 5600 m and 6000 m at 40: 140 s and 150 s.
    assert _seconds([(10_000, 40), (2_000, 20), (10_000, 40)]) == pytest.approx(750)


def test_a_limit_too_short_to_be_reached_does_not_bind() -> None:
    assert _seconds([(15_000, 50), (10, 60), (14_990, 50)]) < _seconds([(30_000, 50)])
    assert _seconds([(15_000, 50), (10, 60), (14_990, 50)]) > _seconds([(30_000, 60)])


@given(HOP)
def test_agrees_with_the_stepped_twin(sections: list[tuple[float, float]]) -> None:
    assert _seconds(sections, 0.3, 0.4) == pytest.approx(_stepped(sections, 0.3, 0.4), rel=0.01)


@given(HOP)
def test_splitting_a_section_changes_nothing(sections: list[tuple[float, float]]) -> None:
    (length, limit), *rest = sections
    split = [(length / 3, limit), (2 * length / 3, limit), *rest]
    assert _seconds(split) == pytest.approx(_seconds(sections), rel=1e-9)


@given(HOP, st.integers(0, 5), st.floats(1, 3))
def test_a_higher_limit_is_never_slower(
    sections: list[tuple[float, float]], at: int, factor: float
) -> None:
    at %= len(sections)
    faster = list(sections)
    faster[at] = (sections[at][0], sections[at][1] * factor)
    assert _seconds(faster) <= _seconds(sections) * (1 + 1e-12)


@given(HOP)
def test_backwards_takes_as_long_with_rates_exchanged(sections: list[tuple[float, float]]) -> None:
    assert _seconds(sections[::-1], 0.5, 0.25) == pytest.approx(_seconds(sections), rel=1e-9)


@given(HOP)
def test_padding_changes_nothing(sections: list[tuple[float, float]]) -> None:
    length, limit = (np.array([[part[i] for part in sections]]) for i in (0, 1))
    wide = [np.pad(values, ((0, 0), (0, 3))) for values in (length, limit)]
    rates = np.array([0.25]), np.array([0.5])
    assert profile_seconds(*wide, *rates)[0] == profile_seconds(length, limit, *rates)[0]


def test_modes_cruise_recover_and_metros_take_length_by_speed() -> None:
    # Line world: T1 is 30 km at 200 km/h: 0.9 of it is 50 m/s, (600 + 200) s x 1.05 = 14 min.
    sections = Sections(
        length_km=np.array([[30.0, 0.0], [4.0, 2.0], [0.0, 0.0]]),
        speed_kmh=np.array([[200.0, 0.0], [24.0, 30.0], [0.0, 0.0]]),
        mode=np.array([Mode.EMU, Mode.METRO, Mode.EMU], dtype=np.int8),
    )
    traction = Traction.of(Parameters(line_world()))
    minutes = run_minutes(sections, traction)
    assert minutes[:2] == pytest.approx([14.0, 14.0])
    assert np.isnan(minutes[2])
    metro = Sections(sections.length_km[1:2], sections.speed_kmh[1:2], sections.mode[1:2])
    assert run_minutes(metro, traction) == pytest.approx([14.0])


def test_trains_keep_to_their_own_top_speed() -> None:
    # 30 km at 40 m/s (0.25 up and down): 160 s and 3200 m twice, 590 s between; x 1.05.
    sections = Sections(np.array([[30.0]]), np.array([[200.0]]), np.zeros(1, dtype=np.int8))
    slow = Traction.of(Parameters(line_world(), {("top_speed_kmh", "emu"): 144.0}))
    assert run_minutes(sections, slow) == pytest.approx([910 * 1.05 / 60])
    free = Traction.of(Parameters(line_world(), {("top_speed_kmh", "emu"): 180.0}))
    assert run_minutes(sections, free) == pytest.approx([14.0])


def test_rates_must_be_above_zero() -> None:
    with pytest.raises(InputError, match="out_of_range"):
        Parameters(line_world(), {("acceleration_ms2", "emu"): 0.0})
    table = line_world()["parameters"]
    table = table.assign(value=table["value"].where(table["parameter"] != "acceleration_ms2", 0.0))
    with pytest.raises(InputError, match="out_of_range"):
        Traction.of(Parameters(line_world().replace_table("parameters", table)))
