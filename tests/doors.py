"""Every address of the site and who may open it: one line each. `tests/test_doors.py` walks them with every role.

An address without a line fails the test. To add one:

    Door("name-of-the-url", WHO, {"public_id": "case"})

WHO says who may open it (a function of the role and the world, see below). Values of the kwargs are paths into the
world: "case" is world.case.public_id, "thread.pk" is world.thread.pk, anything else stands for itself. `post`: it answers
POST only. `missing`: the row it names is not there, so it answers 404 to those who may open it. `shows`: secrets that may
stand there for a reason of their own (a person's page shows the person's name). `hides`: nothing of an anonymous case may
stand there, even for its readers, because the place itself names the author.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Who = Callable[[str, Any], bool]

ADVISORS = {"author", "colleague", "outsider", "manager", "checker", "curator", "trainer", "hub", "administrator"}
OWN_ORGANISATION = {"author", "colleague", "manager"}
STAFF = {"checker", "curator", "administrator"}
READERS = {
    "public": ADVISORS | {"visitor", "pending"},
    "members": ADVISORS,
    "organisation": OWN_ORGANISATION | STAFF,
}


def roles(*names: str) -> Who:
    """These roles only."""
    return lambda role, world: role in names


def everyone(role: str, world: Any) -> bool:
    """Also visitors."""
    return True


def signed_in(role: str, world: Any) -> bool:
    """Also accounts that wait for approval."""
    return role != "visitor"


def members(role: str, world: Any) -> bool:
    """Approved accounts."""
    return role in ADVISORS


def readers(role: str, world: Any) -> bool:
    """Who may read the published case."""
    return role in READERS[world.visibility]


def member_readers(role: str, world: Any) -> bool:
    """Approved accounts among the readers of the published case."""
    return members(role, world) and readers(role, world)


def anything(role: str, world: Any) -> bool | None:
    """Whatever it answers, it must not fail and must not leak."""
    return None


nobody = roles()
author_only = roles("author")
curators = roles("curator", "administrator")
reviewers = roles("checker", "curator", "administrator")
makers = roles("trainer", "curator", "administrator")


@dataclass(frozen=True)
class Door:
    """One address, or (name "") one page of the page tree given by `path`."""

    name: str
    who: Who
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    path: str = ""
    query: str = ""
    post: bool = False
    missing: bool = False
    shows: frozenset[str] = frozenset()
    hides: bool = False


NAME, EMAIL, ORGANISATION, REVIEW = "name", "email", "organisation", "review"
PEOPLE = frozenset({NAME, EMAIL, ORGANISATION})
FOR_REVIEWERS = frozenset({REVIEW})

DOORS: list[Door] = [
    # --- Pages of the page tree
    Door("", everyone, path="/"),
    Door("", everyone, path="/steps/"),
    Door("", everyone, path="/steps/4/"),
    Door("", everyone, path="/news/"),
    Door("", everyone, path="/glossary/"),
    Door("", everyone, path="/help/"),
    Door("guide", everyone, {"name": "write"}),
    Door("me", signed_in),
    Door("robots", everyone),
    Door("sitemap", everyone),
    Door("sitemap-section", everyone, {"section": "cases"}),
    # --- People and organisations
    Door("person", anything, {"public_id": "author"}, shows=PEOPLE - {EMAIL}, hides=True),
    Door("person-photo", anything, {"public_id": "author"}),
    Door("organisations", everyone, shows=frozenset({ORGANISATION})),
    Door("organisation-options", anything, query="?q=秘匿", shows=frozenset({ORGANISATION})),
    Door("organisation", anything, {"public_id": "organisation"}, shows=PEOPLE - {EMAIL}, hides=True),
    Door("organisation-edit", roles("manager", "administrator"), {"public_id": "organisation"}, shows=PEOPLE),
    Door("account-pending", anything, shows=frozenset({ORGANISATION})),
    Door("profile-edit", signed_in, shows=frozenset({ORGANISATION})),
    Door("organisations-mine", anything, shows=frozenset({ORGANISATION})),
    Door("organisation-mine-change", anything, {"pk": "membership.pk"}, post=True, shows=frozenset({ORGANISATION})),
    Door("leave", signed_in),
    Door("members", anything, shows=PEOPLE),
    Door("member-decide", anything, {"public_id": "pending"}, shows=PEOPLE),
    Door("membership-decide", anything, {"pk": "membership.pk"}, shows=PEOPLE),
    Door("membership-change", anything, {"pk": "membership.pk"}, shows=PEOPLE),
    Door("set_language", anything),
    # --- Finding
    Door("search", everyone, query="?q=提案書"),
    Door("search", everyone, query="?step=4&outcome=failure"),
    Door("search", everyone, query="?q=秘匿"),
    Door("cases", everyone),
    Door("search-feed", everyone),
    Door("search-feed", everyone, query="?q=秘伝"),
    Door("search-feed", everyone, query="?kind=thread"),
    Door("opensearch", everyone),
    Door("search-exports", members, query="?format=csv"),
    Door("search-exports", members, query="?format=xlsx"),
    Door("search-export", author_only, {"public_id": "export"}),
    Door("search-export-file", author_only, {"public_id": "export"}, missing=True),
    Door("saved-searches", members),
    Door("saved-search-new", members, query="?q=提案書"),
    Door("saved-search", author_only, {"public_id": "saved"}),
    Door("saved-search-open", author_only, {"public_id": "saved"}, post=True),
    Door("saved-search-share", author_only, {"public_id": "saved"}, post=True),
    Door("saved-search-delete", author_only, {"public_id": "saved"}, post=True),
    Door("shared-search", everyone, {"token": "saved.share_token"}),
    Door("alerts-stop", everyone, {"token": "stop.token"}),
    Door("search-suggest", everyone, query="?q=秘伝"),
    Door("search-counted", everyone, post=True),
    Door("search-clicked", everyone, post=True),
    Door("search-quality", curators),
    Door("search-quality-try", curators, query="?q=秘伝"),
    Door("pin-new", curators),
    Door("pin-edit", curators, {"public_id": "0000000000"}, missing=True),
    Door("pin-delete", curators, {"public_id": "0000000000"}, post=True, missing=True),
    Door("search-suggest", everyone, query="?q=ひで"),
    Door("board", everyone, shows=frozenset({ORGANISATION})),  # of one's own organisation
    Door("board-file", everyone, query="?format=xlsx"),
    Door("board-rows", everyone, {"code": "cases"}),
    Door("board-rows", everyone, {"code": "worked"}, query="?period=all&step=4"),
    Door("board-turns", everyone),
    Door("reports", members),
    Door("report", members, {"public_id": "0000000000"}, missing=True),
    Door("gap-map", everyone, query="?columns=outcome&region=b-kanto"),
    Door("gap-map-file", everyone),
    Door("gap-cell", everyone, query="?columns=outcome&step=4&outcome=failure"),
    Door("case-requests", members),
    Door("case-request-new", members, query="?step=4"),
    Door("case-request-notices", members, post=True),
    Door("case-request-close", members, {"public_id": "0000000000"}, post=True, missing=True),
    # --- From a case in hand
    Door("from-case", everyone),
    Door("visit-memo", everyone, query="?ask=秘伝"),
    Door("from-case-kept", members),
    Door("from-case-keep", members, post=True),
    Door("from-case-kept-one", members, {"pk": "1"}, missing=True),
    Door("from-case-kept-delete", members, {"pk": "1"}, post=True, missing=True),
    # --- Reading a case
    Door("case", readers, {"public_id": "case"}),
    Door("case", nobody, {"public_id": "draft"}),
    Door("case", nobody, {"public_id": "submitted"}),
    Door("case-preview", anything, {"public_id": "draft"}),
    Door("case-preview", anything, {"public_id": "submitted"}, shows=FOR_REVIEWERS),
    Door("case-file", readers, {"public_id": "case", "key": "file.key"}),
    Door("case-helpful", member_readers, {"public_id": "case"}, post=True),
    Door("case-keep", member_readers, {"public_id": "case"}, post=True),
    Door("case-lists", anything, {"public_id": "case"}),
    Door("reading-lists", anything, shows=PEOPLE - {EMAIL}),  # who shares a list says so
    Door("reading-list", anything, {"pk": "1"}),
    Door("reading-list-rename", anything, {"pk": "1"}, post=True),
    Door("reading-list-share", anything, {"pk": "1"}, post=True),
    Door("reading-list-shared", roles("colleague", "manager"), {"pk": "shared_list.pk"}, shows=PEOPLE - {EMAIL}),
    Door("reading-list-delete", anything, {"pk": "1"}, post=True),
    Door("reading-item-note", anything, {"pk": "1"}, post=True),
    Door("reading-item-remove", anything, {"pk": "1"}, post=True),
    # --- Know-how
    Door("knowhow", everyone),
    Door("knowhow", everyone, query="?kind=method&step=4"),
    Door("knowhow-article", everyone, {"public_id": "article"}),
    Door("knowhow-write", members, {"public_id": "article"}, post=True),
    Door("knowhow-unlink", author_only, {"public_id": "article", "case_id": "draft"}, post=True),
    Door("knowhow-try", members, {"public_id": "article"}, post=True),
    Door("tries", members),
    Door("tries-silence", members, post=True),
    Door("try", author_only, {"public_id": "attempt"}),
    Door("try-case", author_only, {"public_id": "attempt"}, post=True),
    Door("try-stop", author_only, {"public_id": "attempt"}, post=True),
    Door("questions", everyone),
    Door("questions", everyone, query="?step=4&reaction=opened"),
    Door("questions", everyone, query="?q=秘伝"),
    Door("question-take", curators, {"public_id": "case"}, post=True),
    Door("question-edit", curators, {"public_id": "question"}),
    Door("question-remove", curators, {"public_id": "question"}, post=True),
    Door("calls", members),
    Door("call", members, {"public_id": "call"}),
    Door("call", curators, {"public_id": "call_draft"}),
    Door("call-new", curators),
    Door("call-edit", curators, {"public_id": "call"}),
    Door("call-announce", curators, {"public_id": "call"}, post=True),
    Door("call-discard", curators, {"public_id": "call"}, post=True),
    Door("call-enter", members, {"public_id": "call"}, post=True),
    Door("call-choose", curators, {"public_id": "call"}),
    Door("call-take-back", author_only, {"public_id": "entry"}, post=True),
    Door("synonyms", curators),
    Door("synonyms", curators, query="?q=裏課題"),
    Door("synonym-new", curators),
    Door("synonym-edit", curators, {"public_id": "0000000000"}, missing=True),
    Door("knowhow-grade", everyone),
    Door("knowhow-versions", everyone, {"public_id": "article"}),
    Door("knowhow-pdf", members, {"public_id": "article"}),
    Door("knowhow-propose", members, {"public_id": "article"}),
    Door("knowhow-proposal", members, {"public_id": "article"}, missing=True),
    Door("knowhow-proposal-accept", curators, {"public_id": "article"}, post=True, missing=True),
    Door("knowhow-proposal-decline", curators, {"public_id": "article"}, post=True, missing=True),
    Door("knowhow-care", curators, {"public_id": "article"}),
    Door("knowhow-settle", curators, {"public_id": "article", "flag": "membership.pk"}, post=True, missing=True),
    Door("knowhow-look-again", curators, {"public_id": "article"}, post=True),
    Door("knowhow-strength", curators, {"public_id": "article"}, post=True),
    Door("knowhow-mine", curators),
    Door("knowhow-new", curators),
    Door("knowhow-evidence", curators),
    Door("knowhow-evidence", curators, query="?q=秘伝"),
    Door("knowhow-edit", curators, {"public_id": "article"}),
    Door("knowhow-review", curators, {"public_id": "article"}),
    Door("knowhow-withdraw", curators, {"public_id": "article"}),
    Door("knowhow-discard", curators, {"public_id": "article"}),
    Door("knowhow-approve", curators, {"public_id": "article"}, post=True),
    Door("knowhow-send-back", curators, {"public_id": "article"}, post=True),
    Door("knowhow-take-back", curators, {"public_id": "article"}, post=True),
    Door("handbooks", everyone),
    Door("handbook-new", makers),
    Door("handbook", everyone, {"public_id": "handbook"}),
    Door("handbook", members, {"public_id": "members_handbook"}),
    Door("handbook-read", everyone, {"public_id": "handbook"}),
    Door("handbook-read", members, {"public_id": "members_handbook"}),
    Door("handbook-file", everyone, {"public_id": "handbook", "format": "pdf"}, missing=True),
    Door("handbook-file", members, {"public_id": "members_handbook", "format": "docx"}, missing=True),
    Door("handbook-close", makers, {"public_id": "members_handbook"}, post=True),
    Door("handbook-reflections", makers, {"public_id": "members_handbook"}),
    Door("reflections", makers, {"public_id": "article"}),
    Door("reflection-delete", makers, {"public_id": "0000000000"}, post=True, missing=True),
    # --- Distilling
    Door("distil", curators),
    Door("collections", curators),
    Door("collections", curators, query="?show=closed"),
    Door("collection-new", curators),
    Door("collection", curators, {"public_id": "collection"}),
    Door("collection-edit", curators, {"public_id": "collection"}),
    Door("collection-add", curators, {"public_id": "collection"}, post=True),
    Door("collection-act", curators, {"public_id": "collection"}, post=True),
    Door("collection-leave-out", curators, {"public_id": "collection", "case_id": "case"}, post=True),
    Door("gather", curators, query="?q=秘伝"),
    Door("codebook", curators),
    Door("code-new", curators),
    Door("codebook-csv", curators),
    Door("code", curators, {"public_id": "code"}),
    Door("code-merge", curators, {"public_id": "code"}, post=True),
    Door("code-retire", curators, {"public_id": "code"}, post=True),
    Door("marking", curators, {"public_id": "case"}),
    Door("marking", nobody, {"public_id": "draft"}),
    Door("marking", nobody, {"public_id": "submitted"}),
    Door("marks-lost", curators),
    Door("mark", curators, {"public_id": "mark"}),
    Door("mark-delete", curators, {"public_id": "mark"}, post=True),
    Door("mark-place", curators, {"public_id": "mark"}, post=True),
    Door("crossings", curators),
    Door("crossings", curators, query="?view=code"),
    Door("passages", curators),
    Door("passages-csv", curators),
    Door("contrast", curators),
    Door("contrast", curators, query="?a=q%3D秘伝&b=outcome%3Dgood"),
    Door("contrast-word", curators, query="?word=提案"),
    Door("twins", curators),
    Door("twins", curators, query="?case=0000000000"),
    Door("twins-pair", curators, {"good": "0000000000", "failure": "case"}, missing=True),
    Door("twins-act", curators, {"good": "0000000000", "failure": "case"}, post=True, missing=True),
    Door("issue-flows", members),
    Door("issue-flows", members, query="?by=theme&stated=cash"),
    # --- Training (its papers are made for one reader: tests/knowhow/test_training_papers.py reads them)
    Door("training", members, query="?step=4"),
    Door("training-own", members),
    Door("training-new", makers),
    Door("training-mine", makers),
    Door("training-package", members, {"public_id": "package"}),
    Door("training-notes", makers, {"public_id": "package"}),
    Door("training-unit", members, {"public_id": "package", "key": "unit.key"}),
    Door("training-handout", members, {"public_id": "0000000000"}, missing=True),
    Door("training-slides", members, {"public_id": "0000000000"}, missing=True),
    Door("training-edit", makers, {"public_id": "package"}),
    Door("training-publish", makers, {"public_id": "package"}, post=True),
    Door("training-end", makers, {"public_id": "package"}),
    Door("training-take-over", makers, {"public_id": "package"}, post=True, missing=True),
    Door("training-unit-new", makers, {"public_id": "package"}, query="?kind=case"),
    Door("training-unit-edit", makers, {"public_id": "package", "key": "unit.key"}),
    Door("training-unit-remove", makers, {"public_id": "package", "key": "unit.key"}),
    Door("training-session", members, {"public_id": "training_session"}),
    Door("training-session-new", makers, {"public_id": "package"}),
    Door("training-session-edit", roles("trainer"), {"public_id": "training_session"}),
    Door("training-session-cancel", roles("trainer"), {"public_id": "training_session"}),
    Door("training-attendance", roles("trainer"), {"public_id": "training_session"}, shows=PEOPLE - {EMAIL}),
    Door("training-sign-up", members, {"public_id": "training_session"}, post=True),
    Door("training-sign-off", members, {"public_id": "training_session"}, post=True),
    Door("training-feedback", members, {"public_id": "training_session"}),
    Door("training-certificate", members, {"public_id": "training_session"}, missing=True),
    # --- Writing
    Door("case-write", members),
    Door("suitability", members),
    Door("case-template", members),
    Door("my-cases", members),
    Door("case-edit", author_only, {"public_id": "draft"}),
    Door("case-edit", author_only, {"public_id": "case"}),
    Door("case-section", author_only, {"public_id": "draft", "section": "basics"}),
    Door("case-section", author_only, {"public_id": "draft", "section": "course"}),
    Door("case-file-add", author_only, {"public_id": "draft"}, post=True),
    Door("case-file-remove", author_only, {"public_id": "draft", "key": "none"}, post=True, missing=True),
    Door("case-autosave", author_only, {"public_id": "draft", "section": "basics"}, post=True),
    Door("case-conflict", author_only, {"public_id": "draft", "pk": 1}, missing=True),
    Door("case-submit", author_only, {"public_id": "draft"}),
    Door("case-submitted", author_only, {"public_id": "submitted"}),
    Door("case-withdraw-submission", author_only, {"public_id": "submitted"}, post=True),
    Door("case-duplicate", author_only, {"public_id": "draft"}, post=True),
    Door("case-delete", author_only, {"public_id": "draft"}),
    Door("case-discard", author_only, {"public_id": "case"}, post=True),
    Door("case-unpublish", author_only, {"public_id": "case"}),
    Door("case-settings", author_only, {"public_id": "case"}),
    Door("case-remark-done", author_only, {"public_id": "draft", "pk": 1}, post=True, missing=True),
    # --- Review (the submitted case; who wrote it is known there)
    Door("review-queue", reviewers, shows=FOR_REVIEWERS),
    Door("review-case", reviewers, {"public_id": "submitted"}, shows=FOR_REVIEWERS),
    Door("review-case", anything, {"public_id": "case"}, shows=FOR_REVIEWERS),
    Door("review-case", nobody, {"public_id": "draft"}),
    Door("review-assign", reviewers, {"public_id": "submitted"}, post=True),
    Door("review-release", reviewers, {"public_id": "submitted"}, post=True),
    Door("review-checklist", reviewers, {"public_id": "submitted"}, post=True),
    Door("review-remark", reviewers, {"public_id": "submitted"}, post=True),
    Door("review-remark-delete", reviewers, {"public_id": "submitted", "pk": 1}, post=True, missing=True),
    Door("review-remark-settle", reviewers, {"public_id": "submitted", "pk": 1}, post=True, missing=True),
    Door("review-consent", reviewers, {"public_id": "submitted"}, post=True),
    Door("review-consent-withdraw", reviewers, {"public_id": "submitted", "pk": 1}, post=True, missing=True),
    Door("review-approve", reviewers, {"public_id": "submitted"}, post=True),
    Door("review-send-back", reviewers, {"public_id": "submitted"}, shows=FOR_REVIEWERS),
    Door("review-request-update", reviewers, {"public_id": "case"}, post=True),
    Door("review-hide", reviewers, {"public_id": "case"}, post=True),
    Door("review-unhide", reviewers, {"public_id": "case"}, post=True),
    # --- Notices
    Door("devmail", anything),
    Door("styleguide", anything),
    Door("notices", signed_in),
    Door("notices-read", signed_in, post=True),
    Door("notice-open", anything, {"pk": 1}),
    # --- Talk
    Door("community", anything),
    Door("thread-new", anything),
    Door("thread-new", anything, query="?case=秘伝"),
    Door("thread", readers, {"public_id": "thread"}),
    Door("thread-reply", member_readers, {"public_id": "thread"}, post=True),
    Door("post-edit", anything, {"public_id": "post"}),
    Door("post-accept", anything, {"public_id": "post"}, post=True),
    Door("post-report", anything, {"public_id": "post"}),
    Door("post-hide", anything, {"public_id": "post"}),
    Door("post-unhide", anything, {"public_id": "post"}, post=True),
]

# Routes of packages: opened with these values; they must not fail and must not leak. Anything else of theirs is listed
# in test_doors.PACKAGES by its prefix.
PACKAGE_KWARGS = {
    "account_confirm_email": {"key": "x"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "x"},
    "wagtaildocs_serve": (1, "x.pdf"),
    "wagtaildocs_authenticate_with_password": {"restriction_id": 1},
    "wagtailcore_authenticate_with_password": {"page_view_restriction_id": 1, "page_id": 1},
}
PACKAGES = ("account_", "mfa_", "wagtail")
