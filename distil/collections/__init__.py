"""Collections: cases gathered under a question, by hand or live."""
