"""What happens to people and households over all registers: they come, go, split, or were one."""
