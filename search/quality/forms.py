"""The form of a pinned result."""

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bansou.forms import CleanText
from search.documents import document_of
from search.models.quality import TEXT_CHARACTERS, Pin
from search.quality.marks import normal

PINNED = ("case", "knowhow")
_OBJECT = re.compile(r"(?:/(cases|knowhow)/|(case|knowhow):)([0-9a-z]{10})(?:/|$)")


class PinForm(forms.ModelForm):
    """Query, what stands first, in which order, until when."""

    query = CleanText(
        label=gettext_lazy("Query"),
        max_length=TEXT_CHARACTERS,
        help_text=gettext_lazy("Exactly these words; width, case and blanks do not matter."),
    )
    target = CleanText(
        label=gettext_lazy("Case or know-how"),
        max_length=200,
        help_text=gettext_lazy("Its address, for example /cases/0123456789/."),
    )
    note = CleanText(
        label=gettext_lazy("Note"), max_length=200, required=False, help_text=gettext_lazy("Why. Only curators see it.")
    )

    class Meta:
        model = Pin
        fields = ("query", "target", "order", "until", "note")
        widgets = {"until": forms.DateInput(attrs={"type": "date"})}
        labels = {"order": gettext_lazy("Order"), "until": gettext_lazy("Until (that day too)")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        if self.instance.pk:
            self.initial["target"] = f"{self.instance.object_kind}:{self.instance.object_id}"

    def clean_query(self) -> str:
        """As queries are compared."""
        query = normal(self.cleaned_data["query"])
        if not query:
            raise forms.ValidationError(_("Please write the words that readers type."))
        return query

    def clean_target(self) -> str:
        """Something published."""
        match = _OBJECT.search(self.cleaned_data["target"])
        kind = {"cases": "case"}.get(match[1] or match[2], match[1] or match[2]) if match else ""
        if not match or not document_of(kind, match[3]):
            raise forms.ValidationError(_("There is no published case or know-how at this address."))
        self.instance.object_kind, self.instance.object_id = kind, match[3]
        return self.cleaned_data["target"]

    def clean_until(self) -> Any:
        """Not in the past."""
        until = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise forms.ValidationError(_("Please choose a day that is still to come."))
        return until

    def clean(self) -> dict[str, Any]:
        """Nothing is pinned twice for one query."""
        cleaned = super().clean() or {}
        pin = self.instance
        same = Pin.objects.filter(
            query=cleaned.get("query"), object_kind=pin.object_kind, object_id=pin.object_id
        ).exclude(pk=pin.pk)
        if same.exists():
            self.add_error("target", _("This stands first for this query already."))
        return cleaned
