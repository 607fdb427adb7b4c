"""Synonyms: what they do to a query, which are in force, the curators' pages."""
