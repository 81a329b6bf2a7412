from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.supply.helpers import door_to_door, edit, search_ms
from tests.worlds import line_world
from transnet.base.errors import InputError, UnknownNameError
from transnet.base.units import UNREACHABLE_MS, ms_to_minutes
from transnet.model.network import Network
from transnet.supply.kinds import ArcKind
from transnet.supply.topology import Topology, compile_topology
from transnet.supply.weights import ArcTimes, arc_inputs, arc_times, restrict

WORLD = line_world()
TOPOLOGY = compile_topology(WORLD)


def _arc(tail: str, head: str, topology: Topology = TOPOLOGY) -> int:
    ends = (topology.tails == topology.node_index[tail]) & (
        topology.heads == topology.node_index[head]
    )
    (arc,) = np.flatnonzero(ends)
    return int(arc)


def _minutes(times: ArcTimes, tail: str, head: str) -> float:
    return float(ms_to_minutes(times.total[_arc(tail, head)]))


def _ride(times: ArcTimes, tail: str, head: str, mode: str = "emu") -> tuple[float, float]:
    arc = _arc(f"dep:{tail}:{mode}", f"arr:{head}:{mode}")
    return times.wait[arc] / 60_000, times.ride[arc] / 60_000


def _in_train(network: Network, origin: str, destination: str) -> float:
    weights = restrict(arc_times(network, TOPOLOGY), TOPOLOGY, "in_train")
    times = search_ms(TOPOLOGY, weights, TOPOLOGY.node("dep", origin, "emu"))
    return float(ms_to_minutes(times[TOPOLOGY.node("arr", destination, "emu")]))


def test_each_kind_of_arc_by_hand() -> None:
    times = arc_times(WORLD, TOPOLOGY)
    for tail, head, minutes in [
        ("place_out:P1", "access_road:N1", 0),
        ("access_road:N1", "access_road:N2", 30),
        ("egress_road:N2", "egress_road:N1", 30),
        ("access_road:N1", "access_road:J1", 8),
        ("access_road:N1", "place_in:P1", 5),
        ("access_road:N1", "in:S1", 6),
        ("access_road:N2", "in:S2", 6),
        ("access_road:N1", "in:M1", 3),
        ("out:AX", "egress_road:NX", 30),
        ("in:S1", "dep:S1:emu", 10),
        ("in:A1", "dep:A1:air", 60),
        ("arr:S3:emu", "out:S3", 5),
        ("arr:M2:metro", "dep:M2:metro", 2),
        ("out:M2", "in:S1", 3),
        ("out:S1", "in:M2", 3),
        ("egress_road:N3", "place_in:P3", 0),
    ]:
        assert _minutes(times, tail, head) == minutes, (tail, head)
    assert _ride(times, "S1", "S3") == (20, 36)
    assert _ride(times, "S3", "S1") == (20, 40.5)
    assert _ride(times, "M1", "M2", "metro") == (3, 10)
    assert _ride(times, "AX", "A1", "air") == (24, 60)


def test_weights_are_whole_milliseconds_and_add_up() -> None:
    for day in ("2009-01-01", "2022-10-31", "2030-01-01"):
        times = arc_times(WORLD.at(day), TOPOLOGY)
        for part in (times.total, times.wait, times.ride):
            assert part.dtype == np.int32
            assert part.min() >= 0
        rides = TOPOLOGY.arcs_of[ArcKind.RIDE]
        is_open = times.total[rides] < UNREACHABLE_MS
        added = times.wait[rides] + times.ride[rides]
        assert np.array_equal(added[is_open], times.total[rides][is_open])
        others = np.delete(np.arange(len(times.total)), rides)
        assert not times.wait[others].any()
        assert not times.ride[others].any()


def test_door_to_door_by_hand() -> None:
    best = door_to_door(WORLD, TOPOLOGY, "best")
    rail = door_to_door(WORLD, TOPOLOGY, "rail")
    public = door_to_door(WORLD, TOPOLOGY, "public")
    drive = door_to_door(WORLD, TOPOLOGY, "drive")
    assert rail["P1", "P3"] == 6 + 10 + 20 + 36 + 5 + 4
    assert drive["P1", "P3"] == 95
    assert best["P1", "P3"] == 81
    assert best["P1", "P2"] == drive["P1", "P2"] == 35
    assert drive["P1", "X1"] == 185
    # By rail to P3 and on by taxi; the flight takes 20 + 60 + 24 + 60 + 20 + 30 = 214.
    assert public["P1", "X1"] == rail["P1", "X1"] == best["P1", "X1"] == 81 + 90
    # A trip that must ride may come back to where it began: to S2, change there, and back.
    assert public["P3", "P3"] == 4 + 10 + 44.5 + 8 + 42 + 5 + 4


