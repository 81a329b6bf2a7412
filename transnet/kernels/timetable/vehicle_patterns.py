"""Vehicles of a day by pattern: those that call at the same stops in one order, none overtaking.

The first of them that one can still board is then the best at every stop ahead, so a search looks
at one vehicle of a pattern and not at all of them: the routes of RAPTOR (Delling, Pajor & Werneck
2015). Runs that one can sit through are one vehicle.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import BoolArray, Int32Array, Int64Array
from transnet.kernels._jit import borrowing, kernel, step
from transnet.kernels.timetable.events import Calls

NEVER = 2**31 - 1
_COURSES_COMPARED = 16


class Patterns(NamedTuple):
    """Vehicles by pattern; a place is one of the stops along a pattern.

    Most vehicles of a pattern take the same times from its first place on, which are held once, as
    a course: a day of a city's buses then fits the second cache level. What vehicle v does at place
    j is in cell course[v] + j of the last three of the arrays by cell.

    first       int32[p + 1], places of pattern q are first[q] to first[q + 1]
    stop        int32[places]
    can_board, can_alight  bool[places], never at the end and the start of a run
    least_s     int32[places], the least time from a place to the next of its pattern
    vehicle     int32[p + 1], vehicles of pattern q are vehicle[q] to vehicle[q + 1]
    start       int32[v], the second at which each comes to its first place
    behind      int32[v], seconds by which it departs behind the one before at least, wherever one
                can board; NEVER for the first
    call        int32[v], the row of its first call
    course      int32[v]
    arrival, departure, next_call  int32[cells], seconds after `start`, and rows after `call`
    here        int32[n + 1], the places of stop v are here[v] to here[v + 1] of the next two
    pattern, place  int32[places], the pattern of each, and which place of that pattern it is
    """

    first: Int32Array
    stop: Int32Array
    can_board: BoolArray
    can_alight: BoolArray
    least_s: Int32Array
    vehicle: Int32Array
    start: Int32Array
    behind: Int32Array
    call: Int32Array
    course: Int32Array
    arrival: Int32Array
    departure: Int32Array
    next_call: Int32Array
    here: Int32Array
    pattern: Int32Array
    place: Int32Array


class _Vehicles(NamedTuple):
    """Calls vehicle by vehicle, those of vehicle v are first[v] to first[v + 1].

    call                int32[c], rows of calls
    key                 int64[c], what is the same at a place for all vehicles of a pattern
    arrival, departure  int32[c]
    """

    first: Int64Array
    call: Int32Array
    key: Int64Array
    arrival: Int32Array
    departure: Int32Array


def patterns_of(calls: Calls, stops: int, start: int) -> Patterns:
    """Return the patterns of some calls at n stops; their seconds count from `start`."""
    can_board, can_alight = calls.can_board.copy(), calls.can_alight.copy()
    can_board[calls.first[1:] - 1] = False
    can_alight[calls.first[:-1]] = False
    first, call = _by_vehicle(calls)
    key = 4 * calls.stop.astype(np.int64) + 2 * can_board + can_alight
    times = (each[call] - np.int32(start) for each in (calls.arrival, calls.departure))
    vehicles = _Vehicles(first, call, key[call], *times)
    digest = _digests(vehicles)
    order = np.lexsort((vehicles.departure[first[:-1]], digest))
    pattern = _grouped(vehicles, digest, order)
    order, pattern = order[np.argsort(pattern, kind="stable")], np.sort(pattern)
    begins = np.flatnonzero(np.diff(pattern, prepend=-1))
    sizes = np.diff(first)[order]
    cell = np.append(np.concatenate([[0], np.cumsum(sizes)])[begins], len(call))
    places = np.zeros(len(begins) + 1, dtype=np.int32)
    np.cumsum(sizes[begins], out=places[1:])
    return _filled(vehicles, order, (places, cell.astype(np.int64)), stops)


def _filled(
    vehicles: _Vehicles, order: Int64Array, where: tuple[Int32Array, Int64Array], stops: int
) -> Patterns:
    """Return the patterns of vehicles in their order; where: first and cell of `Patterns`."""
    first, cell = where
    sizes = np.diff(vehicles.first)[order]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
    at = np.arange(len(vehicles.call)) + np.repeat(vehicles.first[order] - starts, sizes)
    arrival, departure, call = (
        each[at] for each in (vehicles.arrival, vehicles.departure, vehicles.call)
    )
    lengths = np.diff(first)
    pattern = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    place = np.arange(first[-1], dtype=np.int32) - first[pattern]
    key = vehicles.key[at][cell[pattern] + place]
    stop = (key // 4).astype(np.int32)
    here = np.zeros(stops + 1, dtype=np.int32)
    np.cumsum(np.bincount(stop, minlength=stops), out=here[1:])
    by_stop = np.argsort(stop, kind="stable")
    least_s = np.zeros(len(stop), dtype=np.int32)
    _fill_least((first, cell), arrival, departure, least_s)
    flags = (key & 2) > 0, (key & 1) > 0
    begins = np.concatenate([[0], np.cumsum(np.diff(cell) // lengths)]).astype(np.int32)
    by_vehicle = _courses((first, cell, begins), flags[0], (arrival, departure, call))
    rest = (*by_vehicle, here, pattern[by_stop], place[by_stop])
    return Patterns(first, stop, flags[0], flags[1], least_s, begins, *rest)


def _courses(
    where: tuple[Int32Array, Int64Array, Int32Array],
    can_board: BoolArray,
    cells: tuple[Int32Array, Int32Array, Int32Array],
) -> tuple[Int32Array, ...]:
    """Return start, behind, call, course, arrival, departure and next_call of `Patterns`.

    where  its first and vehicle, and between them where the cells of each pattern begin
    cells  seconds of arrival and departure and the row of the call, vehicle by vehicle
    """
    by_vehicle = np.empty((4, where[2][-1]), np.int32)
    courses = np.empty((3, len(cells[0])), np.int32)
    count = _fill_courses(where, cells, by_vehicle, courses)
    _fill_behind(where, can_board, cells[1], by_vehicle[1])
    return (*by_vehicle, *courses[:, :count].copy())


def _by_vehicle(calls: Calls) -> tuple[Int64Array, Int32Array]:
    """Return where the calls of each vehicle begin, and rows of calls, vehicle by vehicle."""
    following = np.full(len(calls.previous), -1, dtype=np.int32)
    behind = np.flatnonzero(calls.previous >= 0)
    following[calls.previous[behind]] = behind
    heads = np.flatnonzero(calls.previous < 0)
    first = np.zeros(len(heads) + 1, dtype=np.int64)
    call = np.empty(len(calls.stop), dtype=np.int32)
    _fill_calls(calls.first, following, heads, first, call)
    return first, call


@borrowing
def _fill_calls(
    run_first: Int32Array,
    following: Int32Array,
    heads: Int64Array,
    first: Int64Array,
    call: Int32Array,
) -> None:
    count = 0
    for vehicle in range(len(heads)):
        run = np.int64(heads[vehicle])
        while run >= 0:
            for row in range(run_first[run], run_first[run + 1]):
                call[count] = row
                count += 1
            run = np.int64(following[run])
        first[vehicle + 1] = count


@kernel
def _digests(vehicles: _Vehicles) -> Int64Array:
    """Return int64[v], a number that is the same for vehicles of one pattern."""
    digests = np.empty(len(vehicles.first) - 1, np.int64)
    for vehicle in range(len(digests)):
        digest = np.uint64(14695981039346656037)  # FNV-1a, by words
        for i in range(vehicles.first[vehicle], vehicles.first[vehicle + 1]):
            digest = (digest ^ np.uint64(vehicles.key[i])) * np.uint64(1099511628211)
        digests[vehicle] = np.int64(digest)
    return digests


@kernel
def _grouped(vehicles: _Vehicles, digests: Int64Array, order: Int64Array) -> Int32Array:
    """Return int32[v], the pattern of each vehicle in an order by digest and first departure."""
    pattern = np.empty(len(order), np.int32)
    newest = np.empty(len(order), np.int64)
    begin, count = 0, 0
    for i in range(len(order)):
        vehicle = order[i]
        if i > 0 and digests[vehicle] != digests[order[i - 1]]:
            begin = count
        chosen = begin
        while chosen < count and not _is_behind(vehicles, newest[chosen], vehicle):
            chosen += 1
        count = max(count, chosen + 1)
        pattern[i], newest[chosen] = chosen, vehicle
    return pattern


@step
def _is_behind(vehicles: _Vehicles, one: int, other: int) -> bool:
    """Return whether a vehicle calls where another does, and never before it."""
    start, size = vehicles.first[one], vehicles.first[one + 1] - vehicles.first[one]
    begin = vehicles.first[other]
    if vehicles.first[other + 1] - begin != size:
        return False
    for i in range(size):
        key = vehicles.key[start + i]
        if key != vehicles.key[begin + i]:
            return False
        if key & 2 and vehicles.departure[start + i] > vehicles.departure[begin + i]:
            return False
        if key & 1 and vehicles.arrival[start + i] > vehicles.arrival[begin + i]:
            return False
    return True


@borrowing
def _fill_courses(
    where: tuple[Int32Array, Int64Array, Int32Array],
    cells: tuple[Int32Array, Int32Array, Int32Array],
    by_vehicle: Int32Array,
    courses: Int32Array,
) -> int:
    """Fill in start, call and course of vehicles, and the courses; return how many cells they have.

    A vehicle is held against the last few courses of its pattern alone, so that time stays linear
    where no two are alike.
    """
    first, cell, begins = where
    arrival, departure, call = cells
    count = 0
    for pattern in range(len(first) - 1):
        size, own = int(first[pattern + 1] - first[pattern]), count
        for i in range(begins[pattern + 1] - begins[pattern]):
            at, vehicle = cell[pattern] + i * size, begins[pattern] + i
            by_vehicle[0, vehicle], by_vehicle[2, vehicle] = arrival[at], call[at]
            for j in range(size):
                courses[0, count + j] = arrival[at + j] - arrival[at]
                courses[1, count + j] = departure[at + j] - arrival[at]
                courses[2, count + j] = call[at + j] - call[at]
            course = count - size
            least = max(own, count - _COURSES_COMPARED * size)
            while course >= least and not _is_same(courses, course, count, size):
                course -= size
            if course < least:
                course = count
                count += size
            by_vehicle[3, vehicle] = course
    return count


@step
def _is_same(courses: Int32Array, one: int, other: int, size: int) -> bool:
    for j in range(size):
        for kind in range(3):
            if courses[kind, one + j] != courses[kind, other + j]:
                return False
    return True


@borrowing
def _fill_behind(
    where: tuple[Int32Array, Int64Array, Int32Array],
    can_board: BoolArray,
    departure: Int32Array,
    behind: Int32Array,
) -> None:
    first, cell, begins = where
    for pattern in range(len(first) - 1):
        size = first[pattern + 1] - first[pattern]
        for i in range(begins[pattern + 1] - begins[pattern]):
            at, least = cell[pattern] + i * size, np.int64(NEVER)
            for place in range(size):
                if i > 0 and can_board[first[pattern] + place]:
                    later = np.int64(departure[at + place]) - departure[at + place - size]
                    least = min(least, later)
            behind[begins[pattern] + i] = least


@borrowing
def _fill_least(
    where: tuple[Int32Array, Int64Array],
    arrival: Int32Array,
    departure: Int32Array,
    least_s: Int32Array,
) -> None:
    first, cell = where
    for pattern in range(len(first) - 1):
        begin, size = first[pattern], first[pattern + 1] - first[pattern]
        for place in range(size - 1):
            least = NEVER
            for at in range(cell[pattern] + place, cell[pattern + 1], size):
                least = min(least, arrival[at + 1] - departure[at])
            least_s[begin + place] = max(least, 0)
