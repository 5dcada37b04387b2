"""Models: where they come from by name, and how they run."""
