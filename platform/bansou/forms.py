"""Form fields that every form uses."""

from typing import Any

from django import forms


class CleanText(forms.CharField):
    """Text without NUL and other control characters, with Unix line ends (PostgreSQL refuses NUL).

    Django's own field already refuses NUL with an error; here it is dropped, because a pasted control character is
    nothing a writer can see or mend.
    """

    default_validators: list = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.validators = [v for v in self.validators if v.__class__.__name__ != "ProhibitNullCharactersValidator"]

    def to_python(self, value: Any) -> str:
        """Drop what cannot be seen."""
        text = super().to_python(value) or ""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        return "".join(c for c in text if c in "\n\t" or ord(c) >= 32)


def page_number(value: str | None, last: int = 10_000) -> int:
    """A page number out of anything a query string may hold: 1 when it is none, `last` at most."""
    text = (value or "")[:12]
    return min(max(int(text), 1), last) if text.isascii() and text.isdigit() else 1
