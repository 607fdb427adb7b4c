"""Short ways through a review, for its tests."""

from bansou.notifications.models import Delivery
from casestudies.checklist import CODES
from casestudies.models import CaseStudy, Consent
from casestudies.services import review, writing
from tests.cast import give_consent

ALL = list(CODES)


def fresh(case):
    return CaseStudy.objects.get(pk=case.pk)


def submitted(case):
    """The case handed in by its author."""
    return writing.submit(case, case.author)


def privacy_checked(case, checker, scope="public"):
    """A case that waits for the second check."""
    case = submitted(case)
    if not case.consents.exists():
        give_consent(case, scope)
    review.save_checklist(case, checker, ALL)
    return review.approve(case, checker)


def published(case, checker, curator):
    """A case that went through both checks."""
    return review.approve(privacy_checked(case, checker), curator)


def told(verb, user):
    """How often `user` was told about this on the site."""
    return Delivery.objects.filter(event__verb=f"case_{verb}", user=user, channel="site").count()


def mailed(verb):
    return sorted(
        Delivery.objects.filter(event__verb=f"case_{verb}", channel="mail").values_list("user__email", flat=True)
    )


def consent(case, **fields):
    defaults = {"party": Consent.Party.FIRM, "scope": "public", "given_on": "2026-01-10"}
    return Consent.objects.create(case=case, **{**defaults, **fields})
