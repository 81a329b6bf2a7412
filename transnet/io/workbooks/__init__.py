"""Workbooks of spreadsheets: networks and results in .xlsx."""
