"""Deciding on people who ask to join."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bansou.accounts.forms.fields import OrganisationName
from bansou.accounts.models import Organisation, User
from bansou.forms import CleanText


class DecisionForm(forms.Form):
    """Approve, or decline with a reason. Where the person named an organisation that is not in the list, an
    administrator chooses one or makes a new one of that name."""

    action = forms.ChoiceField(choices=[("approve", ""), ("decline", "")])
    reason = CleanText(
        label=_("Reason"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it. Say also what they can do."),
    )
    organisation = OrganisationName(required=False, label=_("Register under this organisation"))
    make_new = forms.BooleanField(label=_("Add it to the list under this name"), required=False)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", person.public_id)
        kwargs.setdefault("initial", {"organisation": person.requested_organisation})
        super().__init__(*args, **kwargs)
        self.person = person
        if not person.requested_organisation:
            del self.fields["organisation"], self.fields["make_new"]

    def clean(self) -> dict[str, Any]:
        """A reason for a no; an organisation for a yes."""
        data = super().clean() or {}
        if data.get("action") == "decline" and not data.get("reason"):
            self.add_error("reason", _("Please give a reason."))
        if data.get("action") == "approve" and "organisation" in self.fields and "organisation" not in self.errors:
            self._check_organisation(data)
        return data

    def _check_organisation(self, data: dict[str, Any]) -> None:
        found = Organisation.objects.named(data.get("organisation", ""))
        if not found and not (data.get("organisation") and data.get("make_new")):
            error = ValidationError(_("Not in the list. Choose one that is, or tick the box to add it."))
            self.add_error("organisation", error)
        data["found"] = found

    def chosen_organisation(self) -> Organisation | None:
        """The organisation to join beside the ones applied to; made here when asked for."""
        data = self.cleaned_data
        if "organisation" not in self.fields:
            return None
        return data["found"] or Organisation.objects.create(
            name=data["organisation"], supporter_type=self.person.supporter_type, prefecture=self.person.prefecture
        )


class ReasonForm(forms.Form):
    """Accept a membership, or refuse it with a reason."""

    action = forms.ChoiceField(choices=[("accept", ""), ("refuse", "")])
    reason = CleanText(label=_("Reason"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self) -> dict[str, Any]:
        """A reason for a no."""
        data = super().clean() or {}
        if data.get("action") == "refuse" and not data.get("reason"):
            self.add_error("reason", _("Please give a reason."))
        return data
