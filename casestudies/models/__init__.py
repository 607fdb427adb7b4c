"""The case study and what belongs to it."""

from casestudies.models.case import CaseStudy, CaseTag
from casestudies.models.consent import AnonymisationRecord, Consent
from casestudies.models.reading import Helpful, ReadingItem, ReadingList, RelatedCase, RelatedCursor
from casestudies.models.review import ContentCheckTask, PrivacyCheckTask, Remark, ReviewAssignment
from casestudies.models.rows import CaseFile, CaseRow, CaseTerm
from casestudies.models.writing import CoAuthor, SavedConflict, SuitabilityCheck

__all__ = [
    "AnonymisationRecord",
    "CaseFile",
    "CaseRow",
    "CaseStudy",
    "CaseTag",
    "CaseTerm",
    "CoAuthor",
    "Consent",
    "ContentCheckTask",
    "Helpful",
    "PrivacyCheckTask",
    "ReadingItem",
    "ReadingList",
    "RelatedCase",
    "RelatedCursor",
    "Remark",
    "ReviewAssignment",
    "SavedConflict",
    "SuitabilityCheck",
]
