"""What the ledger can answer, value by value, under the many names towns have for it."""
