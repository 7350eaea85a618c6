"""What is told over all subjects: what waits, the quarter's figures, whole stories."""
