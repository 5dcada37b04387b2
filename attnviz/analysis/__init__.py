"""What a trace says, read off its arrays; numpy only."""
