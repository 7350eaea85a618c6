"""The first time: whose ledger this is."""
