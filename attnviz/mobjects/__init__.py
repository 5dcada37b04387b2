"""Pictures of arrays that two scenes or more share."""
