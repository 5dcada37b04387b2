"""What everything on screen is drawn and moved with."""
