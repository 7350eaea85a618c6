"""联户走访 in the window: pairing, visits and the ledger of matters."""
