"""Writing a case back as the document that interchange.py reads."""

from typing import Any

from casestudies.interchange import CHOICES, FLAGS, NUMBERS
from casestudies.models import CaseStudy, Consent
from casestudies.structure import ROW_KINDS, TEXT


def document_of(case: CaseStudy) -> dict[str, Any]:
    """The document of a case; empty values are left out. The author's email is in it: for administrators only."""
    found: dict[str, Any] = {"external_id": case.external_id or case.public_id}
    found["author"] = case.author.email
    found["organisation"] = case.organisation.name if case.organisation else ""
    found |= {name: str(getattr(case, name)) for name in CHOICES}
    if case.published_on and case.live:
        found["published_on"] = case.published_on.isoformat()
    consent = next((c for c in case.consents.all() if c.party == Consent.Party.FIRM and not c.withdrawn_at), None)
    if consent:
        found["consent"] = {"firm": consent.given_on.isoformat(), "scope": consent.scope}
        if consent.expires_on:
            found["consent"]["expires_on"] = consent.expires_on.isoformat()
    found |= {
        name: getattr(case, name) for name in (*TEXT, *FLAGS, *NUMBERS) if getattr(case, name) not in ("", None, False)
    }
    found["terms"] = _terms_of(case)
    found |= {kind.code: rows for kind in ROW_KINDS if (rows := [dict(row.data) for row in case.rows_of(kind.code)])}
    if tags := [item.tag.name for item in case.tag_items.all()]:
        found["tags"] = tags
    return {key: value for key, value in found.items() if value not in ("", None)}


def _terms_of(case: CaseStudy) -> dict[str, list]:
    states = {(t.scheme, t.code): t.state for t in case.terms.all() if t.state}
    return {
        scheme: [{"code": c, "state": states[scheme, c]} if (scheme, c) in states else c for c in codes]
        for scheme, codes in case.codes.items()
    }
