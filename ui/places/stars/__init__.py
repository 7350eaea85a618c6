"""The sections of 五星: one module for each step of the creation work."""
