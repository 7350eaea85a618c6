"""The town desk: the villages, what each has handed in, and what the town makes of it."""
