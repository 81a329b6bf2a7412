"""Customisable contraction hierarchies: order, shortcuts, weights, queries."""
