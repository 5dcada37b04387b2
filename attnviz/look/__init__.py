"""How things look: colours by role, type, measures, words for numbers. Knows no manim."""
