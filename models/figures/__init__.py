"""Every number the village reports, defined once: where it is counted from, and how it is taken."""
