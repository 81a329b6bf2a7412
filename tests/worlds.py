"""A network small enough to compute by hand.

line_world, seen from above; north is up, a degree of latitude is 111.195 km:

    39.60            AX airport of X1
                      |  access 20 km county
    39.50  X1 ------ NX
                      |  R4 trunk 90 km
    38.75  P3 ------ N3 -- S3          seat of city C2
                    / |     |  \\
    R3 motorway    /  R2    T2   \\     R2 trunk 60 km    T2 60 km
    90 km, 2026   /   |     |     \\
    38.25  P2 ---/-- N2 -- S2      T3  county of C1      T3 90 km, 400 km/h, 2027
                /     |     |      /
               /      R1    T1    /    R1 trunk 30 km    T1 30 km
              /       |     |    /
    38.02    /        |    S1 - M2     M2-S1 3 min on foot
            /         |     |    |
    38.00  J1 - R5 - N1 ----+   TM1    P1: seat of city C1 and core; TM1 4 km
                      |  \\       |
                      |   +---- M1     N1-M1 0.25 km on foot
                     A1                access 10 km urban, airport of C1

Road minutes: trunk 75 km/h x 0.8 = 1 min/km, motorway 120 x 1 = 0.5 min/km, urban 40 x 0.75 =
2 min/km; parking 5. So P1-P2 30 + 5, P2-P3 60 + 5, P1-P3 90 + 5, from 2026 8 + 45 + 5 = 58.
Access minutes: urban 30 km/h: N1-S1 3 km 6 min, N3-S3 2 km 4 min, N1-A1 10 km 20 min;
county 40 km/h: N2-S2 4 km 6 min, NX-AX 20 km 30 min; walk 5 km/h: N1-M1 0.25 km 3 min.
Stations: entry emu 10, conventional 10, metro 2, air 60; exit 5, 5, 1, 20; change 8, 8, 2, 40.
Running time: 0.9 of the operating speed, 0.25 m/s2 both ways, 5 % recovery:
    T1 at 200 km/h: (600 + 200) s x 1.05 = 14 min      T2: (1200 + 200) s x 1.05 = 24.5 min
    T1 and T2 without a stop: (1800 + 200) s x 1.05 = 35 min
    T3 at 400 km/h: (900 + 400) s x 1.05 = 22.75 min
Observed: E1 runs S1-S2 in 12, waits 2, S2-S3 in 22: 36 min from S1 to S3. E2, the other way, has
no observation: 24.5 + 2 + 14 = 40.5. Express E3 and E4: 30 min, from 2024-07-01.
Waits: span 960 min, all of span / (2 x trains), at most 30: E1 and E2 24 a day, 20 min; E3 and E4
8 a day, 60, capped to 30; E1 and E3 together 32 a day, 15 min; metro 160 a day, 3 min; flight 60
min, 20 a day, 24 min.
Weekday peak: C1's disc around P1 holds 500,000 at 10,000/km2, so its radius is 3.99 km.
So P1-P3 by rail on 2022-10-31: 6 access + 10 entry + 20 wait + 36 ride + 5 exit + 4 egress = 81.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import pandas as pd

from transnet.model.cells import type_table
from transnet.model.network import Network, NetworkInfo
from transnet.model.raw import RawTable
from transnet.model.schema import tables

INFO = NetworkInfo(
    network_id="line-world",
    name_zh="线世界",
    name_en="Line world",
    base_date=date(2022, 10, 31),
    known_until=date(2024, 12, 31),
    timetable_date=date(2023, 12, 15),
    core_place_id="P1",
)

_EVERYWHERE = {"source": "drawn by hand", "basis": "found", "confidence": "high"}
_OPEN = {"status": "open", "opened": "2010-01-01", "opened_basis": "found"}

# Where a column stands in neither a row nor here, its cells are empty.
_COMMON: dict[str, dict[str, str]] = {
    "places": {"coord_source": "drawn by hand"},
    "roads": {"oneway": "no", **_OPEN},
    "stations": _OPEN,
    "tracks": {"electrified": "yes", "traffic": "passenger", **_OPEN},
    "services": _OPEN,
    "airports": {"kind": "passenger", **_OPEN},
    "flights": _OPEN,
    "observed_rail": {"kind": "D", "observed": "2023-12-15"},
    "timetable": {"kind": "D"},
    "projects": {"stage": "2030", "stage_basis": "drawn", "status_2022": "building"},
    "plan_items": {
        "verb": "build",
        "chapter_section": "1",
        "source_line": "1",
        "quote": "drawn",
        "status_2022": "under-construction",
        "model_class": "link",
    },
    "targets": {
        "document": "drawn",
        "schedule_delay": "yes",
        "headline": "no",
        "required_share_pct": "100",
    },
}

_TABLES = {
    "cities": """
