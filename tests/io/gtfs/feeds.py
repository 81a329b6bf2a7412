"""Small feeds, written as text: a sound one, and what a test puts in its place."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest

SOUND = {
    "agency": "agency_id,agency_name,agency_url,agency_timezone\nA,Rail,https://a.example,Asia/Shanghai\n",
    "stops": (
        "stop_id,stop_name,stop_lat,stop_lon\n"
        "S1,太原南,37.80,112.60\nS2,晋中,37.70,112.70\nS3,太谷西,37.42,112.55\n"
    ),
    "routes": "route_id,agency_id,route_short_name,route_long_name,route_type\nR1,A,1,Line one,2\n",
    "trips": (
        "route_id,service_id,trip_id,trip_short_name,block_id\n"
        "R1,WD,T1,D1,\nR1,WD,T2,D2,\nR1,WE,T3,D3,\n"
    ),
    "stop_times": (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "T1,07:00:00,07:00:00,S1,1\nT1,07:10:00,07:12:00,S2,2\nT1,07:30:00,07:30:00,S3,3\n"
        "T2,23:50:00,23:50:00,S3,1\nT2,24:20:00,24:20:00,S1,5\n"
        "T3,8:00:00,8:00:00,S1,1\nT3,8:30:00,8:30:00,S3,2\n"
    ),
    "calendar": (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "WD,1,1,1,1,1,0,0,20260302,20260315\nWE,0,0,0,0,0,1,1,20260302,20260315\n"
    ),
    "calendar_dates": "service_id,date,exception_type\nWD,20260304,2\nWE,20260304,1\n",
}


FULL = {
    "stops": (
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n"
        "X,Station,37.8,112.6,1,\nS1,a,37.8,112.6,0,X\nS2,b,37.81,112.6,0,X\n"
        "S3,c,37.8,112.61,,\nE,Gate,37.8,112.6,2,X\n"
    ),
    "frequencies": (
        "trip_id,start_time,end_time,headway_secs,exact_times\nT3,08:00:00,09:00:00,600,0\n"
    ),
    "transfers": (
        "from_stop_id,to_stop_id,from_trip_id,to_trip_id,transfer_type,min_transfer_time\n"
        "S1,S2,,,0,\nX,X,,,2,120\n,,T1,T2,4,\n"
    ),
    "shapes": (
        "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence,shape_dist_traveled\n"
        "L,37.8,112.6,1,5\nL,37.7,112.6,2,7\n"
    ),
    "pathways": "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional\nP,S1,E,1,1\n",
}
"""Tables that, in place of the sound feed's or beside them, make one with stations and more."""


def area(*names: str, west: float = 112.5, kind: str = "Polygon") -> str:
    """Return locations.geojson with areas of these ids, each a little east of the one before."""
    features = []
    for place, name in enumerate(names):
        lon = west + place / 100
        ring = [[lon, 37.4], [lon + 0.05, 37.4], [lon + 0.05, 37.5], [lon, 37.4]]
        shape = {"type": kind, "coordinates": [ring]}
        features.append({"type": "Feature", "id": name, "properties": {}, "geometry": shape})
    return json.dumps({"type": "FeatureCollection", "features": features})


def feed(folder: Path, **changed: str | bytes | None) -> Path:
    """Return a folder with the sound feed, some tables being others, added, or left out (None)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {**SOUND, **changed}.items():
        if text is not None:
            data = text if isinstance(text, bytes) else text.encode()
            (folder / f"{name}.txt").write_bytes(data)
    return folder


def zipped(folder: Path, path: Path) -> Path:
    """Return a zip of the files of a folder."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in sorted(folder.iterdir()):
            archive.write(each, each.name)
    return path


def shared_data(*parts: str) -> Path:
    """Return a path below TRANSNET_DATA; skips the test where it isn't there."""
    data = os.environ.get("TRANSNET_DATA")
    if not data or not Path(data, *parts).exists():
        pytest.skip(f"TRANSNET_DATA doesn't say where {'/'.join(parts)} is")
    return Path(data, *parts)
