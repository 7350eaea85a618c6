"""The office: whose ledger this is, its groups and the rules it goes by."""
