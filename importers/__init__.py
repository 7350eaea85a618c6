"""Reading what others hand over: workbooks of rosters, never trusted and never written back."""
