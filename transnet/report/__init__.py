"""Tables, maps and the page that a planner reads."""
