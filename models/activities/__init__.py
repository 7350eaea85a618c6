"""活动与培训: what was done, who came, and what came of it."""
