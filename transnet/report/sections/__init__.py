"""Answers of decisions in both languages, as the terminal and pages show them."""
