"""Marking passages of published cases."""
