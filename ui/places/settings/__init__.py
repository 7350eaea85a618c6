"""The parts of 设置: the village, its copies, its health, its log, how the window looks."""
