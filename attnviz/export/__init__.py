"""What is written apart from clips: tables, grids as pictures, storyboards, hand-outs."""
