"""The form of a group of synonyms."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bansou.forms import CleanText
from search.models import SynonymGroup
from search.models.synonyms import Direction
from search.synonyms.expansion import sequence_of

WORDS, CHARACTERS = 30, 60


class SynonymForm(forms.ModelForm):
    """Words (one per line), direction, note, in use or not."""

    words = CleanText(
        label=pgettext_lazy("synonyms", "Words"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("One per line. Forms that differ in width, kana or okurigana only need no line."),
        error_messages={"required": gettext_lazy("Please write at least two words.")},
    )
    note = CleanText(
        label=gettext_lazy("Note"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Why these words belong together. Only curators see it."),
        error_messages={"max_length": gettext_lazy("Please shorten the note to 200 characters.")},
    )

    class Meta:
        model = SynonymGroup
        fields = ("words", "direction", "note", "active")
        widgets = {"direction": forms.RadioSelect}
        labels = {"direction": gettext_lazy("Which word finds which"), "active": pgettext_lazy("synonyms", "In use")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.fields["direction"].choices = Direction.choices  # type: ignore[attr-defined]  # without an empty one
        self.fields["words"].example = "補助金\n助成金"  # type: ignore[attr-defined]
        self.fields["active"].mark = ""  # type: ignore[attr-defined]

    def clean_words(self) -> str:
        """At least two words that search tells apart."""
        words = list(dict.fromkeys(line.strip() for line in self.cleaned_data["words"].splitlines() if line.strip()))
        if len(words) < 2:
            raise forms.ValidationError(_("Please write at least two words, one per line."))
        if len(words) > WORDS:
            raise forms.ValidationError(_("Please write %(n)s words at most.") % {"n": WORDS})
        for word in words:
            _check(word)
        if len({sequence_of(word) for word in words}) == 1:
            raise forms.ValidationError(_("Search treats these words as one already, so no group is needed."))
        return "\n".join(words)

    def clean(self) -> dict[str, Any]:
        """No second group with the same words."""
        cleaned = super().clean() or {}
        words = cleaned.get("words", "")
        same = SynonymGroup.objects.exclude(pk=self.instance.pk)
        if words and any(sorted(words.splitlines()) == sorted(group.word_list) for group in same):
            self.add_error("words", _("There is a group with the same words already."))
        return cleaned


def _check(word: str) -> None:
    if len(word) > CHARACTERS:
        text = _("“%(word)s…” is too long: %(n)s characters at most.")
        raise forms.ValidationError(text % {"word": word[:20], "n": CHARACTERS})
    if not sequence_of(word):
        raise forms.ValidationError(_("There is nothing to search for in “%(word)s”.") % {"word": word})
