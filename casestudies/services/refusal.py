"""A refusal that people read."""


class NotPossible(Exception):
    """An act of a review that is not possible now; `str(error)` is the sentence to show."""


class Overtaken(NotPossible):
    """Somebody else was faster: another reviewer decided, or the author took the submission back."""
