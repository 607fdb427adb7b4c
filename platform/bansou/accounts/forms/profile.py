"""The profile, the organisation's introduction, leaving."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from bansou.accounts.forms.fields import OrganisationName, ShortText, TermChoice, TermChoices
from bansou.accounts.models import Organisation, User
from bansou.accounts.models.user import ProfileReaders
from bansou.forms import CleanText
from bansou.pictures import reencode

EXPERTISE = {"step": _("Support steps"), "theme": _("Management themes"), "industry": _("Industries")}
PHOTO_SIDE = 480


class ProfileForm(forms.ModelForm):
    """What a person says about themselves."""

    display_name = ShortText(label=_("Display name"), max_length=60)
    supporter_type = TermChoice("supporter_type", label=_("Kind of supporter"))
    job = ShortText(label=_("Job"), max_length=80, required=False, help_text=_("Your title or qualification."))
    prefecture = TermChoice("prefecture", label=_("Prefecture you work in"))
    introduction = CleanText(
        label=_("Introduction"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What you work on, and what others may ask you. Please write no names of firms."),
    )
    step = TermChoices("step", label=EXPERTISE["step"])
    theme = TermChoices("theme", label=EXPERTISE["theme"])
    industry = TermChoices("industry", label=EXPERTISE["industry"])
    photo_file = forms.FileField(
        label=_("Photo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("JPEG, PNG or WebP up to 10 MB. It is cut to a square; data inside such as the place is removed."),
    )
    remove_photo = forms.BooleanField(label=_("Remove the photo"), required=False)
    profile_readers = forms.ChoiceField(
        label=_("Who may see your job, introduction, expertise and photo"),
        choices=ProfileReaders.choices,
        widget=forms.RadioSelect,
        help_text=_("Your name and your organisations are shown to anyone who opens your page."),
    )

    class Meta:
        model = User
        fields = ("display_name", "supporter_type", "job", "prefecture", "introduction", "profile_readers")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for scheme in EXPERTISE:
            self.fields[scheme].initial = self.instance.expertise.get(scheme, [])

    def clean_display_name(self) -> str:
        """Blanks around and in between are made one."""
        return " ".join(self.cleaned_data["display_name"].split())

    def clean_photo_file(self) -> ContentFile | None:
        """The new photo, square and re-encoded."""
        upload = self.cleaned_data["photo_file"]
        return ContentFile(reencode(upload, PHOTO_SIDE, square=True)) if upload else None

    def clean(self) -> dict[str, Any]:
        """Gather the expertise as the model keeps it."""
        data = super().clean() or {}
        self.instance.expertise = {scheme: data[scheme] for scheme in EXPERTISE if data.get(scheme)}
        return data


class OrganisationForm(forms.ModelForm):
    """What a manager may say about the organisation."""

    introduction = CleanText(
        label=_("Introduction"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What you support, how, and where to turn. Anyone may read it."),
    )

    class Meta:
        model = Organisation
        fields = ("introduction",)


class JoinForm(forms.Form):
    """One more organisation."""

    organisation = OrganisationName(known=True, help_text=_("Type a part of the name and choose."))


class ApplyForm(forms.Form):
    """The organisation of an account that waits or was declined."""

    organisation = OrganisationName(
        help_text=_(
            "Type a part of the name and choose. If it is not in the list, write the full name; we will add it."
        )
    )


class LeaveForm(forms.Form):
    """The last question before an account ends."""

    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    sure = forms.BooleanField(label=_("I understand that this cannot be undone"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """The password of the account."""
        if not self.user.check_password(self.cleaned_data["password"]):
            raise ValidationError(_("The password is not right."))
        return self.cleaned_data["password"]
