"""The grade of an article: how well the cases carry its claim, computed from facts and explained in words."""
