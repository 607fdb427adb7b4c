"""What curators do with a pair."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from bansou.audit.models import record
from casestudies.anchors import Anchor
from casestudies.models import CaseStudy
from distil.models import Twins
from distil.twins.nearness import shared_terms


@transaction.atomic
def mark_parting(
    good: CaseStudy, failure: CaseStudy, by: Any, places: tuple[Anchor, Anchor], note: str, at: datetime | None = None
) -> Twins:
    """Say where the two part, in the good and in the failed case, and what made the difference."""
    twins = _locked(good, failure)
    twins.good_anchor, twins.failure_anchor = (place.as_dict() for place in places)
    twins.note = note
    return _decided(twins, Twins.State.MARKED, by, at)


@transaction.atomic
def set_aside(good: CaseStudy, failure: CaseStudy, by: Any) -> Twins:
    """These are no twins: they are not proposed again."""
    return _decided(_locked(good, failure), Twins.State.SET_ASIDE, by)


@transaction.atomic
def take_up(good: CaseStudy, failure: CaseStudy, by: Any) -> Twins:
    """Take back that they were set aside."""
    twins = _locked(good, failure)
    return _decided(twins, Twins.State.MARKED if twins.good_anchor else Twins.State.PROPOSED, by)


def _locked(good: CaseStudy, failure: CaseStudy) -> Twins:
    """The row of the pair, locked; made when there is none yet."""
    defaults = {"shared": shared_terms(good, failure)}
    Twins.objects.get_or_create(good=good, failure=failure, defaults=defaults)
    return Twins.objects.select_for_update().select_related("good", "failure").get(good=good, failure=failure)


def _decided(twins: Twins, state: Twins.State, by: Any, at: datetime | None = None) -> Twins:
    twins.state, twins.by, twins.at = state, by, at or timezone.now()
    twins.save()
    record(by, f"twins.{state}", twins)
    return twins
