"""Layers of features: GeoPackage, GeoParquet and GeoJSON, out and in."""
