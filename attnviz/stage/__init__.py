"""How frames are made fast."""
