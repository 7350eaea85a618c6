"""Registers that live: who came, was born, married, moved, died, and who lived where on any day."""
