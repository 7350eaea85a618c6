"""How things leave the office: a return's files, the package, the stick, locks."""
