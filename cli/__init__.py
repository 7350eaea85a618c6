"""The commands: the program for scripts, for checks and for anyone without a screen."""
