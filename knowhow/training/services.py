"""What trainers do with a package and its units: every write. `at` and `on` date what is written (now when missing)."""

import hashlib
import json
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bansou.audit.models import record
from bansou.public_id import new_public_id
from casestudies.forms.rows import KEY
from casestudies.models import CaseStudy
from casestudies.models.rows import new_key
from casestudies.services.refusal import NotPossible, Overtaken
from knowhow.models import Article, Package, Unit, UnitKind

Values = dict[str, Any]
TEXTS = ("title", "aim", "for_whom", "steps", "note", "feedback_questions")
UNIT_TEXTS = ("title", "minutes", "text", "lines", "note", "url", "questions")
TARGETS = ("article", "case")
MOST_UNITS = 20  # a day; its papers are drawn in the request


# --- What is stored, as a form has it ---------------------------------------------------------------------------------
def read(package: Package) -> Values:
    """The texts of a package."""
    return {name: getattr(package, name) for name in TEXTS}


def read_unit(unit: Unit) -> Values:
    """The texts of a unit, and the primary keys of its article and case."""
    found = {name: getattr(unit, name) for name in UNIT_TEXTS}
    return {**found, "article": unit.article_id, "case": unit.case_id}


def fingerprint(values: Values) -> str:
    """Sixteen characters that change when anything in the values changes; sent with the form."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


# --- The package ------------------------------------------------------------------------------------------------------
@transaction.atomic
def create(by: Any, values: Values, public_id: str = "", at: datetime | None = None) -> Package:
    """A new draft. `values`: any of TEXTS, at least the title."""
    at = at or timezone.now()
    package = Package(
        author=by, organisation=by.primary_organisation, public_id=public_id or new_public_id(), created_at=at
    )
    _store(package, values, at)
    record(by, "create", package)
    return package


def create_once(by: Any, values: Values, public_id: str) -> Package:
    """`create`, or the package that the same form has already begun."""
    try:
        return create(by, values, public_id)
    except IntegrityError:
        return Package.objects.filter(author=by, public_id=public_id).first() or create(by, values)


@transaction.atomic
def save(package: Package, by: Any, values: Values, base: str = "", at: datetime | None = None) -> Package:
    """Replace the texts. Raises Overtaken when they are not `base` (the fingerprint of the form) any more."""
    package = _lock(package)
    if base and base != fingerprint(read(package)):
        raise Overtaken(_("Somebody else has saved this page meanwhile."))
    _store(package, values, at or timezone.now())
    record(by, "save", package)
    return package


def _store(package: Package, values: Values, at: datetime) -> None:
    for name in TEXTS:
        if name in values:
            setattr(package, name, values[name])
    package.changed_at = at
    package.save()


def _lock(package: Package) -> Package:
    return Package.objects.select_for_update().get(pk=package.pk)


@transaction.atomic
def publish(package: Package, by: Any, at: datetime | None = None) -> Package:
    """Members see it from now on. Raises NotPossible with what is missing; harmless when it is published."""
    package = _lock(package)
    if problems := problems_of(package):
        raise NotPossible(" ".join(problems))
    if not package.is_public_now:
        package.published_at = package.published_at or at or timezone.now()
        package.withdrawn_at = None
        package.save(update_fields=["published_at", "withdrawn_at"])
        record(by, "publish", package)
    return package


def problems_of(package: Package) -> list[str]:
    """What is missing before members may see it."""
    units = list(package.units.select_related("article", "case"))
    found = [] if package.aim.strip() else [_("Please say what the training is for.")]
    found += [] if units else [_("Please add a unit.")]
    for number, unit in enumerate(units, 1):
        if not has_target(unit):
            found.append(
                _("What unit %(n)s is about is not published. Please choose another, or remove it.") % {"n": number}
            )
    return found


def has_target(unit: Unit) -> bool:
    """Is the article or case that the unit needs there, and published?"""
    if unit.kind == UnitKind.ARTICLE:
        return unit.article is not None and unit.article.is_public_now
    return unit.kind != UnitKind.CASE or (unit.case is not None and unit.case.is_public_now)


@transaction.atomic
def withdraw(package: Package, by: Any, at: datetime | None = None) -> None:
    """Members do not see it any more; whoever signed up for a session still sees that session."""
    package = _lock(package)
    if package.is_public_now:
        package.withdrawn_at = at or timezone.now()
        package.save(update_fields=["withdrawn_at"])
        record(by, "withdraw", package)


@transaction.atomic
def delete(package: Package, by: Any) -> None:
    """Throw away a draft that members never saw."""
    package = _lock(package)
    if package.published_at:
        raise NotPossible(_("A package that was published is kept. You can end its publication."))
    record(by, "delete", package)
    package.delete()


@transaction.atomic
def take_over(package: Package, by: Any) -> None:
    """Whoever makes training goes on with the package of a trainer who left."""
    package = _lock(package)
    package.author, package.organisation = by, by.primary_organisation
    package.save(update_fields=["author", "organisation"])
    record(by, "take_over", package)


# --- Its units --------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_unit(package: Package, by: Any, kind: str, values: Values, key: str = "", on: date | None = None) -> Unit:
    """One more unit at the end. `values`: any of UNIT_TEXTS, and `article` or `case` (the object). A `key` that is there
    already is the same form sent twice."""
    package = _lock(package)
    if key and (there := package.units.filter(key=key).first()):
        return there
    if package.units.count() >= MOST_UNITS:
        raise NotPossible(_("A package holds %(n)s units at most.") % {"n": MOST_UNITS})
    unit = Unit(package=package, kind=kind, sort_order=package.units.count())
    unit.key = key or unit.key
    _store_unit(unit, values, on or timezone.localdate())
    record(by, "add_unit", package, unit=unit.key)
    return unit


@transaction.atomic
def save_unit(unit: Unit, by: Any, values: Values, base: str = "", on: date | None = None) -> Unit:
    """Replace what the unit holds. Raises Overtaken when it is not `base` any more."""
    package = _lock(unit.package)
    unit = _still_there(package, unit)
    if base and base != fingerprint(read_unit(unit)):
        raise Overtaken(_("Somebody else has saved this page meanwhile."))
    _store_unit(unit, values, on or timezone.localdate())
    record(by, "save_unit", package, unit=unit.key)
    return unit


def _store_unit(unit: Unit, values: Values, on: date) -> None:
    before = {name: getattr(unit, f"{name}_id") for name in TARGETS}
    for name in (*UNIT_TEXTS, *TARGETS):
        if name in values:
            setattr(unit, name, values[name])
    if unit.pk is None or before != {name: getattr(unit, f"{name}_id") for name in TARGETS}:
        unit.since, unit.gone_at = on, None
    unit.questions = [row if KEY.fullmatch(row["key"]) else {**row, "key": new_key()} for row in unit.questions]
    unit.save()
    Package.objects.filter(pk=unit.package_id).update(changed_at=timezone.now())


@transaction.atomic
def move_unit(unit: Unit, by: Any, up: bool) -> None:
    """One place up or down; harmless at the end of the list."""
    package = _lock(unit.package)
    units = list(package.units.all())
    at = units.index(_still_there(package, unit))
    to = max(0, at - 1) if up else min(len(units) - 1, at + 1)
    units.insert(to, units.pop(at))
    _number(units)
    record(by, "move_unit", package, unit=unit.key)


@transaction.atomic
def remove_unit(unit: Unit, by: Any) -> None:
    """Take the unit out of its package."""
    package = _lock(unit.package)
    record(by, "remove_unit", package, unit=unit.key, title=unit.title)
    unit.delete()
    _number(list(package.units.all()))


def _still_there(package: Package, unit: Unit) -> Unit:
    found = package.units.filter(pk=unit.pk).first()
    if found is None:
        raise Overtaken(_("Somebody else has removed this unit meanwhile."))
    return found


def _number(units: list[Unit]) -> None:
    for order, unit in enumerate(units):
        unit.sort_order = order
    Unit.objects.bulk_update(units, ["sort_order"])


# --- Articles and cases that go away ----------------------------------------------------------------------------------
def units_about(kind: str, public_id: str) -> list[Unit]:
    """Units that hold this article or case."""
    name = {Article.kind: "article", CaseStudy.kind: "case"}.get(kind)
    if name is None:
        return []
    return list(Unit.objects.filter(**{f"{name}__public_id": public_id}).select_related("package__author", name))
