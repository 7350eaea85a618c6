"""五星创建: the standard, the plan, the progress on the wall, the verdicts and the evidence."""
