"""Plain lists: visits, points, meetings, pairings, schemes and standards."""
