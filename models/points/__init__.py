"""Points: the declared scheme, what it gives for an event, and the ledger of what was given."""
