"""The HTTP clients of platforms: one a run, with deadlines, and no failure but those of the house."""
