"""Our own sheets read back from photos and scans."""
