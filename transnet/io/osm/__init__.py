"""Roads from OpenStreetMap extracts."""