def test_flights_ride_in_public_but_not_by_rail() -> None:
    far = edit(WORLD, "roads", {"road_id": "R4"}, length_km=900.0)
    assert door_to_door(far, TOPOLOGY, "public")["P1", "X1"] == 214
    assert door_to_door(far, TOPOLOGY, "rail")["P1", "X1"] == 81 + 900


def test_dates_open_and_close_rows() -> None:
    assert _ride(arc_times(WORLD.at("2024-07-01"), TOPOLOGY), "S1", "S3") == (15, 34.5)
    assert _in_train(WORLD, "S1", "S3") == 36
    assert _in_train(WORLD.at("2024-06-30"), "S1", "S3") == 36
    assert _in_train(WORLD.at("2024-07-01"), "S1", "S3") == 30
    assert _in_train(WORLD.at("2028-01-01"), "S1", "S3") == 22.75
    assert door_to_door(WORLD.at("2025-12-31"), TOPOLOGY, "drive")["P1", "P3"] == 95
    assert door_to_door(WORLD.at("2026-01-01"), TOPOLOGY, "drive")["P1", "P3"] == 58
    closing = edit(WORLD, "services", {"service_id": "E1"}, closed=np.datetime64("2023-01-01", "s"))
    assert _in_train(closing.at("2022-12-31"), "S1", "S3") == 36
    assert _in_train(closing.at("2023-01-01"), "S1", "S3") == np.inf


def test_a_closed_track_breaks_every_ride_over_it() -> None:
    broken = edit(WORLD, "tracks", {"track_id": "T2"}, opened=np.datetime64("NaT", "s"))
    assert _in_train(broken, "S1", "S2") == 12
    assert _in_train(broken, "S1", "S3") == _in_train(broken, "S3", "S2") == np.inf


def test_a_closed_station_is_run_through() -> None:
    shut = edit(WORLD, "stations", {"station_id": "S2"}, opened=np.datetime64("NaT", "s"))
    times = arc_times(shut, TOPOLOGY)
    assert _in_train(shut, "S1", "S3") == 36
    assert _in_train(shut, "S1", "S2") == np.inf
    for tail, head in [
        ("access_road:N2", "in:S2"),
        ("out:S2", "egress_road:N2"),
        ("in:S2", "dep:S2:emu"),
        ("arr:S2:emu", "out:S2"),
    ]:
        assert _minutes(times, tail, head) == np.inf
    shut = edit(WORLD, "stations", {"station_id": "M2"}, opened=np.datetime64("NaT", "s"))
    assert _minutes(arc_times(shut, TOPOLOGY), "out:S1", "in:M2") == np.inf


def test_ways_of_travelling() -> None:
    times = arc_times(WORLD, TOPOLOGY)
    in_train = restrict(times, TOPOLOGY, "in_train")
    is_open = np.flatnonzero(in_train < UNREACHABLE_MS)
    assert set(TOPOLOGY.arc_kind[is_open]) == {ArcKind.RIDE, ArcKind.TRANSFER_AT_STOP}
    assert in_train[_arc("dep:S1:emu", "arr:S3:emu")] == 36 * 60_000
    assert in_train[_arc("arr:S2:emu", "dep:S2:emu")] == 8 * 60_000
    assert in_train[_arc("dep:M1:metro", "arr:M2:metro")] == UNREACHABLE_MS
    assert restrict(times, TOPOLOGY, "best").tolist() == times.total.tolist()
    with pytest.raises(UnknownNameError, match="did you mean public"):
        restrict(times, TOPOLOGY, "publik")  # type: ignore[arg-type]


def test_no_schedule_delay_means_the_fastest_service() -> None:
    later = WORLD.at("2024-07-01")
    times = arc_times(later, TOPOLOGY, overrides={("schedule_delay_share", "all"): 0.0})
    assert _ride(times, "S1", "S3") == (0, 30)
    assert np.array_equal(times.pairs.total, times.pairs.fastest)


