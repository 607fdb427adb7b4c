"""Flags (見直しの印): what happens under an article, found at once, and settled by a curator."""
