"""Pages of know-how: reading, editing, review."""
