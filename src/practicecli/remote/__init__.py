"""Talking to platforms over HTTP: with deadlines, and no failure but those of the house."""
