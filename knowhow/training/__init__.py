"""Training packages, their sessions, sign-up and attendance, papers, self-study."""