def test_overrides_replace_parameters() -> None:
    times = arc_times(WORLD, TOPOLOGY, overrides={("entry_min", "emu"): 12.5})
    assert _minutes(times, "in:S1", "dep:S1:emu") == 12.5
    assert _minutes(times, "in:M1", "dep:M1:metro") == 2
    inputs = arc_inputs(WORLD, TOPOLOGY)
    again = inputs.times({("parking_min", "all"): 0.0})
    assert _minutes(again, "access_road:N1", "place_in:P1") == 0
    assert _minutes(inputs.times(), "access_road:N1", "place_in:P1") == 5
    with pytest.raises(UnknownNameError, match="did you mean entry_min"):
        arc_times(WORLD, TOPOLOGY, overrides={("entri_min", "emu"): 1.0})
    with pytest.raises(InputError, match="out_of_range"):
        arc_times(WORLD, TOPOLOGY, overrides={("walk_speed_kmh", "all"): 0.0})
    with pytest.raises(InputError):
        arc_times(WORLD, TOPOLOGY, overrides={("entry_min", "emu"): -1.0})


def test_parameters_fall_back_on_all() -> None:
    frame = WORLD["parameters"].copy()
    row = (frame["parameter"] == "dwell_min") & (frame["mode"] == "emu")
    frame.loc[row, ["mode", "value"]] = ["all", 4.0]
    bare = WORLD.replace_table("parameters", frame)
    stops = bare["stops"].assign(dwell_min=np.nan)
    times = arc_times(bare.replace_table("stops", stops), TOPOLOGY)
    assert _ride(times, "S1", "S3") == (20, 38)


def test_observed_runs_follow_a_speed_that_changes() -> None:
    faster = edit(WORLD, "tracks", {"track_id": "T1"}, speed_kmh=300.0)
    assert _ride(arc_times(faster, TOPOLOGY), "S1", "S2") == (20, 12)
    times = arc_times(faster, TOPOLOGY, reference=WORLD)
    # T1 at 200 km/h: 600 + 200 s; at 300 km/h 75 m/s: 400 + 300 s, so 12 min x 700 / 800.
    assert _ride(times, "S1", "S2") == (20, 10.5)
    assert _ride(times, "S1", "S3") == (20, 34.5)
    # Without an observation the model itself runs faster: 24.5 + 2 + 12.25.
    assert _ride(times, "S3", "S1") == (20, 38.75)
    same = arc_times(WORLD.at("2024-07-01"), TOPOLOGY, reference=WORLD)
    assert _ride(same, "S1", "S3") == (15, 34.5)


def test_a_reference_may_lack_tracks() -> None:
    tracks = WORLD["tracks"]
    fewer = WORLD.replace_table("tracks", tracks[tracks["track_id"] != "T1"])
    faster = edit(WORLD, "tracks", {"track_id": "T1"}, speed_kmh=300.0)
    assert _ride(arc_times(faster, TOPOLOGY, reference=fewer), "S1", "S2") == (20, 12)


def test_without_observations_every_run_is_modelled() -> None:
    times = arc_inputs(WORLD, TOPOLOGY, observed=False).times()
    assert _ride(times, "S1", "S2") == (20, 14)
    assert _ride(times, "S1", "S3") == (20, 40.5)
    off_track = edit(WORLD, "stops", {"service_id": "E1", "station_id": "S3"}, tracks="")
    topology = compile_topology(off_track)
    times = arc_inputs(off_track, topology, observed=False).times()
    assert times.total[_arc("dep:S1:emu", "arr:S3:emu", topology)] == UNREACHABLE_MS
    assert times.total[_arc("dep:S1:emu", "arr:S2:emu", topology)] == 34 * 60_000


def test_trains_stand_longer_where_they_go_over_to_another_line() -> None:
    # S2 is on the way of E1 and E2: 14 min, 2 min, 24.5 min on one line, 5 min where it changes.
    parted = edit(WORLD, "tracks", {"track_id": "T2"}, line_id="L9")
    modelled = arc_inputs(parted, TOPOLOGY, observed=False)
    assert _ride(modelled.times(), "S1", "S3") == (20, 43.5)
    assert _ride(modelled.times({("junction_dwell_min", "emu"): 7.0}), "S3", "S1") == (20, 45.5)
    assert _ride(arc_times(parted, TOPOLOGY), "S1", "S3") == (20, 36)


def test_a_hop_needs_a_run_or_tracks() -> None:
    lost = edit(WORLD, "stops", {"service_id": "E2", "station_id": "S2"}, tracks="")
    with pytest.raises(InputError, match="hop_without_time") as caught:
        arc_times(lost, compile_topology(lost))
    (notice,) = caught.value.notices
    assert (notice.table, notice.row, notice.value) == ("stops", 6, "Bing (S2)")


