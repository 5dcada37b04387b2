"""Pictures of arrays that one scene alone uses, named after it."""
