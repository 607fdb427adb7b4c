"""Whose figures: of everybody, of a region, of an organisation."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from bansou.access import organisation_ids, roles_of
from bansou.accounts.models import Organisation
from bansou.accounts.roles import ADMINISTRATOR, HUB
from bansou.vocabulary import terms

EVERYBODY, REGION, ORGANISATION = "", "region", "organisation"


@dataclass(frozen=True)
class Scope:
    """`kind` EVERYBODY, REGION or ORGANISATION; `code`: of the region, or the organisation's public id."""

    kind: str = EVERYBODY
    code: str = ""
    name: str = ""
    organisation_id: int = 0

    @property
    def is_narrow(self) -> bool:
        """May persons be recognised in it? Then small groups are not told."""
        return self.kind != EVERYBODY

    @property
    def parts(self) -> list[tuple[str, str]]:
        """(name, value) for the address."""
        return [(self.kind, self.code)] if self.kind else []

    @property
    def label(self) -> str:
        """Its name on the page."""
        return self.name or _("Everybody")

    @cached_property
    def prefectures(self) -> list[str]:
        """Of a region."""
        return [term.code for term in terms.children("region", self.code)] if self.kind == REGION else []


def sees_all(user: Any) -> bool:
    """The hub and administrators see the figures of every organisation."""
    return bool(roles_of(user) & {HUB, ADMINISTRATOR})


def parse(params: Any, user: Any) -> Scope | None:
    """The scope of an address; None for an organisation whose figures `user` may not see."""
    chosen = _chosen(params)
    if public_id := chosen.get(ORGANISATION, ""):
        found = Organisation.objects.filter(public_id=public_id).first()
        return _of_organisation(found) if found and (found.pk in organisation_ids(user) or sees_all(user)) else None
    region = terms.get("region", chosen.get(REGION, ""))
    return _of_region(region) if region else Scope()


def _chosen(params: Any) -> dict[str, str]:
    """Kind → code. A form sends both in one value, `scope=region:b-kanto`."""
    kind, _colon, code = params.get("scope", "").partition(":")
    named = {name: params.get(name, "")[:40] for name in (REGION, ORGANISATION)}
    return {**named, kind: code[:40]} if kind else named


def offered(user: Any) -> list[Scope]:
    """Everybody, one's own organisations, the regions."""
    own = Organisation.objects.filter(pk__in=organisation_ids(user)).order_by("name")
    return [
        Scope(),
        *(_of_organisation(found) for found in own),
        *(_of_region(term) for term in terms.offered("region")),
    ]


def _of_organisation(found: Organisation) -> Scope:
    return Scope(ORGANISATION, found.public_id, found.name, found.pk)


def _of_region(term: terms.TermInfo) -> Scope:
    return Scope(REGION, term.code, term.short)