city_id name_zh name_en seat_place_id rail_stations population area_km2 gdp_100m_yuan
C1 甲市 Jia P1 S1 800000 2500 900
C2 乙市 Yi P3 S3 300000 1500 200
""",
    "places": """
place_id name_zh name_en kind city_id province lon lat \
area_km2 population population_urban main_city
P1 甲区 Jia district C1 山西省 112.5 38 500 600000 500000 no
P2 丙县 Bing county C1 山西省 112.5 38.25 2000 200000 80000 no
P3 乙区 Yi district C2 山西省 112.5 38.75 1500 300000 150000 no
X1 远市 Yuan external - 河北省 112.5 39.5 - 5000000 4000000 yes
""",
    "nodes": """
node_id name_zh name_en kind place_id lon lat
N1 甲区 Jia seat P1 112.5 38
N2 丙县 Bing seat P2 112.5 38.25
N3 乙区 Yi seat P3 112.5 38.75
NX 远市 Yuan gateway X1 112.5 39.5
J1 甲枢纽 Jia_Junction interchange - 112.46 38
""",
    "roads": """
road_id road_code name_zh name_en from_node to_node length_km road_class design_speed_kmh lanes \
status opened opened_basis project
R1 G1 一路 One N1 N2 30 trunk 75 4 open 2010-01-01 found -
R2 G1 一路 One N2 N3 60 trunk 75 4 open 2010-01-01 found -
R3 S1 北高速 North J1 N3 90 motorway 120 6 building 2026-01-01 expected road-north
R4 G1 一路 One N3 NX 90 trunk 75 4 open 2010-01-01 found -
R5 - 枢纽路 Junction_Road N1 J1 4 urban 40 4 open 2010-01-01 found -
""",
    "stations": """
station_id name_zh name_en kind city_id place_id lon lat
S1 甲站 Jia emu C1 P1 112.5 38.02
S2 丙站 Bing emu C1 P2 112.53 38.25
S3 乙站 Yi emu C2 P3 112.5 38.76
M1 甲心 Jia_Centre metro C1 P1 112.502 38
M2 甲站地铁 Jia_Station metro C1 P1 112.502 38.02
""",
    "tracks": """
track_id line_id line_zh line_en seq from_station to_station length_km design_speed_kmh speed_kmh \
track_count traffic status opened opened_basis project observed_run_min observed_train
T1 L1 一线 First 1 S1 S2 30 250 200 2 passenger open 2010-01-01 found - 12 D1
T2 L1 一线 First 2 S2 S3 60 250 200 2 passenger open 2010-01-01 found - 22 D1
T3 L2 二线 Second 1 S1 S3 90 400 400 2 passenger building 2027-12-31 expected rail-direct - -
TM1 LM 地铁 Metro 1 M1 M2 4 80 24 2 metro open 2015-01-01 found - - -
""",
    "services": """
