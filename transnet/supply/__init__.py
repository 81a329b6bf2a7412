"""What a network offers a traveller, as a graph: nodes, arcs, and what each takes and costs."""
