"""Which marks are looked at: an address in, marks and further addresses out."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Length
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from bansou.vocabulary import terms
from distil.codebook.tree import Codebook
from distil.collections.members import members
from distil.models import Code, Coding, Collection, Mark

FACTS = {"step": "step", "outcome": "outcome", "size": "company_size"}  # column of a mark → its scheme
UNKNOWN = "none"  # in an address: the case does not say


@dataclass(frozen=True)
class Selection:
    """Marks in a collection (None: in all cases) that carry a code or one below it; `other`: where that code stands on the
    same words, or on words that overlap. `facts`: step, outcome, size → code."""

    collection: Collection | None = None
    code: Code | None = None
    other: Code | None = None
    facts: tuple[tuple[str, str], ...] = ()

    # --- Out: marks ---------------------------------------------------------------------------------------------------
    def marks(self, user: Any, book: Codebook) -> QuerySet[Mark]:
        """Standing marks that `user` may read."""
        found: QuerySet[Mark] = Mark.objects.visible_to(user).standing()
        if self.collection:
            found = found.filter(case__in=members(self.collection, user).cases.order_by().values("pk"))
        for name, value in self.facts:
            found = found.filter(**{name: "" if value == UNKNOWN else value})
        if self.code:
            under = book.under(self.code.pk)
            found = found.filter(Exists(Coding.objects.filter(mark=OuterRef("pk"), code__in=under)))
        if self.other:
            found = _overlapping(found, book.under(self.other.pk))
        return found

    # --- Out: addresses ------------------------------------------------------------------------------------------------
    @property
    def query(self) -> str:
        """The address after the question mark."""
        named = {"collection": self.collection, "code": self.code, "with": self.other}
        pairs = [(name, item.public_id) for name, item in named.items() if item]
        return urlencode([*pairs, *self.facts])

    @property
    def url(self) -> str:
        """The passages side by side."""
        return f"{reverse('passages')}?{self.query}"

    def with_fact(self, name: str, value: str) -> "Selection":
        """With this step, outcome or size."""
        others = tuple(fact for fact in self.facts if fact[0] != name)
        return replace(self, facts=(*others, (name, value or UNKNOWN)))

    def chips(self) -> list[dict[str, str]]:
        """What is chosen, each with the address without it; for components/_chips.html."""
        found = []
        if self.collection:
            found.append({"label": self.collection.question, "url": replace(self, collection=None).url})
        if self.code:
            found.append({"label": self.code.name, "url": replace(self, code=None, other=None).url})
        if self.other:
            found.append(
                {"label": _("with “%(code)s”") % {"code": self.other.name}, "url": replace(self, other=None).url}
            )
        for fact in self.facts:
            rest = tuple(other for other in self.facts if other != fact)
            found.append({"label": fact_label(*fact), "url": replace(self, facts=rest).url})
        return found


def _overlapping(marks: QuerySet[Mark], codes: set[int]) -> QuerySet[Mark]:
    """Those that share words with a mark that carries one of the codes; the mark itself may be that one."""
    marks = marks.annotate(behind=F("start") + Length("quote"))
    same = {name: OuterRef(name) for name in ("case", "section", "row", "field")}
    others = Mark.objects.standing().filter(**same).annotate(behind=F("start") + Length("quote"))
    others = others.filter(start__lt=OuterRef("behind"), behind__gt=OuterRef("start"))
    return marks.filter(Exists(others.filter(codings__code__in=codes)))


def fact_label(name: str, value: str) -> str:
    """A step, an outcome or a size in words."""
    if value in ("", UNKNOWN):
        return _("Not known")
    label = terms.short(FACTS[name], value)
    return f"{value} {label}" if name == "step" else label


def parse(params: QueryDict) -> Selection:
    """The selection of an address; what is unknown in it is ignored."""
    facts = [(name, value) for name in FACTS if (value := _value(name, params.get(name, "")))]
    return Selection(
        _found(Collection, params.get("collection", "")),
        _found(Code, params.get("code", "")),
        _found(Code, params.get("with", "")) if params.get("code") else None,
        tuple(facts),
    )


def _found(model: Any, public_id: str) -> Any:
    known = public_id.isascii() and public_id.isalnum() and len(public_id) <= 10
    return model.objects.filter(public_id=public_id).first() if known else None


def _value(name: str, value: str) -> str:
    return value if value == UNKNOWN or value in terms.scheme(FACTS[name]) else ""
