"""What one forward pass of one sentence left behind."""
