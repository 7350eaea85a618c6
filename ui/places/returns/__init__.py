"""The parts of 报表报送: the catalogue, the paper, the way to the stick, what comes back."""
