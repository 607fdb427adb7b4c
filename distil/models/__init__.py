"""Collections, codes, marks and pairs of cases."""
