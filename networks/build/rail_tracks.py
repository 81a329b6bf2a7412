"""Builds tracks.csv: the sections of the facts' lines and a few links that trains need."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

from networks.build.common import join_notes, read_csv, read_data, write_table
from networks.build.rail_common import confidence_of, station_ids, weakest

Fact = Mapping[str, str]

# Runs that the facts list beside a section but that trains made over other tracks.
OBSERVED_ELSEWHERE = {"H04-03", "C20-01"}


def build_tracks(facts: Path, out: Path) -> None:
    """Write tracks.csv from rail/segments.csv, data/rail_track_rules.csv and rail_tracks_added.

    Sections without ends (the light rail of Yangquan, M09) can't be tracks and are left out.
    """
    ids = station_ids(out)
    rules = {(row["line_id"], row["seq"]): row for row in read_data("rail_track_rules")}
    rows = [
        _track(fact, rules.get((fact["line_id"], fact["seq"])) or rules[fact["line_id"], ""], ids)
        for fact in read_csv(facts / "rail" / "segments.csv")
        if fact["from_zh"] and fact["to_zh"]
    ]
    rows += [_added(row, ids) for row in read_data("rail_tracks_added")]
    write_table(out, "tracks", sorted(rows, key=lambda row: str(row["track_id"])))


def _track(fact: Fact, rule: Fact, ids: Mapping[str, str]) -> dict[str, object]:
    track_id = f"{fact['line_id']}-{int(fact['seq']):02d}"
    observed = track_id not in OBSERVED_ELSEWHERE
    speed, raised = _speed(fact, rule) if observed else (fact["operating_speed_kmh"], "")
    return {
        "track_id": track_id,
        "line_id": fact["line_id"],
        "line_zh": fact["line_zh"],
        "line_en": fact["line_en"],
        "seq": fact["seq"],
        "from_station": ids[fact["from_zh"]],
        "to_station": ids[fact["to_zh"]],
        "length_km": float(fact["length_km"]),
        "design_speed_kmh": fact["design_speed_kmh"],
        "speed_kmh": speed,
        "track_count": fact["tracks"],
        "electrified": fact["electrified"] == "Y",
        "traffic": rule["traffic"] or fact["traffic"],
        "status": rule["status"] or fact["status"],
        "opened": rule["opened"],
        "opened_basis": rule["opened_basis"],
        "project": rule["project"],
        "observed_run_min": fact["obs_min_run_min_2023_12_15"] if observed else "",
        "observed_train": fact["obs_train"] if observed else "",
        "shared_with": rule["shared_with"],
        "source": join_notes(fact["source"], f"length: {fact['length_basis']}"),
        "basis": track_basis(fact, fitted=bool(rule["speed_kmh"])),
        "confidence": confidence_of(fact["confidence"]),
        "note": join_notes(fact["note"], fact["flag"], rule["note"], raised),
    }


def _speed(fact: Fact, rule: Fact) -> tuple[str, str]:
    """Return the operating speed and a remark: the rule's, or the facts' unless a train beat it.

    Where a train ran faster on average than the facts' speed, it is raised to the next ten.
    """
    if rule["speed_kmh"]:
        return rule["speed_kmh"], ""
    given = fact["operating_speed_kmh"]
    observed = float(fact["obs_speed_kmh"] or 0)
    if observed <= float(given):
        return given, ""
    speed = math.ceil(observed / 10) * 10
    return str(speed), f"speed raised from {given}: {fact['obs_train']} ran {observed:g} km/h"


def track_basis(fact: Fact, *, fitted: bool) -> str:
    """Return the weaker of the basis of a section's length and that of its speed.

    The facts say in length_basis how the length was got, and in source and note where a speed
    was recalled; one fitted to observed runs is derived.
    """
    length = fact["length_basis"]
    if length.startswith("estimate"):
        of_length = "assumed"
    elif length.startswith("apportioned"):
        of_length = "derived"
    else:
        of_length = "found"
    if fitted:
        return weakest(of_length, "derived")
    recalled = "recalled" in fact["source"] or "recalled" in fact["note"]
    return weakest(of_length, "recalled" if recalled else "found")


def _added(row: Fact, ids: Mapping[str, str]) -> dict[str, object]:
    kept: dict[str, object] = {key: row[key] for key in row if key not in {"from_zh", "to_zh"}}
    return kept | {"from_station": ids[row["from_zh"]], "to_station": ids[row["to_zh"]]}
