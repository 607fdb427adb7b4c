"""The case document: one JSON object per case, the same for demo content, import and export.

`check_document` says what is wrong with one, `build_case` makes an unsaved case of a sound one, `save_built` stores
many at once, `document_of` (export.py) writes a case back. Keys and codes: docs/import.md.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from taggit.models import Tag

from bansou.access import Visibility
from bansou.vocabulary import terms
from bansou.vocabulary.schemes import SCHEMES
from casestudies.byline import Byline
from casestudies.models import CaseRow, CaseStudy, CaseTag, CaseTerm, Consent
from casestudies.models.case import PlacePrecision
from casestudies.structure import OUTCOMES, REQUIRED_SCHEMES, ROW_KIND, ROW_KINDS, TEXT, TEXTS, RowField, required_texts

FLAGS = ("core_issue_unknown", "cause_unknown", "regional_leader")
NUMBERS = ("visits", "fiscal_year")
CHOICES = {
    "visibility": set(Visibility.values),
    "byline": set(Byline.values),
    "place_precision": set(PlacePrecision.values),
}
PEOPLE = ("author", "organisation")
OTHER = ("external_id", "published_on", "consent", "terms", "tags", *CHOICES, *PEOPLE)
KEYS = {*TEXT, *FLAGS, *NUMBERS, *OTHER, *ROW_KIND}
MAX_TAGS = 20


@dataclass(frozen=True)
class Problem:
    """What is wrong with a document: where (a key, `terms.step`, `course[2].text`) and a sentence."""

    where: str
    message: str


@dataclass
class Built:
    """An unsaved case with its children."""

    case: CaseStudy
    terms: list[CaseTerm] = field(default_factory=list)
    rows: list[CaseRow] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)


# --- Checking ---------------------------------------------------------------------------------------------------------
def check_document(document: Any, complete: bool = False) -> list[Problem]:
    """All problems of a document. `complete` also asks for everything that is mandatory to submit."""
    if not isinstance(document, dict):
        return [Problem("", _("This is not a JSON object."))]
    problems = [Problem(key, _("This column is not known.")) for key in document if key not in KEYS]
    problems += _check_texts(document) + _check_values(document) + _check_terms(document) + _check_rows(document)
    if complete and not problems:
        problems += _check_complete(document)
    return problems


def _check_texts(document: dict) -> list[Problem]:
    found = []
    for text in TEXTS:
        value = document.get(text.name, "")
        if not isinstance(value, str):
            found.append(Problem(text.name, _("This must be text.")))
        elif len(value) > text.limit:
            values = {"limit": text.limit, "count": len(value)}
            found.append(Problem(text.name, _("At most %(limit)s characters; these are %(count)s.") % values))
    return found


def _check_values(document: dict) -> list[Problem]:
    found = [
        Problem(
            name,
            _("“%(value)s” is not one of: %(choices)s.")
            % {"value": document[name], "choices": ", ".join(sorted(choices))},
        )
        for name, choices in CHOICES.items()
        if document.get(name) and str(document[name]) not in choices
    ]
    found += [
        Problem(name, _("This must be true or false."))
        for name in FLAGS
        if not isinstance(document.get(name, False), bool)
    ]
    for name in NUMBERS:
        value = document.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 3000):
            found.append(Problem(name, _("This must be a whole number.")))
    if document.get("published_on") and parse_date(document["published_on"]) is None:
        found.append(Problem("published_on", _("This must be a date such as 2026-04-01.")))
    if not isinstance(document.get("tags", []), list) or len(document.get("tags", [])) > MAX_TAGS:
        found.append(Problem("tags", _("This must be a list of at most 20 tags.")))
    consent = document.get("consent")
    if consent is not None and (not isinstance(consent, dict) or parse_date(consent.get("firm")) is None):
        found.append(Problem("consent", _("The consent needs the date on which the firm agreed.")))
    return found


def _check_terms(document: dict) -> list[Problem]:
    groups = document.get("terms", {})
    if not isinstance(groups, dict):
        return [Problem("terms", _("This must be an object of lists of codes."))]
    found = []
    for scheme, items in groups.items():
        declared = SCHEMES.get(scheme)
        where = f"terms.{scheme}"
        if declared is None or not declared.on_case or not isinstance(items, list):
            found.append(Problem(where, _("This vocabulary is not known.")))
            continue
        if len(items) > 1 and not declared.multiple:
            found.append(Problem(where, _("Only one value is possible here.")))
        found += [Problem(where, problem) for item in items if (problem := _term_problem(declared, item))]
    return found


def _term_problem(declared: Any, item: Any) -> str:
    code = item.get("code") if isinstance(item, dict) else item
    if not isinstance(code, str) or terms.get(declared.code, code) is None:
        return _("“%(code)s” is not a term of this vocabulary.") % {"code": code}
    state = item.get("state", "") if isinstance(item, dict) else ""
    if state and state not in declared.states:
        return _("“%(state)s” is not a state of this term.") % {"state": state}
    return ""


def _check_rows(document: dict) -> list[Problem]:
    found = []
    for kind in ROW_KINDS:
        rows = document.get(kind.code, [])
        if not isinstance(rows, list) or len(rows) > kind.maximum:
            found.append(Problem(kind.code, _("This must be a list of at most %(n)s rows.") % {"n": kind.maximum}))
            continue
        for index, row in enumerate(rows):
            found += [Problem(f"{kind.code}[{index}]{at}", message) for at, message in _row_problems(kind.fields, row)]
    return found


def _row_problems(fields: tuple[RowField, ...], row: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(row, dict):
        yield "", _("This is not a JSON object.")
        return
    known = {f.name: f for f in fields}
    for name, value in row.items():
        if name not in known:
            yield f".{name}", _("This column is not known.")
        elif value not in ("", None) and (message := row_value_problem(known[name], value)):
            yield f".{name}", message


def row_value_problem(declared: RowField, value: Any) -> str:
    """What is wrong with one value of a row, or ''."""
    if declared.type == "boolean":
        return "" if isinstance(value, bool) else _("This must be true or false.")
    if declared.type == "integer":
        whole = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 3000
        return "" if whole else _("This must be a whole number.")
    if not isinstance(value, str):
        return _("This must be text.")
    if declared.type == "date":
        return "" if parse_date(value) else _("This must be a date such as 2026-04-01.")
    if declared.scheme and terms.get(declared.scheme, value) is None:
        return _("“%(code)s” is not a term of this vocabulary.") % {"code": value}
    if declared.choices and value not in dict(declared.choices):
        return _("“%(value)s” is not one of: %(choices)s.") % {
            "value": value,
            "choices": ", ".join(dict(declared.choices)),
        }
    if len(value) > declared.limit:
        return _("At most %(limit)s characters; these are %(count)s.") % {"limit": declared.limit, "count": len(value)}
    return ""


def _check_complete(document: dict) -> list[Problem]:
    groups = document.get("terms", {})
    outcome = next(iter(groups.get("outcome", [])), "")
    missing = [f"terms.{scheme}" for scheme in REQUIRED_SCHEMES if not groups.get(scheme)]
    if outcome in OUTCOMES:
        missing += [
            t.name
            for t in required_texts(outcome)
            if not document.get(t.name) and not (t.unless and document.get(t.unless))
        ]
    return [Problem(where, _("This is needed.")) for where in missing]


def parse_date(value: Any) -> date | None:
    """An ISO date, or None."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


