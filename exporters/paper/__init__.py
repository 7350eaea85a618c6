"""Pages to print, sign and bind."""
