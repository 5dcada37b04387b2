"""What is written beside a clip or without one: tables, grids as pictures, storyboards, hand-outs."""