# --- Building ---------------------------------------------------------------------------------------------------------
def build_case(document: dict, author: Any, organisation: Any) -> Built:
    """An unsaved case of a checked document, published when it has `published_on`, else a draft."""
    case = CaseStudy(
        author=author, organisation=organisation, live=False, external_id=document.get("external_id") or None
    )
    for name in (*TEXT, *FLAGS, *NUMBERS, *CHOICES):
        if document.get(name) not in (None, ""):
            setattr(case, name, document[name])
    built = Built(case, tags=[str(tag)[:40] for tag in document.get("tags", [])])
    built.terms = [term for scheme, items in document.get("terms", {}).items() for term in _build_terms(scheme, items)]
    for kind in ROW_KINDS:
        for index, row in enumerate(document.get(kind.code, [])):
            data = {name: value for name, value in row.items() if value not in ("", None) and value is not False}
            built.rows.append(CaseRow(kind=kind.code, sort_order=index, data=data))
    if consent := document.get("consent"):
        case.firm_consent = "given"
        built.consents.append(_build_consent(consent))
    if day := parse_date(document.get("published_on")):
        moment = timezone.make_aware(datetime.combine(day, time(9)))
        case.live, case.published_on = True, day
        case.first_published_at = case.last_published_at = moment
    return built


def _build_terms(scheme: str, items: list) -> Iterator[CaseTerm]:
    for index, item in enumerate(items):
        code, state = (item["code"], item.get("state", "")) if isinstance(item, dict) else (item, "")
        yield CaseTerm(
            scheme=scheme,
            code=terms.resolve(scheme, code),
            state=state,
            is_main=scheme == "step" and not index,
            sort_order=index,
        )


def _build_consent(consent: dict) -> Consent:
    return Consent(
        party=Consent.Party.FIRM,
        scope=consent.get("scope") or Visibility.MEMBERS,
        given_on=date.fromisoformat(consent["firm"]),
        expires_on=parse_date(consent.get("expires_on")),
    )


@transaction.atomic
def save_built(items: list[Built]) -> list[CaseStudy]:
    """Store many new cases with a handful of statements."""
    CaseStudy.objects.bulk_create([built.case for built in items])
    names = {tag for built in items for tag in built.tags}
    tags = {name: Tag.objects.get_or_create(name=name)[0] for name in names}
    for built in items:
        children: list[Any] = [*built.terms, *built.rows, *built.consents]
        for child in children:
            child.case = built.case
    CaseTerm.objects.bulk_create([t for built in items for t in built.terms])
    CaseRow.objects.bulk_create([r for built in items for r in built.rows])
    Consent.objects.bulk_create([c for built in items for c in built.consents])
    CaseTag.objects.bulk_create(
        [CaseTag(tag=tags[name], content_object=built.case) for built in items for name in dict.fromkeys(built.tags)]
    )
    return [built.case for built in items]


def existing_ids(external_ids: Iterable[str]) -> set[str]:
    """Which of these external ids are already here."""
    return set(CaseStudy.objects.filter(external_id__in=list(external_ids)).values_list("external_id", flat=True))
