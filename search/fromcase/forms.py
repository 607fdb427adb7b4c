"""The form of a case in hand, and the name under which its owner keeps it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casestudies.forms.fields import ManyTerms, OneTerm, Words, blank, dressed, term_choices
from search.fromcase.situation import Situation, situation

TEXT_LIMIT = 300
SIZES = ("employee_band", "company_size")
UNSENT = {"autocomplete": "off", "spellcheck": "false"}  # a spelling service would carry the sentence away


class SituationForm(forms.Form):
    """What an advisor can say of a case in hand; each field is optional, one of them is needed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        text = Words(
            limit=TEXT_LIMIT,
            rows=3,
            label=_("The stated issue in a sentence"),
            help_text=_("In the owner's words. No names of firms or persons. The sentence is not kept anywhere."),
            example=_("I want to use a subsidy to put in a new machine"),
        )
        text.widget.attrs.update(UNSENT)
        self.fields["text"] = dressed(text, mark="")
        self.fields["surface_issue"] = dressed(OneTerm("surface_issue", label=_("Type of stated issue")), mark="")
        self.fields["step"] = dressed(OneTerm("step", label=_("Where the support stands now")), mark="")
        self.fields["wall"] = dressed(ManyTerms("wall", label=_("Walls that you feel")), mark="")
        self.fields["wall"].choices = term_choices("wall", described=True)
        self.fields["industry"] = dressed(OneTerm("industry", label=_("Industry")), mark="")
        self.fields["size"] = dressed(forms.ChoiceField(label=_("How large the firm is"), required=False), mark="")
        self.fields["size"].choices = _size_choices()

    def clean(self) -> dict[str, Any]:
        """Something must be said."""
        values = super().clean() or {}
        if not self.errors and not self.situation:
            raise forms.ValidationError(_("Please fill in at least one of the fields."))
        return values

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What was filled in as (name, value), for a form that sends it again."""
        values = ((name, self[name].value() or "") for name in self.fields)
        return [
            (name, item) for name, value in values for item in (value if isinstance(value, list) else [value]) if item
        ]

    @property
    def situation(self) -> Situation:
        """What was said, of a checked form."""
        return situation(codes_of(self.cleaned_data), self.cleaned_data.get("text", ""))


def _size_choices() -> list[tuple[Any, Any]]:
    labels = {"employee_band": _("By employees"), "company_size": _("By company size")}
    return blank(_("Please choose")) + [(labels[scheme], term_choices(scheme)) for scheme in SIZES]


def codes_of(values: dict[str, Any]) -> dict[str, list[str]]:
    """Scheme → codes of a form's values; a size is of either scheme, their codes differ."""
    found = {scheme: [values[scheme]] for scheme in ("surface_issue", "step", "industry") if values.get(scheme)}
    found["wall"] = list(values.get("wall") or ())
    size = values.get("size") or ""
    for scheme in SIZES:
        if any(code == size for code, _label in term_choices(scheme)):
            found[scheme] = [size]
    return found


def initial_of(codes: dict[str, list[str]], text: str) -> dict[str, Any]:
    """The form's values of a kept situation."""
    first = {scheme: next(iter(chosen), "") for scheme, chosen in codes.items()}
    size = first.get("employee_band") or first.get("company_size") or ""
    return {**first, "wall": codes.get("wall", []), "size": size, "text": text}


class NameForm(forms.Form):
    """The name under which a case in hand is kept."""

    name = dressed(
        Words(
            limit=60,
            required=True,
            label=_("Name for yourself"),
            help_text=_("Only you can see it. No names of firms, please."),
        ),
        mark="",
    )
