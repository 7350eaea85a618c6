"""党员联户: who looks after whom, how many, and who takes over."""
