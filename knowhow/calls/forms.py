"""Forms of calls: what a call is about, and what an entry is chosen for."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from casestudies.forms.fields import NOT_A_CHOICE, Words
from knowhow.calls.services import Choice
from knowhow.models import Call, CallKind, Entry
from knowhow.models.calls import AWARD_LENGTH, CITATION_LENGTH, PLACE_LENGTH, THEME_LENGTH, TITLE_LENGTH

EARLIEST, LATEST = 2000, 2100  # years


class DayField(forms.DateField):
    """A day as browsers send it."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, **kwargs: Any) -> None:
        wrong = _("Please give a day as 2026-04-01.")
        errors = {"invalid": wrong, "required": _("Please give a day.")}
        super().__init__(input_formats=["%Y-%m-%d"], error_messages=errors, **kwargs)

    def clean(self, value: Any) -> Any:
        """A day that a calendar of this site can show."""
        day = super().clean(value)
        if day and not EARLIEST <= day.year <= LATEST:
            raise forms.ValidationError(self.error_messages["invalid"])
        return day


class CallForm(forms.Form):
    """Theme and dates."""

    title = Words(limit=TITLE_LENGTH, required=True, label=_("Title of the call"))
    call_kind = forms.ChoiceField(
        label=_("Kind"), choices=CallKind.choices, widget=forms.RadioSelect, initial=CallKind.COLLECTION,
        error_messages={"required": NOT_A_CHOICE, "invalid_choice": NOT_A_CHOICE},
    )  # fmt: skip
    theme = Words(
        limit=THEME_LENGTH, rows=6, required=True, label=_("Theme"),
        help_text=_("What kind of case is looked for, and by what it is chosen. Failure cases are welcome: say so."),
    )  # fmt: skip
    opens_on = DayField(label=_("Entries from"))
    closes_on = DayField(label=_("Entries until"))
    held_on = DayField(label=_("Day of the presentation or ceremony"), required=False)
    place = Words(limit=PLACE_LENGTH, label=_("Place, or address of the online meeting"))

    def __init__(self, call: Call, data: Any = None) -> None:
        initial = {name: getattr(call, name) for name in self.base_fields} if call.pk else None
        super().__init__(data, initial=initial, label_suffix="")
        for name, field in self.fields.items():
            field.mark = "optional" if name in ("held_on", "place") else "required"  # type: ignore[attr-defined]
        self.fields["title"].error_messages["required"] = _("Please write a title.")
        self.fields["theme"].error_messages["required"] = _("Please say what is looked for.")

    def clean(self) -> dict[str, Any]:
        """The days follow each other."""
        data = self.cleaned_data
        opens, closes, held = (data.get(name) for name in ("opens_on", "closes_on", "held_on"))
        if opens and closes and closes < opens:
            self.add_error("closes_on", _now("This day is before the first one."))
        elif closes and held and held < closes:
            self.add_error("held_on", _now("This day is before the entries end."))
        return data


class AwardForm(forms.Form):
    """One entry: what it is chosen for, and why."""

    award = Words(limit=AWARD_LENGTH, label=_("Chosen for (shown as a badge; empty: not chosen)"))
    citation = Words(limit=CITATION_LENGTH, rows=2, label=_("Why (everybody who may read the case reads this)"))

    def __init__(self, entry: Entry, data: Any = None) -> None:
        initial = {"award": entry.award, "citation": entry.citation}
        super().__init__(data, prefix=entry.public_id, initial=initial, label_suffix="")
        for field in self.fields.values():
            field.mark = ""  # type: ignore[attr-defined]


def choices_of(forms_by_entry: Iterable[tuple[Entry, AwardForm]]) -> dict[str, Choice]:
    """What `choose` takes, of valid forms."""
    return {
        entry.public_id: (
            form.cleaned_data["award"],
            form.cleaned_data["citation"] if form.cleaned_data["award"] else "",
        )
        for entry, form in forms_by_entry
    }
