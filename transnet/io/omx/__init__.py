"""OMX matrices, out and in."""
