"""评比: forms, rounds on the spot, and what they add up to."""
