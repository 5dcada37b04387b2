"""Who makes traces: models by their name or file, an architecture a folder."""
