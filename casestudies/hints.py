"""Words that may give the firm away, said to the author at the place where they stand, with one-press ways out."""

from collections.abc import Iterable

from django.http import QueryDict

from casestudies.anonymity import Finding, findings
from casestudies.content import names_of
from casestudies.models import CaseStudy
from casestudies.structure import ROW_KIND

PER_PLACE = 3  # more at once would only be scrolled past
RANGE, MASK = "range", "mask"


def name_of(finding: Finding) -> str:
    """The name of casestudies.content that a finding stands in."""
    section = finding.anchor.section
    return f"rows-{section}" if section in ROW_KIND else section


def hints_of(draft: CaseStudy, section: str) -> dict[str, list[Finding]]:
    """Findings of one section by name, at most three each."""
    names = set(names_of(section))
    found: dict[str, list[Finding]] = {}
    for finding in findings(draft):
        name = name_of(finding)
        if name in names and len(found.setdefault(name, [])) < PER_PLACE:
            found[name].append(finding)
    return found


def apply_hint(data: QueryDict, draft: CaseStudy, pressed: str) -> tuple[QueryDict, str]:
    """Carry out a pressed button (`<key>:range` or `<key>:mask`) on the posted texts: (data, where to go on)."""
    key, _sep, how = pressed.partition(":")
    finding = next((found for found in findings(draft) if found.key == key), None)
    instead = finding and {RANGE: finding.range, MASK: finding.mask}.get(how)
    if finding is None or not instead:
        return data, ""
    changed = data.copy()
    for name in _fields_of(finding, data):
        changed[name] = str(changed[name]).replace(finding.text, instead)
    row = finding.anchor.row
    return changed, f"#{finding.anchor.section}-{row}" if row else f"#id_{finding.anchor.section}"


def _fields_of(finding: Finding, data: QueryDict) -> Iterable[str]:
    if not finding.anchor.row:
        return [finding.anchor.section] if finding.anchor.section in data else []
    start = f"{finding.anchor.section}-{finding.anchor.row}-"
    return [name for name in data if name.startswith(start)]
