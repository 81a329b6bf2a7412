"""Stations, ways and services that the rail builders derive from facts."""

import pytest

from networks.build.rail_added import Places, added
from networks.build.rail_routes import Hop, Router, Section, TrainRouter, plausible, sections
from networks.build.rail_stations import opening
from networks.build.rail_tracks import track_basis
from networks.build.rail_trains import read_trains, services_of

A, B, C, D = "R1", "R2", "R3", "R4"


def section(track_id, ends, km, minutes, traffic="passenger"):
    return Section(track_id, track_id.split("-")[0], ends, km, minutes, traffic)


def ways(routes):
    return [[part.track_id for part in route] for route in routes]


def test_a_train_keeps_its_line_where_another_is_a_little_shorter():
    parts = [
        section("H1-01", (A, B), 16, 7.0),
        section("H2-01", (A, B), 15, 6.8),
        section("H1-02", (B, C), 30, 13.0),
        section("H2-02", (B, D), 30, 13.0),
    ]
    router = TrainRouter(parts, "emu")
    first = Hop(A, B, 9, 16)
    assert ways(router.hops([first, Hop(B, C, 15, 30)])) == [["H1-01"], ["H1-02"]]
    assert ways(router.hops([first, Hop(B, D, 15, 30)])) == [["H2-01"], ["H2-02"]]


def test_the_same_rails_are_as_quick_by_either_line_and_halves_are_one_railway():
    def row(track, ends, km, shared=""):
        line = track.split("-")[0]
        return dict(zip(("from_station", "to_station"), ends, strict=True)) | {
            "track_id": track, "line_id": line, "length_km": km, "speed_kmh": "200",
            "traffic": "passenger", "shared_with": shared,
        }  # fmt: skip

    parts = sections(
        [
            row("H01-04", (A, B), "8", "H03-01"),
            row("H02-01", (C, A), "40"),
            row("H03-01", (A, B), "9", "H01-04"),
            row("H03-02", (B, D), "16", "H01-04"),
        ]
    )
    assert [part.minutes for part in parts] == [2.4, 12, 2.4, 4.8]
    router = TrainRouter(parts, "emu")
    assert ways(router.hops([Hop(C, B, 16, 49)])) == [["H02-01", "H03-01"]]
    assert ways(router.hops([Hop(A, B, 5, 9), Hop(B, D, 6, 16)])) == [["H03-01"], ["H03-02"]]


def test_a_change_of_line_costs_time_within_a_hop():
    parts = [
        section("H1-01", (A, B), 16, 7.0),
        section("H2-01", (A, B), 15, 6.5),
        section("H1-02", (B, C), 30, 13.0),
    ]
    assert ways([Router(parts).route(A, C)]) == [["H1-01", "H1-02"]]
    assert Router(parts).route(A, D) == []


def test_a_conventional_train_too_quick_for_its_own_line_ran_over_the_passenger_line():
    parts = [
        section("C1-01", (A, B), 230, 150.0, "mixed"),
        section("H1-01", (A, B), 225, 70.0, "passenger"),
    ]
    router = TrainRouter(parts, "conventional")
    assert ways(router.hops([Hop(A, B, 170, 225)])) == [["C1-01"]]
    assert ways(router.hops([Hop(A, B, 105, 225)])) == [["H1-01"]]


@pytest.mark.parametrize(
    ("minutes", "km", "expected"),
    [
        (28, 100, False),
        (29, 100, True),
        (121, 100, False),
        (60, 112, False),
        (60, 111, True),
        (60, None, True),
    ],
)
def test_plausible_bounds_time_and_length(minutes, km, expected):
    assert plausible([section("H1-01", (A, B), 100, 30.0)], Hop(A, B, minutes, km)) is expected


def crawl(train_no, times):
    """Rows of the facts: (station, arrival, departure, km) per stop."""
    return [
        {
            "train_id": train_no,
            "train_no": train_no,
            "kind": train_no[0],
            "origin": times[0][0],
            "terminus": times[-1][0],
            "source": "crawl",
            "seq": str(seq),
            "station": station,
            "arr_min": arrival,
            "dep_min": departure,
            "km_cum": km,
        }
        for seq, (station, arrival, departure, km) in enumerate(times, start=1)
    ]


