"""Forms of saved queries."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bansou.forms import CleanText
from search.models.saved import Alert
from search.saved.news import DATED


class SavedQueryForm(forms.Form):
    """Name, note and, where something can be new, alert of a saved query."""

    name = CleanText(label=_("Name"), max_length=60)
    note = CleanText(
        label=_("Note for yourself"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    alert = forms.ChoiceField(
        label=_("Tell me of new results"),
        choices=Alert.choices,
        widget=forms.RadioSelect,
        help_text=_("One mail for all your saved searches; no mail when there is nothing new."),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind not in DATED:
            del self.fields["alert"]

    def clean_name(self) -> str:
        """One line."""
        name = " ".join(self.cleaned_data["name"].split())
        if not name:
            raise ValidationError(_("Please give it a name."))
        return name

    def clean(self) -> dict[str, Any]:
        """What the services take."""
        return {"alert": Alert.NONE, **(super().clean() or {})}
