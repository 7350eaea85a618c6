"""The sample village: a real-looking year, the same for the same seed."""
