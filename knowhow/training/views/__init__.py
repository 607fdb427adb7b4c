"""Pages of training: packages, their editor, sessions, one's own training, papers."""
