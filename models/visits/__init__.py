"""走访: visits made, the paper they were noted on, and who waits for one."""
