"""What every room may use: errors, units, arrays that callers hand over, files, caches."""
