"""Workbooks and text tables: sheets, documents and the town's own form."""
