"""事项: what was found, who handles it, and how it ended."""
