"""Remarks of reviewers, at the place of the form that they are about."""

from collections.abc import Iterable

from bansou.vocabulary.schemes import SCHEMES
from casestudies.models import CaseStudy, Remark
from casestudies.services.completeness import section_of
from casestudies.structure import ROW_KIND, SECTION, TEXT


def waiting_remarks(case: CaseStudy) -> list[Remark]:
    """Remarks that were sent to the author and are not marked as done."""
    return [remark for remark in case.remarks.all() if remark.sent_at and not remark.resolved_at]


def place_of(remark: Remark) -> tuple[str, str]:
    """(section of the form, name of casestudies.content or '') that a remark is about."""
    for where in ((remark.anchor or {}).get("section", ""), remark.section):
        if where in TEXT:
            return TEXT[where].section, where
        if where in ROW_KIND:
            return ROW_KIND[where].section, f"rows-{where}"
        if where in SECTION:
            return where, ""
        scheme = str(where).removeprefix("term-")
        if scheme in SCHEMES:
            name = f"term-{scheme}"
            return section_of(name), name
    return "basics", ""


def by_name(remarks: Iterable[Remark], section: str) -> dict[str, list[Remark]]:
    """Remarks of one section by name; '' holds those about the section as a whole."""
    found: dict[str, list[Remark]] = {}
    for remark in remarks:
        where, name = place_of(remark)
        if where == section:
            found.setdefault(name, []).append(remark)
    return found
