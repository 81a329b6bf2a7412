"""Isochrones as geometry: areas and lines from times at points and along links."""
