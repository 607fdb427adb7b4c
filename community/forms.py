"""Forms of talk."""

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bansou.access import Visibility
from bansou.forms import CleanText
from bansou.vocabulary import terms
from community.models import Thread


def new_token() -> str:
    """Names one sending of a form, so that a double click writes once."""
    return secrets.token_hex(12)


class PostForm(forms.Form):
    """One contribution."""

    text = CleanText(
        label=_("Your words"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Write nothing that lets a firm or a person be recognised."),
        error_messages={"required": _("Please write at least a word.")},
    )
    token = CleanText(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = new_token()


class ThreadForm(PostForm):
    """A new thread; about something, or free."""

    title = CleanText(
        label=_("Question or topic"),
        max_length=120,
        help_text=_("One sentence is best."),
        error_messages={"required": _("Please write a title.")},
    )
    thread_kind = forms.ChoiceField(
        label=_("Kind"), choices=Thread.Kind.choices, widget=forms.RadioSelect, initial="question"
    )
    step = forms.ChoiceField(label=_("Support step"), required=False)
    visibility = forms.ChoiceField(
        label=_("Who may read it"),
        widget=forms.RadioSelect,
        initial=Visibility.MEMBERS,
        choices=[(value, label) for value, label in Visibility.choices if value != Visibility.ORGANISATION],
    )
    field_order = ["title", "text", "thread_kind", "step", "visibility", "token"]

    def __init__(self, *args: Any, is_free: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [
            ("", _("No particular step")),
            *((t.code, t.short) for t in terms.offered("step")),
        ]
        if not is_free:
            del self.fields["step"], self.fields["visibility"]

    def clean_title(self) -> str:
        """One line: it becomes the subject of mails."""
        return " ".join(self.cleaned_data["title"].split())


class ReasonForm(forms.Form):
    """Why a post is reported or hidden."""

    reason = CleanText(
        label=_("What is wrong?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please say in a few words what is wrong.")},
    )
