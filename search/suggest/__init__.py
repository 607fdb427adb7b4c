"""What the search box offers while one types, and nearer words for slips."""
