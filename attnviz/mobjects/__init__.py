"""Pictures of arrays: each takes arrays, labels and a style."""
