"""Facts about values: days, codes, numbers, names, what may be shown; nothing of ours below."""
