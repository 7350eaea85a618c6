"""What travels on the stick between village and town, and what comes back."""
