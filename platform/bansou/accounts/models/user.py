"""The user: email is the login; the profile stands on the same row."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bansou.access import audience, is_member, roles_of
from bansou.accounts.models.organisation import Organisation
from bansou.accounts.roles import ADMINISTRATOR
from bansou.public_id import PublicIdField
from bansou.vocabulary import terms
from bansou.vocabulary.models import TermField


class UserQuerySet(models.QuerySet["User"]):
    """Chainable reads."""

    def approved(self) -> "UserQuerySet":
        """Members: active accounts that somebody approved."""
        return self.filter(is_active=True, approved_at__isnull=False)

    def shown_to(self, viewer: Any) -> "UserQuerySet":
        """Members whose profile `viewer` may read."""
        shown = self.approved().exclude(display_name="")
        return shown if is_member(viewer) else shown.filter(profile_readers=ProfileReaders.PUBLIC)

    def waiting(self) -> "UserQuerySet":
        """Accounts that wait for approval and whose email address is verified."""
        unanswered = self.filter(is_active=True, approved_at=None, declined_at=None)
        return unanswered.filter(emailaddress__verified=True).distinct()

    def waiting_for(self, user: Any) -> "UserQuerySet":
        """Those of the waiting accounts that `user` may decide on: all for administrators, else own organisations'."""
        if ADMINISTRATOR in roles_of(user):
            return self.waiting()
        return self.waiting().filter(memberships__organisation__in=Organisation.objects.managed_by(user))

    def in_role(self, *names: str) -> "UserQuerySet":
        """Approved members of the named groups."""
        return self.approved().filter(groups__name__in=names).distinct()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes users by email."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A plain account; it waits for approval unless `approved_at` is given."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An approved administrator."""
        from django.utils import timezone

        fields.setdefault("approved_at", timezone.now())
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class ProfileReaders(models.TextChoices):
    """Who reads more than a person's name and organisation on the person's page."""

    MEMBERS = "members", pgettext_lazy("profile", "Members only")
    PUBLIC = "public", pgettext_lazy("profile", "Anyone")


class User(AbstractUser):
    """A person. Public are the profile fields, and only on the person's own page and where the byline is `name`."""

    kind = "person"
    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("email address"), unique=True)
    public_id = PublicIdField()

    display_name = models.CharField(_("display name"), max_length=60, blank=True)
    supporter_type = TermField(_("kind of supporter"), scheme="supporter_type", blank=True)
    job = models.CharField(_("job"), max_length=80, blank=True)
    prefecture = TermField(_("prefecture"), scheme="prefecture", blank=True)
    introduction = models.TextField(_("introduction"), max_length=1000, blank=True)
    photo = models.ImageField(_("photo"), upload_to="people/", blank=True)
    # {"step": ["3"], "theme": ["dx"], "industry": ["E"]}
    expertise = models.JSONField(_("expertise"), default=dict, blank=True)
    profile_readers = models.CharField(
        _("who sees the profile"), max_length=8, choices=ProfileReaders.choices, default=ProfileReaders.MEMBERS
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="ja")

    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    approved_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    declined_at = models.DateTimeField(_("declined at"), null=True, blank=True)
    declined_reason = models.TextField(_("reason for declining"), blank=True)
    # The organisation that sign-up did not find in the list; an administrator looks at it.
    requested_organisation = models.CharField(_("organisation asked for"), max_length=120, blank=True)
    left_at = models.DateTimeField(_("left at"), null=True, blank=True, editable=False)
    terms_version = models.CharField(max_length=20, blank=True, editable=False)
    privacy_version = models.CharField(max_length=20, blank=True, editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["display_name", "email"]

    def __str__(self) -> str:
        if self.left_at:
            return gettext("Former member")
        return self.display_name or gettext("Member")

    @property
    def is_approved(self) -> bool:
        """Members are approved, active accounts."""
        return self.is_active and self.approved_at is not None

    @property
    def is_declined(self) -> bool:
        """Somebody looked at the application and said no; the person may ask again."""
        return self.approved_at is None and self.declined_at is not None

    @property
    def audience(self) -> list[str]:
        """Whose search finds the profile: whoever may read it."""
        return audience(self.profile_readers, None, [self.pk]) if self.is_approved else []

    def shows_profile_to(self, viewer: Any) -> bool:
        """May `viewer` read more than the name and the organisation?"""
        return self.profile_readers == ProfileReaders.PUBLIC or is_member(viewer) or viewer == self

    @property
    def shown_expertise(self) -> list[tuple[str, list[str]]]:
        """[(scheme, labels)] of what the person knows well."""
        found = [(scheme, [terms.short(scheme, code) for code in codes]) for scheme, codes in self.expertise.items()]
        return [(scheme, labels) for scheme, labels in found if labels]

    @property
    def supporter_label(self) -> str:
        """The kind of supporter in words."""
        return terms.short("supporter_type", self.supporter_type) if self.supporter_type else ""

    @property
    def prefecture_label(self) -> str:
        """The prefecture in words."""
        return terms.label("prefecture", self.prefecture) if self.prefecture else ""

    def get_full_name(self) -> str:
        """For Wagtail and mails."""
        return str(self)

    def get_short_name(self) -> str:
        """For Wagtail and mails."""
        return str(self)

    def get_absolute_url(self) -> str:
        """The person's public page."""
        return reverse("person", args=[self.public_id])

    @property
    def primary_organisation(self) -> Any:
        """The organisation named beside the person, or None."""
        membership = self.memberships.current().select_related("organisation").order_by("-is_primary", "pk").first()
        return membership.organisation if membership else None
