"""公示 of points: frozen lists, what they leave out, objections."""
