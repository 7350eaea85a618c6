"""The parts of the page 党员: the roll, development, cadres, talks, and the sheets of the year."""
