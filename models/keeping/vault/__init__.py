"""Who may open the data file: passwords, the printed sheet, and what is sealed with the key."""
