"""Tables that a planner reads in the terminal."""
