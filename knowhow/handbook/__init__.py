"""Handbooks (手引き) of published know-how, and where know-how went beyond this site (反映先)."""
