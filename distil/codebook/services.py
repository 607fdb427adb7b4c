"""What curators do with codes. Every act is recorded, so a code's history tells how its meaning grew."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bansou.audit.models import record
from casestudies.services.refusal import NotPossible
from distil.codebook.tree import Codebook
from distil.models import Code, Coding, Colour
from distil.models.codebook import DEEPEST

FIELDS = ("name", "definition", "colour", "letter")
FORWARD, BACK = "j", "k"  # the keys that go from sentence to sentence; no code may have them
LETTERS = tuple(letter for letter in "1234567890abcdefghijklmnopqrstuvwxyz" if letter not in (FORWARD, BACK))


def _kept(store: Callable[[], Any]) -> None:
    """Store; what the database refuses becomes a sentence."""
    try:
        with transaction.atomic():
            store()
    except IntegrityError as clash:
        raise NotPossible(_("There is a code with this name, or with this key, already.")) from clash


def _locked() -> Codebook:
    """The codebook as nobody else changes it now: it is small, and its shape is one thing."""
    return Codebook(Code.objects.select_for_update().order_by("pk"))


@transaction.atomic
def create(by: Any, name: str, parent: Code | None = None, at: datetime | None = None, **more: str) -> Code:
    """A new code; `more`: definition, colour (else the next one), letter. Raises NotPossible for a name that is taken."""
    book = _locked()
    _require_place(book, parent, 1)
    colour = more.pop("colour", "") or _next_colour(book, parent)
    code = Code(name=name, parent=parent, colour=colour, created_by=by, created_at=at or timezone.now(), **more)
    _kept(code.save)
    record(by, "create", code, name=name, parent=parent and parent.name)
    return code


@transaction.atomic
def named(by: Any, name: str) -> Code:
    """The active code of this name on the top level, made when there is none."""
    _locked()  # two curators may make it at once
    return Code.objects.active().filter(parent=None, name=name).first() or create(by, name)


def _next_colour(book: Codebook, parent: Code | None) -> str:
    """Below a code its colour; on top one after the other."""
    if parent:
        return parent.colour
    return Colour.values[sum(code.parent_id is None for code in book.codes.values()) % len(Colour.values)]


def _require_place(book: Codebook, parent: Code | None, height: int) -> None:
    """`height`: levels of what is to stand below `parent`."""
    if parent is None:
        return
    if not book.codes[parent.pk].is_active:
        raise NotPossible(_("The code above it is not in use any more."))
    if book.depth(parent.pk) + height > DEEPEST:
        raise NotPossible(_("At most %(n)s levels, so that the codebook stays easy to look over.") % {"n": DEEPEST})


@transaction.atomic
def change(code: Code, by: Any, parent: Code | None, **values: str) -> Code:
    """Rename, define, colour, give a key, move. What was there before is kept in the history."""
    book = _locked()
    code = book.codes[code.pk]
    if parent and parent.pk in book.under(code.pk):
        raise NotPossible(_("A code cannot stand below itself."))
    _require_place(book, parent, book.height(code.pk))
    before = {**{name: getattr(code, name) for name in FIELDS}, "parent": code.parent and code.parent.name}
    for name, value in values.items():
        setattr(code, name, value)
    code.parent = parent
    _kept(code.save)
    after = {**values, "parent": parent and parent.name}
    changes = {name: [before[name], value] for name, value in after.items() if before[name] != value}
    if changes:
        record(by, "change", code, **changes)
    return code


@transaction.atomic
def merge(code: Code, into: Code, by: Any) -> int:
    """Give the marks of `code` to `into`, and the codes below it; `code` stays in the history only. How many marks."""
    book = _locked()
    code, into = book.codes[code.pk], book.codes[into.pk]
    if not (code.is_active and into.is_active) or into.pk in book.under(code.pk):
        raise NotPossible(_("Choose a code in use that does not stand below this one."))
    _require_place(book, into, book.height(code.pk) - 1)
    moved = _recode(code, into)
    _kept(lambda: code.children.update(parent=into))
    Code.objects.filter(merged_into=code).update(merged_into=into)
    code.merged_into, code.retired_at, code.letter = into, timezone.now(), ""
    code.save()
    record(by, "merge", code, into=into.name, marks=moved)
    record(by, "merged_from", into, code=code.name, marks=moved)
    return moved


def _recode(code: Code, into: Code) -> int:
    marks = code.codings.count()
    both = Coding.objects.filter(code=into).values("mark")
    code.codings.filter(mark__in=both).delete()
    code.codings.update(code=into)
    return marks


@transaction.atomic
def retire(code: Code, by: Any) -> None:
    """Offer it no more. Its marks keep it."""
    book = _locked()
    code = book.codes[code.pk]
    if not code.is_active:
        return
    if book.height(code.pk) > 1:
        raise NotPossible(_("There are codes in use below this one. Please move or retire those first."))
    code.retired_at, code.letter = timezone.now(), ""
    code.save()
    record(by, "retire", code)


@transaction.atomic
def revive(code: Code, by: Any) -> None:
    """Offer it again; on the top level when what stood above it is gone, or full."""
    book = _locked()
    code = book.codes[code.pk]
    if code.is_active or code.merged_into_id:
        return
    code.retired_at = None
    if code.parent and not book.codes[code.parent.pk].is_active:
        code.parent = None
    _kept(code.save)
    record(by, "revive", code)
