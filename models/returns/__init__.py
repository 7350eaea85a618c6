"""What the town asks for, drawn from what the village wrote down."""
