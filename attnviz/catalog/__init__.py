"""What can be asked for, told without importing a scene (and so without manim)."""
