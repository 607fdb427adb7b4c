"""The codebook: what marks may say, and what was done to it."""
