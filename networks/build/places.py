"""Cities and places: the 53 county units of the cluster and the places outside it."""

from __future__ import annotations

from pathlib import Path

from networks.build.common import Row, join_notes, read_csv, write_table

# Our choice, no source: the unit that stands for the city, and the stations that count as its own.
SEATS = {
    "140100": ("140106", "R004;R006;R085"),
    "140300": ("140302", "R078;R077;R079"),
    "140700": ("140702", "R026;R027"),
    "140900": ("140902", "R049;R048"),
    "141100": ("141102", "R062;R110"),
}
SEAT_NOTES = {
    "140100": "Taiyuan West (R085) is planned and counts once it opens",
    "140300": (
        "Yangquan North (R079) stands in Yu county, 46 km by road from the city; it bears "
        "the city's name and is the station of its fast trains, so the in-train reading counts it"
    ),
    "141100": "Lishi of the Taiyuan-Suide line (R110) is planned and counts once it opens",
}
# Beijing, Xiong'an, Tianjin, Shijiazhuang; Xi'an, Zhengzhou, Hohhot, Jinan; Shanghai, Nanjing,
# Hangzhou, Wuhan; Guangzhou, Shenzhen, Chengdu, Chongqing.
MAIN_CITIES = (
    *("110000", "133100", "120000", "130100", "610100", "410100", "150100", "370100"),
    *("310000", "320100", "330100", "420100", "440100", "440300", "510100", "500000"),
)
KINDS = {"district": "district", "county": "county", "county-level city": "county_city"}
# Three districts bear no name of their own; readers need the city's.
FULL_NAMES = {
    "140302": ("阳泉城区", "Yangquan Cheng District"),
    "140303": ("阳泉矿区", "Yangquan Kuang District"),
    "140311": ("阳泉郊区", "Yangquan Jiao District"),
}


def build_places(facts: Path, out: Path) -> None:
    """Write cities.csv and places.csv."""
    prefectures = read_csv(facts / "places" / "prefectures.csv")
    counties = read_csv(facts / "places" / "counties.csv")
    external = read_csv(facts / "places" / "external.csv")
    city_ids = {row["name_zh"]: row["adcode"] for row in prefectures}
    write_table(out, "cities", (_city(row) for row in prefectures))
    rows = [_county(row, city_ids[row["prefecture"]]) for row in counties]
    write_table(out, "places", rows + [_external(row) for row in external])


def _city(row: dict[str, str]) -> Row:
    seat, stations = SEATS[row["adcode"]]
    return {
        "city_id": row["adcode"],
        "name_zh": row["name_zh"],
        "name_en": row["name_en"],
        "seat_place_id": seat,
        "rail_stations": stations,
        "population": row["pop_2020_census"],
        "area_km2": row["area_km2_official"],
        "gdp_100m_yuan": row["gdp_2021_100m_yuan"],
        "source": f"{row['source']}; area: {row['area_official_source']}",
        "basis": "found",
        "confidence": "high",
        "note": join_notes("seat and own stations chosen by us", SEAT_NOTES.get(row["adcode"], "")),
    }


def _county(row: dict[str, str], city_id: str) -> Row:
    official = (row["name_zh"], row["name_en"])
    name_zh, name_en = FULL_NAMES.get(row["adcode"], official)
    added = int(row["pop_2020_zone_added"])
    notes = [
        row["note"],
        "" if name_zh == official[0] else f"official name {official[0]}",
        "" if row["coord_point"] == "seat/urban centre" else f"point: {row['coord_point']}",
        "belt inferred, the plan lists no counties" if "inferred" in row["belt_basis"] else "",
        "radiated by the cluster, not a core member" if row["cluster_role"] == "radiated" else "",
        f"{added} residents of a special zone added" if added else "",
    ]
    return {
        "place_id": row["adcode"],
        "name_zh": name_zh,
        "name_en": name_en,
        "kind": KINDS[row["kind"]],
        "city_id": city_id,
        "province": "山西",
        "lon": row["lon"],
        "lat": row["lat"],
        "area_km2": row["area_km2"],
        "population": row["pop_2020"],
        "population_urban": row["pop_urban_2020"],
        "gdp_100m_yuan": row["gdp_2021_100m_yuan"],
        "belt": "太原榆次太谷发展核" if row["belt"].startswith("一核") else row["belt"],
        "cluster": row["cluster"],
        "main_city": False,
        "coord_source": row["coord_source"],
        "gdp_source": row["gdp_source"],
        "source": row["pop_source"],
        "basis": "derived" if added else "found",
        "confidence": "high",
        "note": join_notes(*notes),
    }


def _external(row: dict[str, str]) -> Row:
    main_city = row["code"] in MAIN_CITIES
    notes = [
        row["note"],
        f"corridor {row['corridor']} (recalled where the plan does not name the place)",
        "main city: our list, the documents give none" if main_city else "",
    ]
    return {
        "place_id": row["code"],
        "name_zh": row["name_zh"],
        "name_en": row["name_en"],
        "kind": "external",
        "province": row["province"],
        "lon": row["lon"],
        "lat": row["lat"],
        "population": row["pop_2020"],
        "population_urban": row["pop_urban_2020"],
        "main_city": main_city,
        "coord_source": row["coord_source"],
        "source": row["pop_source"],
        "basis": "derived" if int(row["units_summed"]) > 1 else "found",
        "confidence": "medium" if row["note"] else "high",
        "note": join_notes(*notes),
    }