def track(track_id, start, end, km, speed):
    return {
        "track_id": track_id,
        "line_id": track_id.split("-")[0],
        "seq": track_id.split("-")[1],
        "from_station": start,
        "to_station": end,
        "length_km": km,
        "speed_kmh": speed,
        "traffic": "passenger",
        "status": "open",
        "opened": "2014-07-01",
    }


STATIONS = {
    key: {"station_id": key, "name_zh": name, "name_en": name.upper()}
    for key, name in ((A, "甲"), (B, "乙"), (C, "丙"))
}
IDS = {row["name_zh"]: key for key, row in STATIONS.items()}


def test_trains_of_one_pattern_make_one_service_with_median_times():
    facts = [
        *crawl(
            "G2", [("外", "", "400", "0"), ("甲", "430", "432", "90"), ("乙", "452", "", "150")]
        ),
        *crawl("G4", [("甲", "", "600", "0"), ("中", "609", "611", "30"), ("乙", "624", "", "60")]),
        *crawl("K6", [("外", "", "10", "0"), ("乙", "70", "", "60")]),
    ]
    [service] = services_of(read_trains(facts, IDS), [track("H1-01", A, B, "60", "200")], STATIONS)
    assert service.row["trains"] == "G2;G4"
    assert (service.row["first_departure"], service.row["last_departure"]) == ("07:12", "10:00")
    assert service.row["headway_min"] is None
    assert [stop["station_id"] for stop in service.stops] == [A, B]
    assert service.stops[1]["run_min"] == pytest.approx(22.0)
    assert service.stops[1]["tracks"] == "H1-01"


def test_a_total_is_spread_over_the_hops_as_the_tracks_times_are():
    row = {
        **dict.fromkeys(
            ("kind", "trains", "headway_min", "status", "opened", "opened_basis", "project"), ""
        ),
        "service_id": "S",
        "label_zh": "线",
        "label_en": "line",
        "mode": "emu",
        "trains_per_day": "3",
        "first_departure": "06:00",
        "last_departure": "18:00",
        "source": "news",
        "basis": "found",
        "confidence": "low",
        "note": "",
        "runs": "",
        "lines": "H1",
        "stops": "甲;乙;丙",
        "total_min": "62",
        "dwell_min": "2",
        "back": "yes",
    }
    tracks = [track("H1-01", A, B, "40", "200"), track("H1-02", B, C, "20", "200")]
    there, back = added([row], Places(IDS, STATIONS, tracks))
    assert [stop["run_min"] for stop in there.stops] == [None, 40.0, 20.0]
    assert [stop["run_min"] for stop in back.stops] == [None, 20.0, 40.0]
    assert [stop["station_id"] for stop in back.stops] == [C, B, A]
    assert there.row["headway_min"] == pytest.approx(360.0)


@pytest.mark.parametrize(
    ("text", "status", "expected"),
    [
        ("2018-06-21 (passenger to Caijiaya)", "open", ("2018-06-21", "found")),
        ("2027 expected", "under construction", ("2027-12-31", "expected")),
        ("2027 expected", "reserved", None),
        ("", "open-limited", ("2022-10-31", "not-later-than")),
        ("", "planned", None),
    ],
)
def test_openings_say_how_they_are_known(text, status, expected):
    found = opening({"name_zh": "甲", "opened": text, "status": status})
    assert (tuple(str(value) for value in found.values()) or None) == expected


@pytest.mark.parametrize(
    ("length_basis", "note", "fitted", "expected"),
    [
        ("official", "", False, "found"),
        ("official", "speed recalled (low)", False, "recalled"),
        ("official", "speed recalled (low)", True, "derived"),
        ("apportioned from 309 km", "", False, "derived"),
        ("estimate: straight x1.12", "speed recalled", False, "assumed"),
    ],
)
def test_a_track_is_no_surer_than_its_weakest_figure(length_basis, note, fitted, expected):
    fact = {"length_basis": length_basis, "source": "", "note": note}
    assert track_basis(fact, fitted=fitted) == expected
