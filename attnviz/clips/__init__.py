"""From what is asked for to a file that stands there."""
