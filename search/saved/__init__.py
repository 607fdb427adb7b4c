"""Saved queries: kept searches, their alerts and share links."""
