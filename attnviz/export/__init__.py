"""What is written beside a clip: stills, captions, tables."""
