"""What one selection of cases says more often than another (特徴語)."""
