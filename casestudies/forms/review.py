"""Forms of the review screens."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bansou.access import Visibility
from bansou.forms import CleanText
from casestudies.anchors import Anchor, anchor_for
from casestudies.anonymity import Finding
from casestudies.models import CaseStudy, Consent, Remark
from casestudies.passages import Passage, passages

SHOWN = 18  # characters of a row in the list of places


def place_value(section: str, row: str = "") -> str:
    """A place as the value of the list: `course:r0123…`."""
    return f"{section}:{row}" if row else section


def places_of(case: CaseStudy) -> list[tuple[str, str]]:
    """Where a remark can stand: the whole case, every text, every row."""
    found = {"": gettext("The case as a whole")}
    for passage in passages(case):
        value = place_value(passage.section, passage.row)
        found.setdefault(value, _place_label(passage))
    return list(found.items())


def _place_label(passage: Passage) -> str:
    if not passage.row:
        return passage.label
    start = " ".join(passage.text.split())
    return f"{passage.label}「{start[:SHOWN]}{'…' if len(start) > SHOWN else ''}」"


class RemarkForm(forms.Form):
    """A remark at a place; `quote` is looked up there, so that the author finds the words."""

    place = forms.ChoiceField(label=_("Where it stands"), required=False)
    quote = CleanText(
        label=_("Words it is about"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    severity = forms.ChoiceField(
        label=_("Kind of remark"),
        choices=Remark.Severity.choices,
        initial=Remark.Severity.MUST,
        widget=forms.RadioSelect,
    )
    text = CleanText(
        label=_("Remark"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Say why, and how it could be put instead. What is good may be said too."),
    )

    def __init__(self, *args: Any, case: CaseStudy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.fields["place"].choices = places_of(case)  # type: ignore[attr-defined]

    @property
    def anchor(self) -> Anchor:
        """Where the remark stands, with the surroundings of the quote."""
        section, _colon, row = self.cleaned_data["place"].partition(":")
        quote = self.cleaned_data["quote"]
        there = [p.text for p in passages(self.case) if (p.section, p.row) == (section, row)]
        text = next((text for text in there if quote and quote in text), "")
        return anchor_for(self.case.public_id, section, text, quote, row)


def initial_remark(place: str, finding: Finding | None) -> dict[str, str]:
    """What the form begins with: a place, or a finding with the two ways to mend it."""
    if finding is None:
        return {"place": place, "severity": Remark.Severity.MUST}
    values = {"text": finding.text, "mask": finding.mask, "range": finding.range, "why": finding.why}
    hint = (
        gettext("%(why)s Could “%(text)s” become “%(range)s”, or be masked as %(mask)s?")
        if finding.range
        else gettext("%(why)s Could “%(text)s” be masked as %(mask)s, or be put in other words?")
    )
    return {
        "place": place_value(finding.anchor.section, finding.anchor.row),
        "quote": finding.text,
        "severity": Remark.Severity.MUST,
        "text": hint % values,
    }


class Codes(forms.Field):
    """Ticked boxes, however many; what is not known (any more) is left out where they are stored."""

    widget = forms.SelectMultiple

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: Any) -> list[str]:
        """A list, whatever was posted."""
        return [str(code) for code in value or []]


class ChecklistForm(forms.Form):
    """The ticks of the checklist, and the findings (Finding.key) that may stay."""

    ticked = Codes()
    kept = Codes()


class ConsentForm(forms.ModelForm):
    """The consent of one party."""

    contact = CleanText(
        label=_("Name or role of who consented"), max_length=120, required=False, help_text=_("Seen by checkers only.")
    )
    note = CleanText(
        label=_("How it was given"),
        max_length=200,
        required=False,
        help_text=_("For example in writing, or in a talk."),
    )
    scope = forms.ChoiceField(label=_("Scope"), choices=Visibility.choices)

    class Meta:
        model = Consent
        labels = {
            "party": _("Consenting party"),
            "given_on": _("Day of the consent"),
            "expires_on": _("Last day of the consent"),
        }
        fields = ["party", "scope", "given_on", "expires_on", "contact", "note"]
        widgets = {
            "given_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "expires_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def clean_given_on(self) -> date:
        """Nobody has consented in the future."""
        day = self.cleaned_data["given_on"]
        if day > date.today():
            raise ValidationError(gettext("This day is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """The end lies behind the beginning."""
        data = super().clean() or {}
        if data.get("expires_on") and data.get("given_on") and data["expires_on"] <= data["given_on"]:
            self.add_error("expires_on", gettext("The last day must be after the day of the consent."))
        return data


class ReturnForm(forms.Form):
    """Asking for changes: a general reason beside the remarks."""

    reason = CleanText(
        label=_("Message to the author"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Begin with thanks and with what is good. Reason, place and an example of a better wording save a second round."
        ),
    )


class ReasonForm(forms.Form):
    """A reason that must be given: hiding in an emergency, asking for an update."""

    reason = CleanText(label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
