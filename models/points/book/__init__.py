"""The points kept: accounts, slips and the ledger's lines in the data file."""
