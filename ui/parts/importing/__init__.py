"""The workbench on which every list somebody hands over is looked at, put right and taken in."""
