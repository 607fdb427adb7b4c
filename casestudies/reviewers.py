"""Who may check a case: the role of the stage, and never one's own work unless nobody else can."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from bansou.access import organisation_ids, roles_of
from bansou.accounts.models import Membership, User
from bansou.accounts.roles import ADMINISTRATOR, CHECKER, CURATOR
from casestudies.models import CaseStudy
from casestudies.state import State

STAGE_ROLES = {State.PRIVACY_CHECK.value: CHECKER, State.CONTENT_CHECK.value: CURATOR}


@dataclass(frozen=True)
class Standing:
    """What a person may do with a case that is being checked. `alone`: it is their own or their organisation's case,
    and nobody else can; the audit says so."""

    allowed: bool
    reason: str = ""
    alone: bool = False

    @property
    def facts(self) -> dict[str, bool]:
        """For the audit entry."""
        return {"no_other_reviewer": True} if self.alone else {}


def stages_of(user: Any) -> list[str]:
    """The stages that a user's roles allow to check."""
    roles = roles_of(user)
    return [stage for stage, role in STAGE_ROLES.items() if roles & {role, ADMINISTRATOR}]


def may_hide(user: Any) -> bool:
    """Checkers hide a case in an emergency, whosesoever it is."""
    return bool(roles_of(user) & {CHECKER, ADMINISTRATOR})


def reviewers_of(stage: str) -> list[User]:
    """Approved members who may check in this stage."""
    able = Q(groups__name__in=[STAGE_ROLES[stage], ADMINISTRATOR]) | Q(is_superuser=True)
    return list(User.objects.approved().filter(able).distinct())


class Conflicts:
    """Who is too close to a case; the reviewers and their organisations are asked for once per stage."""

    def __init__(self) -> None:
        self._reviewers: dict[str, dict[int, set[int]]] = {}

    def standing(self, user: Any, case: CaseStudy, stage: str) -> Standing:
        """May `user` check `case` in `stage`? Needs `case.coauthors`, best prefetched."""
        if stage not in stages_of(user):
            return Standing(False, _("Your role does not include this check."))
        if not is_close(user.pk, organisation_ids(user), case):
            return Standing(True)
        if any(not is_close(pk, own, case) for pk, own in self._of(stage).items()):
            return Standing(False, _("This is your own case or one of your organisation. Somebody else checks it."))
        return Standing(True, alone=True)

    def _of(self, stage: str) -> dict[int, set[int]]:
        if stage not in self._reviewers:
            found: dict[int, set[int]] = {person.pk: set() for person in reviewers_of(stage)}
            memberships = Membership.objects.current(timezone.localdate()).filter(user__in=found)
            for user_id, organisation_id in memberships.values_list("user_id", "organisation_id"):
                found[user_id].add(organisation_id)
            self._reviewers[stage] = found
        return self._reviewers[stage]


def is_close(user_id: int, organisations: Iterable[int], case: CaseStudy) -> bool:
    """Does the person write the case or belong to its organisation?"""
    return user_id in case.owner_ids or case.organisation_id in set(organisations)


def standing_of(user: Any, case: CaseStudy, stage: str) -> Standing:
    """`Conflicts().standing` for one case."""
    return Conflicts().standing(user, case, stage)


def impartial_reviewers(case: CaseStudy, stage: str) -> list[User]:
    """Those who are told that a case waits: whoever has the role and may check it; where nobody does, administrators."""
    conflicts = Conflicts()
    able = [person for person in reviewers_of(stage) if conflicts.standing(person, case, stage).allowed]
    return [person for person in able if STAGE_ROLES[stage] in roles_of(person)] or able


def may_look(user: Any, case: CaseStudy, stage: str) -> bool:
    """May `user` open the review screen of a case? While it is checked (`stage`): whoever may check it, and reviewers
    who have no part in it; afterwards every reviewer (to see its history, to hide it)."""
    if not stages_of(user):
        return False
    if not stage:
        return case.first_published_at is not None
    return standing_of(user, case, stage).allowed or not is_close(user.pk, organisation_ids(user), case)
