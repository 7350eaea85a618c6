"""The parts of the town desk: what came in, who has reported, what it adds up to, answers."""