service_id name_zh name_en mode kind trains trains_per_day headway_min \
status opened opened_basis project
E1 慢车上 Local_north emu D D1 24 40 open 2010-01-01 found -
E2 慢车下 Local_south emu D D2 24 40 open 2010-01-01 found -
E3 快车上 Express_north emu G G1 8 120 open 2024-07-01 found -
E4 快车下 Express_south emu G G2 8 120 open 2024-07-01 found -
E5 直达上 Direct_north emu G - 16 60 building 2027-12-31 expected rail-direct
E6 直达下 Direct_south emu G - 16 60 building 2027-12-31 expected rail-direct
U1 地铁上 Metro_north metro metro - 160 6 open 2015-01-01 found -
U2 地铁下 Metro_south metro metro - 160 6 open 2015-01-01 found -
""",
    "stops": """
service_id seq station_id run_min dwell_min tracks
E1 1 S1 - - -
E1 2 S2 12 2 T1
E1 3 S3 22 - T2
E2 1 S3 - - -
E2 2 S2 - 2 T2
E2 3 S1 - - T1
E3 1 S1 - - -
E3 2 S3 30 - T1;T2
E4 1 S3 - - -
E4 2 S1 30 - T2;T1
E5 1 S1 - - -
E5 2 S3 - - T3
E6 1 S3 - - -
E6 2 S1 - - T3
U1 1 M1 - - -
U1 2 M2 10 - TM1
U2 1 M2 - - -
U2 2 M1 10 - TM1
""",
    "airports": """
airport_id iata name_zh name_en city_id place_id lon lat
A1 JIA 甲机场 Jia_Airport C1 P1 112.58 38
AX YUA 远机场 Yuan_Airport - X1 112.55 39.6
""",
    "flights": """
flight_id from_airport to_airport block_min flights_per_day
F1 A1 AX 60 20
""",
    "access": """
access_id node_id stop_id mode road_class length_km
a1 N1 S1 road urban 3
a2 N2 S2 road county 4
a3 N3 S3 road urban 2
a4 N1 M1 walk - 0.25
a5 N1 A1 road urban 10
a6 NX AX road county 20
""",
    "transfers": """
transfer_id from_stop to_stop transfer_min
t1 M2 S1 3
""",
    "parameters": """
parameter mode value low high unit
speed_factor motorway 1 0.8 1 1
speed_factor trunk 0.8 0.7 0.9 1
speed_factor primary 0.8 0.7 0.9 1
speed_factor urban 0.75 0.6 0.9 1
access_speed_kmh urban 30 20 40 km/h
access_speed_kmh county 40 30 50 km/h
walk_speed_kmh all 5 4 6 km/h
parking_min all 5 2 10 min
entry_min emu 10 5 20 min
entry_min conventional 10 5 20 min
entry_min metro 2 1 4 min
entry_min air 60 45 90 min
exit_min emu 5 3 8 min
exit_min conventional 5 3 8 min
exit_min metro 1 1 2 min
exit_min air 20 10 30 min
transfer_min emu 8 5 15 min
transfer_min conventional 8 5 15 min
transfer_min metro 2 1 5 min
transfer_min air 40 30 60 min
schedule_delay_share all 1 0 1 1
wait_cap_min all 30 15 60 min
wait_beyond_cap_share all 0 0 0.25 1
service_span_min emu 960 900 1080 min
service_span_min conventional 1440 1080 1440 min
service_span_min metro 960 900 1080 min
service_span_min air 960 900 1080 min
cruise_factor emu 0.9 0.85 1 1
cruise_factor conventional 0.9 0.8 1 1
cruise_factor metro 0.9 0.8 1 1
acceleration_ms2 emu 0.25 0.2 0.5 m/s2
acceleration_ms2 conventional 0.25 0.1 0.3 m/s2
acceleration_ms2 metro 1 0.8 1.2 m/s2
deceleration_ms2 emu 0.25 0.2 0.5 m/s2
deceleration_ms2 conventional 0.25 0.1 0.3 m/s2
deceleration_ms2 metro 1 0.8 1.2 m/s2
recovery_share emu 0.05 0.03 0.08 1
recovery_share conventional 0.05 0.03 0.1 1
recovery_share metro 0.05 0.03 0.08 1
top_speed_kmh emu 400 300 400 km/h
top_speed_kmh conventional 160 120 160 km/h
dwell_min emu 2 1 3 min
dwell_min conventional 3 2 6 min
dwell_min metro 0.5 0.4 0.7 min
junction_dwell_min emu 5 2 8 min
junction_dwell_min conventional 9 4 20 min
detour_factor all 1.25 1.1 1.5 1
town_station_km all 15 10 20 km
spread_speed_kmh all 40 30 50 km/h
urban_density_per_km2 all 10000 8000 12000 people/km2
""",
    "congestion": """
