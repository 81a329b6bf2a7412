"""Road graphs: arcs with length, time, class and shape; names, turns, points snapped to them."""
