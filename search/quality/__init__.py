"""How well search serves, for curators: queries and clicks counted without persons, why a hit ranks, pinned results."""