congestion_id city_id road_class direction period time_factor low high
k1 C1 urban in weekday_peak 2 1.5 2.5
k2 C1 urban both weekday_peak 1.5 1.2 2
k3 C1 trunk in weekday_peak 1.6 1.2 2
k4 - access_urban both weekday_peak 1.25 1 1.5
k5 - trunk both weekday_peak 1.1 1 1.2
""",
    "targets": """
target_id name_zh name_en measure from_group to_group within_min required_share_pct headline
plan-rail 核心到各市 Core_to_cities in_train core other_seats 60 100 yes
plan-door 核心到各市门到门 Door_to_door door_to_door core other_seats 60 100 yes
plan-county 县到市 County_to_seat door_to_door counties own_seat 60 100 no
plan-people 居民到核心 People_to_core people_share counties core 60 90 no
nat-access 居民到快速交通 People_to_fast_transport access_share counties fast_transport 30 90 no
""",
    "observed_rail": """
from_station to_station trains_per_day fastest_min median_min slowest_min length_km
S1 S2 24 12 12 12 30
S1 S3 24 36 36 36 90
""",
    "observed_roads": """
from_node to_node drive_min
N1 N2 35
N1 N3 95
""",
    "road_claims": """
claim_id name_zh name_en from_nodes to_nodes roads day before_min after_min role
north 北高速 North N1 N3 R3 2026-01-01 110 60 shown
north-town 北高速 North N1 N3 R3 2026-01-01 100 50 fit
valley 谷道 Valley N1;N2 N3 - 2023-01-01 - 60 held_out
""",
    "timetable": """
train_id seq train_no station_zh arrival_min departure_min
D1 1 D1 甲站 - 480
D1 2 D1 丙站 492 494
D1 3 D1 乙站 516 -
""",
    "projects": """
project_id name_zh name_en theme plan_items requires status opened opened_basis
road-north 北高速 North road item-road - building 2026-01-01 expected
rail-direct 直达 Direct rail item-road - building 2027-12-31 expected
""",
    "measures": """
measure_id project table row_ids column operation value low high unit
m1 road-north roads R1;R2 lanes at_least 6 4 8 1
""",
    "plan_items": """
item_id name_zh name_en category rows targets
item-road 北高速 North highway projects:road-north;roads:R3;roads:road_code=G1 plan-people
""",
    "groups": """
