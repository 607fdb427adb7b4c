"""Writes with more than one step, each atomic and the only door: writing, review, publishing, reading."""
