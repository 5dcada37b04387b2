"""Output that appears whole or not at all, and files that people write for us."""
