"""The town's own blank forms."""
