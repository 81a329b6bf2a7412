"""A scenario file and its edits: tables in, tables out."""
