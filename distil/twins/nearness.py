"""In what two cases are alike: step, walls, size, issue."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from casestudies.models import CaseStudy

Term = tuple[str, str]  # (scheme, code)
# In each of these a shared term of any of the schemes counts once.
DIMENSIONS: dict[str, tuple[tuple[str, ...], object]] = {
    "step": (("step",), _("Same step")),
    "walls": (("wall",), _("Same wall")),
    "size": (("employee_band", "company_size"), _("Same size")),
    "issue": (("surface_issue",), _("Similar stated issue")),
}
LEAST = 2  # dimensions in which twins are alike


def shared_terms(one: CaseStudy, other: CaseStudy) -> list[Term]:
    """What both have in these dimensions; of the steps the main ones only. Both need their terms."""
    found = []
    for schemes, _label in DIMENSIONS.values():
        for scheme in schemes:
            theirs = _codes(other, scheme)
            found += [(scheme, code) for code in _codes(one, scheme) if code in theirs]
    return found


def _codes(case: CaseStudy, scheme: str) -> list[str]:
    if scheme == "step":
        return [case.main_step] if case.main_step else []
    if scheme == "company_size":
        return [case.company_size] if case.company_size else []
    return case.codes.get(scheme, [])


def dimensions(shared: Iterable[Iterable[str]]) -> set[str]:
    """In which dimensions these terms make two cases alike."""
    schemes = {scheme for scheme, _code in shared}
    return {name for name, (own, _label) in DIMENSIONS.items() if schemes & set(own)}