def test_another_networks_topology_is_refused() -> None:
    with pytest.raises(InputError, match="topology_mismatch"):
        arc_times(WORLD.replace_table("flights", WORLD["flights"].iloc[:0]), TOPOLOGY)


@pytest.mark.parametrize(
    ("table", "row", "values", "touched"),
    [
        ("roads", {"road_id": "R1"}, {"length_km": 31.7}, {ArcKind.DRIVE, ArcKind.TAXI}),
        ("access", {"access_id": "a5"}, {"length_km": 11.0}, {ArcKind.ACCESS, ArcKind.EGRESS}),
        ("transfers", {"transfer_id": "t1"}, {"transfer_min": 4.0}, {ArcKind.TRANSFER_WALK}),
        ("flights", {"flight_id": "F1"}, {"block_min": 61.3}, {ArcKind.RIDE}),
        ("services", {"service_id": "U1"}, {"trains_per_day": 97.0}, {ArcKind.RIDE}),
        ("tracks", {"track_id": "T2"}, {"speed_kmh": 187.0}, {ArcKind.RIDE}),
    ],
)
def test_an_edit_leaves_other_weights_as_they_are(
    table: str, row: dict[str, str], values: dict[str, float], touched: set[ArcKind]
) -> None:
    before = arc_times(WORLD, TOPOLOGY).total
    after = arc_times(edit(WORLD, table, row, **values), TOPOLOGY).total
    changed = np.flatnonzero(before != after)
    assert set(TOPOLOGY.arc_kind[changed].tolist()) == touched
    assert len(changed) <= 4


@given(
    st.sets(st.sampled_from(["E1", "E2", "E3", "E4", "U1", "U2"])),
    st.sampled_from(["E1", "E2", "E3", "E4", "U1", "U2"]),
    st.floats(0.01, 200),
)
def test_another_service_never_lengthens_a_trip(
    closed: set[str], added: str, per_day: float
) -> None:
    services = WORLD["services"].copy()
    shut = services["service_id"].isin(closed | {added})
    services.loc[shut, "opened"] = np.datetime64("NaT", "s")
    services.loc[services["service_id"] == added, "trains_per_day"] = per_day
    day = "2024-07-01"
    fewer = arc_times(WORLD.replace_table("services", services).at(day), TOPOLOGY)
    services = services.copy()
    services.loc[services["service_id"] == added, "opened"] = np.datetime64("2020-01-01", "s")
    more = arc_times(WORLD.replace_table("services", services).at(day), TOPOLOGY)
    assert np.all(more.total <= fewer.total)
    assert np.all(more.pairs.fastest <= fewer.pairs.fastest)


@given(
    st.sampled_from(["roads", "tracks", "stations", "services", "flights", "airports"]),
    st.integers(0, 7),
)
def test_closing_a_row_never_shortens(table: str, at: int) -> None:
    frame = WORLD[table].copy()
    frame.loc[frame.index[at % len(frame)], "opened"] = np.datetime64("NaT", "s")
    before = arc_times(WORLD, TOPOLOGY).total
    after = arc_times(WORLD.replace_table(table, frame), TOPOLOGY).total
    assert np.all(after >= before)


@pytest.mark.parametrize(("a_day", "there"), [(0.3, False), (0.5, True), (1.0, True)])
def test_what_runs_on_fewer_than_half_of_all_days_is_not_there_on_an_ordinary_one(
    a_day: float, there: bool
) -> None:
    row = (
        WORLD["parameters"]
        .iloc[[0]]
        .assign(parameter="least_departures_per_day", mode="all", value=0.5, low=0.0, high=1.0)
    )
    ordinary = pd.concat([WORLD["parameters"], row], ignore_index=True)
    network = edit(WORLD, "flights", {"flight_id": "F1"}, flights_per_day=a_day)
    flown = network.replace_table("parameters", ordinary)
    arc = _arc("dep:A1:air", "arr:AX:air")
    every_day = {("least_departures_per_day", "all"): 0.0}
    assert (arc_times(flown, TOPOLOGY).ride[arc] > 0) == there
    assert arc_times(flown, TOPOLOGY, overrides=every_day).ride[arc] == 60 * 60_000
    assert arc_times(network, TOPOLOGY).ride[arc] == 60 * 60_000
