"""The version of transnet."""

__version__ = "0.1.0"
