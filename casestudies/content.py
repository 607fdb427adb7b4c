"""What an author writes, as plain named values: the shape that forms, autosave, comparison and copying share.

A *name* is a text (`title`), a flag, a number, a setting (`byline`), `term-<scheme>`, `rows-<kind>`, `tags` or `files`.
Values are JSON: terms are `[[code, state], …]` (the main step first), rows `[{"key": …, **data}, …]`.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from bansou.vocabulary.schemes import CASE_SCHEMES
from casestudies.models import CaseFile, CaseRow, CaseStudy, CaseTerm
from casestudies.structure import ROW_KINDS, SECTIONS, TEXTS

Content = dict[str, Any]
FLAGS = {"basics": ("core_issue_unknown", "cause_unknown"), "firm": ("regional_leader",)}
NUMBERS = {"firm": ("fiscal_year",), "support": ("visits",)}
# How a case is published. These are columns outside the revision; the form shows them until the first publication.
SETTINGS = ("byline", "visibility", "place_precision")
TAGS_SECTION = "lessons"


def names_of(section: str) -> list[str]:
    """All names of a section, whatever the kind of case."""
    names = [text.name for text in TEXTS if text.section == section]
    names += [*FLAGS.get(section, ()), *NUMBERS.get(section, ())]
    names += [f"term-{scheme.code}" for scheme in CASE_SCHEMES if scheme.section == section]
    names += [f"rows-{kind.code}" for kind in ROW_KINDS if kind.section == section]
    if section == "basics":
        names += ["firm_consent", *SETTINGS]
    if section == TAGS_SECTION:
        names.append("tags")
    if section == "files":
        names.append("files")
    return names


def all_names() -> list[str]:
    """Every name, `memo` included."""
    return ["memo", *(name for section in SECTIONS for name in names_of(section.code))]


def read(case: CaseStudy, name: str) -> Any:
    """One value of a draft."""
    if name.startswith("term-"):
        return _read_terms(case, name.removeprefix("term-"))
    if name.startswith("rows-"):
        return [{"key": row.key, **row.data} for row in case.rows_of(name.removeprefix("rows-"))]
    if name == "tags":
        return [item.tag.name for item in case.tag_items.all()]
    if name == "files":
        return [{"key": file.key, "alt": file.alt, "caption": file.caption} for file in case.files.all()]
    return getattr(case, name)


def _read_terms(case: CaseStudy, scheme: str) -> list[list[str]]:
    terms = [term for term in case.terms.all() if term.scheme == scheme]
    return [[term.code, term.state] for term in sorted(terms, key=lambda t: (not t.is_main, t.sort_order))]


def read_section(case: CaseStudy, section: str) -> Content:
    """All values of a section."""
    return {name: read(case, name) for name in names_of(section)}


def fingerprint(case: CaseStudy, section: str) -> str:
    """Sixteen characters that change when anything in the section changes; sent with the form."""
    text = json.dumps(read_section(case, section), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def differing(case: CaseStudy, values: Content) -> list[str]:
    """Names whose value is not what the draft holds."""
    return [name for name, value in values.items() if read(case, name) != value]


def write(case: CaseStudy, values: Content) -> None:
    """Replace these values on the draft in memory; nothing else changes and nothing is stored."""
    for name, value in values.items():
        if name.startswith("term-"):
            _write_terms(case, name.removeprefix("term-"), value)
        elif name.startswith("rows-"):
            _write_rows(case, name.removeprefix("rows-"), value)
        elif name == "tags":
            case.tags.set(value)
        elif name == "files":
            _write_files(case, value)
        else:
            setattr(case, name, value)


def _write_terms(case: CaseStudy, scheme: str, pairs: Iterable[Iterable[str]]) -> None:
    known = {term.code: term for term in case.terms.all() if term.scheme == scheme}
    kept = [term for term in case.terms.all() if term.scheme != scheme]
    for order, (code, state) in enumerate(pairs):
        term = known.get(code) or CaseTerm(scheme=scheme, code=code)
        term.state, term.sort_order, term.is_main = state, order, scheme == "step" and order == 0
        kept.append(term)
    case.terms.set(kept)
    case.__dict__.pop("codes", None)


def _write_rows(case: CaseStudy, kind: str, rows: Iterable[dict[str, Any]]) -> None:
    known = {row.key: row for row in case.rows.all() if row.kind == kind}
    kept = [row for row in case.rows.all() if row.kind != kind]
    for order, values in enumerate(rows):
        row = known.get(values["key"]) or CaseRow(kind=kind, key=values["key"])
        row.sort_order = order
        row.data = {name: value for name, value in values.items() if name != "key"}
        kept.append(row)
    case.rows.set(kept)


def _write_files(case: CaseStudy, entries: Iterable[dict[str, str]]) -> None:
    known: dict[str, CaseFile] = {file.key: file for file in case.files.all()}
    kept = []
    for order, values in enumerate(entries):
        if file := known.get(values["key"]):
            file.alt, file.caption, file.sort_order = values["alt"], values["caption"], order
            kept.append(file)
    case.files.set(kept)
