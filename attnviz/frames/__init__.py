"""How frames are made fast: Inks in, a file out."""