group_id kind name_zh name_en members
line corridor 一线 Line P1;P2;P3
""",
}


# Figures that make sums easy: a car takes 0.5 yuan and 175 g a kilometre, shared by two.
_PRICES = """
parameter mode value low high unit
value_of_time_cny_per_h commuting 30 10 60 CNY/h
time_weight wait 1 1 2 1
time_weight transfer 1 1 2 1
fare_cny_per_pkm hsr_350 0.5 0.4 0.6 CNY/pkm
fare_cny_per_pkm emu_250 0.3 0.2 0.4 CNY/pkm
fare_cny_per_pkm metro 0.2 0.1 0.3 CNY/pkm
fare_cny_per_pkm air 1 0.5 1.5 CNY/pkm
fast_fare_from_kmh all 300 300 350 km/h
boarding_fare_cny emu 1 0 2 CNY
boarding_fare_cny metro 2 1 3 CNY
boarding_fare_cny air 50 50 90 CNY
off_track_factor emu 1.2 1 1.5 1
off_track_factor metro 1.2 1 1.5 1
off_track_factor air 1 1 1.1 1
off_track_factor bus 1.3 1 1.5 1
transfer_fare_cny all 2 1 3 CNY
transfer_walk_min all 10 5 20 min
toll_cny_per_km car 0.4 0.3 0.5 CNY/km
fuel_cny_per_km petrol_car 0.6 0.5 0.7 CNY/km
energy_cny_per_km electric_car 0.2 0.1 0.3 CNY/km
electric_car_share car 0.25 0 1 1
electric_car_share taxi 1 0 1 1
occupancy_persons car 2 1 3 persons
occupancy_persons taxi 2 1 3 persons
parking_cny all 6 0 10 CNY
station_parking_cny all 4 0 10 CNY
taxi_boarding_cny all 4 2 8 CNY
taxi_cny_per_km all 2 1 3 CNY/km
emission_gco2_per_pkm emu 30 20 40 gCO2/pkm
emission_gco2_per_pkm metro 40 30 50 gCO2/pkm
emission_gco2_per_pkm air 100 80 120 gCO2/pkm
emission_gco2_per_pkm bus 30 20 40 gCO2/pkm
exhaust_gco2_per_km petrol_car 200 150 250 gCO2/km
exhaust_gco2_per_km electric_car 100 50 150 gCO2/km
"""


def priced_world(when: date | str = INFO.base_date) -> Network:
    """Return the line world with fares, tolls and emissions."""
    network = line_world(when)
    prices = world_table("parameters", _records("parameters", _PRICES))
    both = pd.concat([network["parameters"], prices], ignore_index=True)
    return network.replace_table("parameters", both)


def with_trucks(network: Network, speed_kmh: str = "50") -> Network:
    """Return a network with trucks of a speed, and eight hours of handling at each end."""
    common = {"low": "1", "high": "99", "unit": "1", "mode": "all", **_EVERYWHERE}
    rows = [
        {"parameter": "freight_truck_speed_kmh", "value": speed_kmh, **common},
        {"parameter": "freight_handling_h", "value": "8", **common},
    ]
    both = pd.concat([network["parameters"], world_table("parameters", rows)], ignore_index=True)
    return network.replace_table("parameters", both)


def line_world(when: date | str = INFO.base_date) -> Network:
    """Return the line world, read at a day; its base day unless another is given."""
    return Network(INFO, dict(_frames()), INFO.base_date).at(when)


@cache
def _frames() -> Mapping[str, pd.DataFrame]:
    """Return the tables, typed once: networks share them, for nobody changes a table in place."""
    return {name: world_table(name, _records(name, _TABLES.get(name, ""))) for name in tables()}


def world_table(name: str, records: list[Mapping[str, str]]) -> pd.DataFrame:
    """Return rows given as text, typed as the loader types them."""
    frame, notices = type_table(tables()[name], RawTable.from_records(name, records))
    assert not notices, "\n".join(map(str, notices))
    return frame


def _records(name: str, text: str) -> list[Mapping[str, str]]:
    """Read a block: columns parted by blanks, - for an empty cell, _ for a blank in a name."""
    header, *rows = (line.split() for line in text.strip().splitlines() or [""])
    columns = tables()[name].columns
    common = {**_EVERYWHERE, **_COMMON.get(name, {})}
    records: list[Mapping[str, str]] = []
    for row in rows:
        cells = {
            column: "" if cell == "-" else cell.replace("_", " ") if "name" in column else cell
            for column, cell in zip(header, row, strict=True)
        }
        records.append({column: {**common, **cells}.get(column, "") for column in columns})
    return records
