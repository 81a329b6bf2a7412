"""Files to tables and back; road graphs in the formats of other programs."""
