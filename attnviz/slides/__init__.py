"""Clips as slides: a deck, and every kind of file that it is written as."""
