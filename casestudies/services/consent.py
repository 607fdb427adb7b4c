"""Consent: recorded per party, needed to publish, told about before it ends, and the end of a publication without it."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bansou.audit.models import record
from casestudies import notifications
from casestudies.models import CaseStudy, Consent
from casestudies.services import publishing
from casestudies.services.drafts import lock
from casestudies.services.refusal import NotPossible
from casestudies.services.turns import require_guardian

TOLD_BEFORE = (7, 30, 60)  # days before a consent ends


@transaction.atomic
def record_consent(
    case: CaseStudy,
    by: Any,
    party: str,
    scope: str,
    given_on: date,
    expires_on: date | None = None,
    contact: str = "",
    note: str = "",
) -> Consent:
    """Note that a party agreed. An earlier consent stays as history."""
    require_guardian(by)
    case = lock(case)
    consent = Consent.objects.create(
        case=case,
        party=party,
        scope=scope,
        given_on=given_on,
        expires_on=expires_on,
        contact=contact,
        note=note,
        recorded_by=by,
    )
    record(
        by, "record_consent", case, party=party, scope=scope, given_on=str(given_on), expires_on=str(expires_on or "")
    )
    return consent


@transaction.atomic
def withdraw_consent(consent: Consent, by: Any) -> bool:
    """A party takes its consent back. A published case that nothing else covers is taken down at once; returns
    whether it was."""
    require_guardian(by)
    case = lock(consent.case)
    consent = Consent.objects.select_for_update().get(pk=consent.pk)
    if consent.withdrawn_at:
        raise NotPossible(_("This consent is withdrawn already."))
    consent.withdrawn_at = timezone.now()
    consent.save(update_fields=["withdrawn_at"])
    record(by, "withdraw_consent", case, party=consent.party, consent=consent.pk)
    if not case.is_public_now or is_covered(case, consent.party):
        return False
    end_publication(case, by, expired=False)
    return True


def is_covered(case: CaseStudy, party: str = Consent.Party.FIRM, day: date | None = None) -> bool:
    """Does a valid consent of the party reach as far as the case is (to be) readable?"""
    return case.consents.valid(day).covering(case.visibility).filter(party=party).exists()


def missing_consent(case: CaseStudy) -> str:
    """The sentence why the case cannot be published yet, or ''."""
    if is_covered(case):
        return ""
    if case.consents.valid().filter(party=Consent.Party.FIRM).exists():
        return _(
            "The firm's consent does not reach as far as “%(visibility)s”. Ask for a wider consent or a narrower visibility."
        ) % {"visibility": case.get_visibility_display()}
    return _("There is no valid consent of the firm. Record it first: without it nothing is published.")


def end_publication(case: CaseStudy, by: Any, expired: bool) -> None:
    """Take a case down because a consent is gone; the reason on its page is public and in the site's language."""
    with translation.override(settings.LANGUAGE_CODE):
        reason = (
            _("The term of the consent is over, so the publication of this case has ended.")
            if expired
            else _("The consent was withdrawn, so the publication of this case has ended.")
        )
    publishing.withdraw(case, by, reason)
    notifications.consent_gone(CaseStudy.objects.get(pk=case.pk), expired)


# --- Jobs -------------------------------------------------------------------------------------------------------------
def consent_reminders() -> int:
    """Tell authors 60, 30 and 7 days before a needed consent ends; returns how many were told. Runs every day."""
    today = timezone.localdate()
    ending = Consent.objects.filter(
        withdrawn_at=None, expires_on__gte=today, expires_on__lte=today + timedelta(days=max(TOLD_BEFORE))
    )
    published = CaseStudy.objects.published().filter(pk__in=ending.values("case"))
    return sum(_remind(consent, today) for consent in ending.filter(case__in=published).select_related("case"))


@transaction.atomic
def _remind(consent: Consent, today: date) -> bool:
    left = (consent.expires_on - today).days if consent.expires_on else 0
    after = consent.expires_on + timedelta(days=1) if consent.expires_on else today
    key = f"consent:{consent.pk}:{min(days for days in TOLD_BEFORE if left <= days)}"
    if is_covered(consent.case, consent.party, after) or notifications.told("consent_soon", key):
        return False
    notifications.consent_soon(consent.case, left, key)
    return True


def end_expired() -> int:
    """Take down published cases whose consent ran out and was not renewed; returns how many. Runs every hour."""
    ended = Consent.objects.filter(withdrawn_at=None, expires_on__lt=timezone.localdate())
    cases = CaseStudy.objects.published().filter(pk__in=ended.values("case"))
    return sum(_end_if_expired(case) for case in cases)


@transaction.atomic
def _end_if_expired(case: CaseStudy) -> bool:
    case = lock(case)
    parties = case.consents.filter(withdrawn_at=None, expires_on__lt=timezone.localdate()).values_list(
        "party", flat=True
    )
    if not case.is_public_now or all(is_covered(case, party) for party in set(parties)):
        return False
    end_publication(case, None, expired=True)
    return True
