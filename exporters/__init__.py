"""What leaves the office: workbooks and papers drawn from finished sheets, and nothing else."""
