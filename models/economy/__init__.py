"""村集体经济: what came in and went out, what is left, and what the village owns."""
