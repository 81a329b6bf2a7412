"""What every room may use: errors, units, arrays from callers, files, caches."""
