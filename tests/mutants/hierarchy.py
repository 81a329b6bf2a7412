"""One wrong line each: file in transnet/kernels, what stands there, what to put instead."""

from __future__ import annotations

Mutant = tuple[str, str, str]

MUTANTS: tuple[Mutant, ...] = (
    ("elimination.py", "neighbours[start[low + 1]] = max(", "neighbours[start[low + 1]] = min("),
    ("elimination.py", "child = first_child[node]\n", "child = np.int32(-1)\n"),
    ("elimination.py", "next_child[node] = first_child[parent[node]]", "next_child[node] = -1"),
    ("elimination.py", "row[parent[node]] + np.uint32(1)", "row[parent[node]]"),
    ("elimination.py", "end[above] = max(end[above], end[node])", "end[above] = end[node]"),
    ("elimination.py", "size[above] += size[node]", "size[above] += 1"),
    ("customization.py", "down[original] = tail < head", "down[original] = tail > head"),
    (
        "customization.py",
        "shortcuts[word] = min(shortcuts[word], np.uint32(weights",
        "shortcuts[word] = max(shortcuts[word], np.uint32(weights",
    ),
    (
        "customization.py",
        "swapped(load_pair(shortcuts, 2 * second))",
        "load_pair(shortcuts, 2 * second)",
    ),
    ("customization.py", "add(by_first, swapped(side))", "add(by_first, side)"),
    ("customization.py", "shortcuts[word] = min(shortcuts[word], crowns[worker, word])", "pass"),
    (
        "customization.py",
        "store(into, word, least(load_pair(into, word), detour))",
        "store(into, word, detour)",
    ),
    ("update.py", "if detour < now[word]:", "if detour <= 0:"),
    ("update.py", "elif then == before[word] and detour > then:", "elif then > before[word]:"),
    ("update.py", "if queue.state[arc] == _UNKNOWN:", "if queue.state[arc] == _SHORTER:"),
    ("query.py", "if node > other:", "if node < other:"),
    ("query.py", "if time < best:", "if best == _CLOSED:"),
    (
        "query.py",
        "stack.append(second)\n                stack.append(first)",
        "stack.append(first)\n                stack.append(second)",
    ),
    ("query.py", "source & 1 == code & 1 and", ""),
    ("query.py", "if time < room[direction, row]:", "if True:"),
    ("sweep.py", "word = 2 * arc + 1 - weights.backwards", "word = 2 * arc + weights.backwards"),
    ("sweep.py", "weight == weights.distances[word]", "weight != weights.distances[word]"),
    ("sweep.py", "2 * arc + weights.backwards", "2 * arc"),
    ("sweep.py", "following = place + 1", "following = place"),
    ("sweep.py", "place[nodes[i]] = -1", "place[nodes[i]] = 0"),
    ("sweep.py", "if group >= last:", "if True:"),
    ("matrix.py", "rows[:] = _CLOSED", "rows[:] = 0"),
    ("matrix.py", "upward[above] = min(upward[above], there)", "upward[above] = there"),
    (
        "matrix.py",
        "for column in range(whole, len(columns)):",
        "for column in range(whole, whole):",
    ),
    ("accumulate.py", "below >= hierarchy.end[node]", "below > node"),
    ("accumulate.py", "gate = hierarchy.behind[gate - 1]", "pass"),
    ("accumulate.py", "store(rows, closed * LANES, spread(_CLOSED))", "pass"),
    ("accumulate.py", "if times[lane] <= limits[-1]:", "if times[lane] < limits[-1]:"),
    ("accumulate.py", "if times[lane] <= lists.limit:", "if times[lane] < lists.limit:"),
    ("separator.py", "flow.before[state] = -1", "pass"),
    ("separator.py", "return head if flow.end[head] == 0 else np.int64(-1)", "return head"),
    ("separator.py", "elif flow.level[node] >= 0:", "elif flow.level[node] > 10**6:"),
    ("lanes.py", "np.minimum(value, other)", "np.maximum(value, other)"),
    ("lanes.py", "return bool((value <= limit).any())", "return bool((value < limit).any())"),
    ("lanes.py", "np.where(times <= limit, amount, 0.0)", "np.where(times < limit, amount, 0.0)"),
)
