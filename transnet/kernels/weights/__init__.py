"""From what the tables of a state say to the weights of arcs."""
