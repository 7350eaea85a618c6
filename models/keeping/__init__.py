"""How anything is kept: records, the one door to the data file, acts, copies and keys."""
