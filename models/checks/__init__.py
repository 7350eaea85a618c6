"""体检: rules the records must keep, and where they don't."""
