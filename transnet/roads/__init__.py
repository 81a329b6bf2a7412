"""Road graphs: arcs with length, time and shape; turns, names, points snapped to them."""
