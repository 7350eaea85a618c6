"""The village: what is kept about it, the rules it keeps, and the returns drawn from it."""
