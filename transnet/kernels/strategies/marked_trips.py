"""Which of some things, such as lines, stations and roads, best trips use.

A trip uses what any way to go of its strategy may take: rides, changes, and ways by road, by the
fastest way, which gives the time, and by the shortest, which gives the length that limits ask for.
Where something closes that a trip doesn't use, it stays the best: its own labels cost what they
did, and all others what they did or more.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import BoolArray, Index, Int32Array, Int64Array
from transnet.kernels._jit import borrowing, kernel, step
from transnet.kernels.strategies.egress import Limits
from transnet.kernels.strategies.optimal import NEVER, Labels, ends_here
from transnet.kernels.strategies.problem import ANYWHERE, Layers, Problem
from transnet.kernels.strategies.settled_ends import (
    SearchRoom,
    chosen_first,
    new_search_room,
    settled,
)
from transnet.kernels.strategies.sums import Chosen, set_at
from transnet.kernels.strategies.trip_bounds import Walk, keeps_bounds, new_walk


class Things(NamedTuple):
    """The things that each of some parts is of: members[first[i]:first[i + 1]], int32."""

    first: Int32Array
    members: Int32Array


class RideThings(NamedTuple):
    """The things of entries, of changes, and of the steps onto platforms and off them."""

    entries: Things
    links: Things
    board: Things
    alight: Things


class Tree(NamedTuple):
    """Ways by road between places and nodes w, arcs a.

    fastest, shortest  int32[places, w], the arc that enters each node, -1 at the door
    tails   int32[a]
    nodes   int32[q], node of each platform
    things  of arcs
    """

    fastest: Int32Array
    shortest: Int32Array
    tails: Int32Array
    nodes: Int32Array
    things: Things


class _Asked(NamedTuple):
    """What marks are made of: things of rides, ways from places and to the ends, and a walk."""

    rides: RideThings
    out: Tree
    back: Tree
    walk: Walk


@kernel
def mark_trips(
    problem: Problem,
    pairs: tuple[Int32Array, Int32Array, Int64Array],
    rides: RideThings,
    roads: tuple[Tree, Tree],
    found: BoolArray,
) -> None:
    """Mark what trips by some ride use, bool[n, things]; all things where two are equally good.

    pairs  int32[n] each, origins and ends, all trips to one end side by side, and int64[n], what
           each costs less than: each has a trip
    roads  ways from places to platforms, and from there to the ends
    """
    rooms = new_search_room(problem), new_search_room(problem)
    asked = _Asked(rides, roads[0], roads[1], new_walk(len(problem.supply.least_km)))
    first, count = 0, len(pairs[0])
    while first < count:
        end, past = int(pairs[1][first]), first
        most = np.int64(0)
        while past < count and pairs[1][past] == end:
            most = max(most, pairs[2][past])
            past += 1
        _limit(rooms[0].limits, most)
        layers = settled(problem, (ANYWHERE, end), rooms[0])
        for at in range(first, past):
            place = int(pairs[0][at]), end
            if not _mark_trip(problem, layers, place, rooms[0], asked, found[at]):
                _limit(rooms[1].limits, pairs[2][at])
                own = settled(problem, place, rooms[1])
                _mark_trip(problem, own, place, rooms[1], asked, found[at])
        first = past


@kernel
def mark_ways(
    tree: tuple[Int32Array, Int32Array],
    rows: Int32Array,
    nodes: Int32Array,
    things: Things,
    found: BoolArray,
) -> None:
    """Mark what ways by road use, bool[n, things].

    tree   int32[places, w] and int32[a]: the arc that enters each node, and the tails of arcs
    rows, nodes  int32[n] each, the place that each way begins at, and the node that it leads to
    """
    for at in range(len(rows)):
        _mark_way(tree[0][rows[at]], tree[1], nodes[at], things, found[at])


@borrowing
def _limit(limits: Limits, most: Index) -> None:
    """Let nothing that costs so much or more be looked for from any platform."""
    limits.leave[:] = most
    limits.board[:] = most
    limits.road[:] = most


@borrowing
def _mark_trip(
    problem: Problem,
    layers: Layers,
    place: tuple[int, int],
    room: SearchRoom,
    asked: _Asked,
    found: BoolArray,
) -> bool:
    """Mark what a trip uses; returns whether it keeps its bounds, so that it is the trip."""
    chosen = chosen_first(problem, (place[0], NEVER), layers, room)
    keeps = keeps_bounds(problem, layers, chosen, place, asked.walk)
    _mark_first(problem, chosen, place, asked, found)
    _mark_strategy(problem, layers, chosen, place, asked, found)
    if _has_equal(problem, layers[chosen.layer].labels, chosen, place[0]):
        found[:] = True
    return bool(keeps)


@step
def _mark_first(
    problem: Problem, chosen: Chosen, place: tuple[int, int], asked: _Asked, found: BoolArray
) -> None:
    """Mark the ways to the first rides."""
    for at in range(chosen.size):
        platform = problem.access.platform[chosen.options.place[at]]
        _mark(asked.rides.board, platform, found)
        _mark_both_ways(asked.out, place[0], platform, found)


@step
def _mark_strategy(
    problem: Problem,
    layers: Layers,
    chosen: Chosen,
    place: tuple[int, int],
    asked: _Asked,
    found: BoolArray,
) -> None:
    """Mark rides, changes and the ways from last rides."""
    supply, walk, platforms = problem.supply, asked.walk, len(problem.supply.least_km)
    walk.at[0] = 0
    walk.at[1] += 1
    for at in range(chosen.size):
        ride = chosen.layer, chosen.options.entry[at]
        _mark_ride(problem, layers, place[1], ride, asked, found)
    while walk.at[0] > 0:
        walk.at[0] -= 1
        here = walk.stack[walk.at[0]]
        to, count, _ = set_at(layers, here // platforms, here % platforms)
        labels, first = layers[to].labels, supply.room_first[here % platforms]
        for at in range(first, first + count):
            slot = labels.slots[at]
            _mark(asked.rides.links, supply.slot_link[slot], found)
            ride = to, labels.entry[supply.slot_position[slot]]
            _mark_ride(problem, layers, place[1], ride, asked, found)


@step
def _mark_ride(
    problem: Problem,
    layers: Layers,
    end: int,
    ride: tuple[Index, Index],
    asked: _Asked,
    found: BoolArray,
) -> None:
    """Mark a ride by its layer and entry, and the way from it if it is a last one."""
    supply, onward, walk = problem.supply, layers[ride[0]], asked.walk
    platform = supply.to_platform[ride[1]]
    _mark(asked.rides.entries, ride[1], found)
    if ends_here(onward.egress, supply, onward.labels, ride[1]):
        _mark(asked.rides.alight, platform, found)
        _mark_both_ways(asked.back, end, platform, found)
        return
    here = ride[0] * len(supply.least_km) + platform
    if walk.seen[here] != walk.at[1]:
        walk.seen[here] = walk.at[1]
        walk.stack[walk.at[0]] = here
        walk.at[0] += 1


@step
def _has_equal(problem: Problem, labels: Labels, chosen: Chosen, origin: int) -> bool:
    """Whether some pattern can be boarded elsewhere for the same cost: then order decides."""
    supply, access, options = problem.supply, problem.access, chosen.options
    for row in range(access.first[origin], access.first[origin + 1]):
        platform = access.platform[row]
        first = supply.at_first[platform]
        for nth in range(first, first + labels.reached[platform]):
            position = labels.ordered[nth]
            cost = access.cost[row] + labels.board[position]
            if cost > options.cost[chosen.size - 1]:
                break
            for at in range(chosen.size):
                entry, other = options.entry[at], options.place[at] != row
                same = supply.pattern[supply.from_position[entry]] == supply.pattern[position]
                other = other or labels.entry[position] != entry
                if same and other and cost == options.cost[at]:
                    return True
    return False


@step
def _mark_both_ways(tree: Tree, place: int, platform: Index, found: BoolArray) -> None:
    """Mark the fastest way and the shortest between a place and a platform."""
    node = tree.nodes[platform]
    _mark_way(tree.fastest[place], tree.tails, node, tree.things, found)
    _mark_way(tree.shortest[place], tree.tails, node, tree.things, found)


@step
def _mark_way(
    tree: Int32Array, tails: Int32Array, node: Index, things: Things, found: BoolArray
) -> None:
    """Mark what the way to a node of a tree leads over."""
    here = node
    while tree[here] >= 0:
        _mark(things, tree[here], found)
        here = tails[tree[here]]


@step
def _mark(things: Things, part: Index, found: BoolArray) -> None:
    """Mark the things of a part."""
    for at in range(things.first[part], things.first[part + 1]):
        found[things.members[at]] = True
