"""Who wrote a case, as far as readers may know."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from bansou.vocabulary import terms

if TYPE_CHECKING:
    from casestudies.models import CaseStudy


class Byline(models.TextChoices):
    """How the author is named."""

    NAME = "name", pgettext_lazy("byline", "My name and organisation")
    ORGANISATION = "organisation", pgettext_lazy("byline", "Organisation only")
    ANONYMOUS = "anonymous", pgettext_lazy("byline", "Anonymous advisor")


@dataclass(frozen=True)
class PublicAuthor:
    """What a page may print. `url` is '' unless the author shows their name; `detail` is what stands under the name."""

    name: str
    detail: str = ""
    url: str = ""
    is_anonymous: bool = True


def public_author(case: "CaseStudy") -> PublicAuthor:
    """The author of a case under its byline. Anonymous shows the kind of supporter only, never the organisation."""
    kind = terms.short("supporter_type", case.code("supporter_type")) if case.code("supporter_type") else ""
    if case.byline == Byline.NAME and not case.author.is_active:
        return PublicAuthor(
            str(case.author), kind
        )  # left or closed: the page is gone, the organisation no longer speaks
    if case.byline == Byline.NAME:
        organisation = case.organisation.name if case.organisation else ""
        return PublicAuthor(str(case.author), organisation, case.author.get_absolute_url(), is_anonymous=False)
    if case.byline == Byline.ORGANISATION and case.organisation:
        return PublicAuthor(case.organisation.name, kind, case.organisation.get_absolute_url(), is_anonymous=False)
    return PublicAuthor(_("Anonymous advisor"), kind)
