"""Forms of a reader's own lists."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bansou.access import organisation_ids
from bansou.accounts.models import Organisation
from bansou.forms import CleanText
from casestudies.models import ReadingItem, ReadingList


class ListForm(forms.ModelForm):
    """Create or rename a list. `instance.user` is set by the view."""

    name = CleanText(label=_("Name of the list"), max_length=60)

    class Meta:
        model = ReadingList
        fields = ["name"]

    def clean_name(self) -> str:
        """A reader has each name once."""
        name = " ".join(self.cleaned_data["name"].split())
        same = ReadingList.objects.filter(user=self.instance.user_id, name=name).exclude(pk=self.instance.pk)
        if same.exists():
            raise ValidationError(_("You already have a list with this name."))
        return name


class ShareForm(forms.Form):
    """With which of the reader's organisations a list is shared, and a note for those who look into it."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Share with"), required=False, empty_label=_("Nobody: only I see it")
    )
    note = CleanText(
        label=_("Note for colleagues"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands above the list. Your private notes are never shown."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = Organisation.objects.filter(pk__in=organisation_ids(user))


class KeepForm(forms.Form):
    """On which lists a case stands, and the reader's private note on it."""

    lists = forms.ModelMultipleChoiceField(
        ReadingList.objects.none(), label=_("Lists"), required=False, widget=forms.CheckboxSelectMultiple
    )
    new_list = CleanText(label=_("New list"), max_length=60, required=False, help_text=_("Made when you save."))
    note = CleanText(
        label=_("Private note"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only you see it."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["lists"]
        field.queryset = ReadingList.objects.filter(user=user)

    def clean(self) -> dict[str, Any]:
        """A note needs a list to stand on."""
        data = super().clean() or {}
        if data.get("note") and not data.get("lists") and not data.get("new_list"):
            self.add_error("lists", _("Choose a list, so that the note is kept."))
        return data


class NoteForm(forms.ModelForm):
    """The private note of one item."""

    note = CleanText(label=_("Private note"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    class Meta:
        model = ReadingItem
        fields = ["note"]
