"""People, organisations and memberships in Wagtail's admin."""

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views import users

from bansou.accounts.forms.fields import TermChoice
from bansou.accounts.models import Membership, Organisation, User
from bansou.accounts.services import admit
from bansou.audit.models import record

FIELDS = ("email", "display_name", "supporter_type", "job", "prefecture", "language", "is_superuser", "groups")


class OurFields(forms.Form):
    """What both forms of a user have in place of Wagtail's first and last name."""

    first_name = last_name = None
    supporter_type = TermChoice("supporter_type", label=_("Kind of supporter"), required=False)
    prefecture = TermChoice("prefecture", label=_("Prefecture you work in"), required=False)
    approved = forms.BooleanField(label=_("Approved"), required=False, help_text=_("Members are approved accounts."))

    def clean_email(self) -> str:
        """Logins are compared in lower case."""
        return self.cleaned_data["email"].lower()


class CreateForm(OurFields, UserCreationForm):
    """A new account; without a password its owner sets one by "forgotten password"."""

    password_required = False

    class Meta(UserCreationForm.Meta):
        model = User
        fields = FIELDS

    def save(self, commit: bool = True) -> User:
        """No password given means none works."""
        if not self.cleaned_data.get("password1"):
            self.instance.set_unusable_password()
        return super().save(commit)


class EditForm(OurFields, UserEditForm):
    """An account; an address changed here is not verified, so its owner verifies it at the next login."""

    class Meta(UserEditForm.Meta):
        model = User
        fields = (*FIELDS, "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["approved"].initial = self.instance.approved_at is not None


class ByAdministrator:
    """What follows from saving either form: approval, the audit, no old address that still opens the account."""

    @transaction.atomic
    def save_instance(self) -> User:
        """Save, approve or stop, note who did it."""
        person = super().save_instance()  # type: ignore[misc]
        form, administrator = self.form, self.request.user  # type: ignore[attr-defined]
        record(administrator, "account.edited", person, fields=sorted(form.changed_data))
        EmailAddress.objects.filter(user=person).exclude(email__iexact=person.email).delete()
        if form.cleaned_data["approved"]:
            admit(person, administrator)
        else:
            User.objects.filter(pk=person.pk).update(approved_at=None, approved_by=None)
        return person


class UserCreateView(ByAdministrator, users.CreateView):
    """Wagtail's, with what follows."""


class UserEditView(ByAdministrator, users.EditView):
    """Wagtail's, with what follows."""


class UserIndexView(users.IndexView):
    """The list: name, address, approval."""

    @cached_property
    def columns(self) -> list[Column]:
        """Wagtail's, with the approval."""
        return [*super().columns, BooleanColumn("is_approved", label=_("Approved"))]

    @cached_property
    def search_fields(self) -> set[str]:
        """Wagtail knows no display name."""
        return {"email", "display_name"}


class UserViewSet(users.UserViewSet):
    """/admin/users/ with our forms."""

    index_view_class = UserIndexView
    add_view_class = UserCreateView
    edit_view_class = UserEditView

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """One form to create, one to edit."""
        return EditForm if for_update else CreateForm


class OrganisationForm(forms.ModelForm):
    """Kinds and prefectures by name, not by code."""

    supporter_type = TermChoice("supporter_type", label=_("kind of organisation"), required=False)
    prefecture = TermChoice("prefecture", label=_("prefecture"), required=False)

    class Meta:
        model = Organisation
        fields = ("name", "supporter_type", "parent", "prefecture", "introduction", "is_national", "active")


class OrganisationViewSet(ModelViewSet):
    """Organisations."""

    model = Organisation
    icon = "home"
    menu_label = _("Organisations")
    list_display = ("name", "supporter_label", "prefecture_label", "parent", "active")
    list_filter = ("is_national", "active")
    search_fields = ("name",)
    search_backend_name = None
    list_per_page = 50

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """Our form."""
        return OrganisationForm


class MembershipViewSet(ModelViewSet):
    """Who belongs where, from – until."""

    model = Membership
    icon = "group"
    menu_label = _("Memberships")
    form_fields = ("user", "organisation", "is_manager", "is_confirmed", "is_primary", "started_on", "ended_on")
    list_display = ("user", "organisation", "is_manager", "is_confirmed", "ended_on")
    list_filter = ("is_manager", "is_confirmed")
    search_fields = ("user__display_name", "user__email", "organisation__name")
    search_backend_name = None
    list_per_page = 50


class PeopleGroup(ModelViewSetGroup):
    """The menu entry."""

    items = (OrganisationViewSet, MembershipViewSet)
    menu_label = _("People and organisations")
    menu_icon = "group"
    menu_order = 700
