"""The scenes, one file and one idea each."""
