"""Demo content in the middle of its way: a memo, a case sent back, one that waits, one at the second check."""

from typing import Any

from django.db import transaction

from bansou.accounts.models import Organisation, User
from bansou.site.services import read_json
from casestudies import interchange
from casestudies.anchors import anchor_for
from casestudies.checklist import CODES
from casestudies.models import CaseStudy
from casestudies.services import anonymisation, review, writing

CHECKER = "yuki@example.jp"


@transaction.atomic
def load_work(path: Any) -> int:
    """Walk each case through the real services as far as its `state` says; what is there stays."""
    data = read_json(path)
    for memo in data["memos"]:
        author = User.objects.get(email=memo["author"])
        drafts = CaseStudy.objects.filter(author=author, live=False)
        if all(case.draft.memo != memo["text"] for case in drafts):  # the row of a draft is empty
            writing.create_memo(author, memo["text"])
    there = interchange.existing_ids(item["document"]["external_id"] for item in data["cases"])
    new = [item for item in data["cases"] if item["document"]["external_id"] not in there]
    for item in new:
        _walk(item)
    return len(new)


def _walk(item: dict[str, Any]) -> None:
    document = item["document"]
    author = User.objects.get(email=document["author"])
    organisation = Organisation.objects.get(name=document["organisation"])
    (case,) = interchange.save_built([interchange.build_case(document, author, organisation)])
    case = writing.submit(CaseStudy.objects.get(pk=case.pk), author)
    checker = User.objects.get(email=CHECKER)
    if item["state"] == "returned":
        _send_back(case, checker, item["remark"])
    elif item["state"] == "content_check":
        _pass_first_check(case, checker)


def _send_back(case: CaseStudy, checker: User, remark: dict[str, str]) -> None:
    review.assign(case, checker)
    text = getattr(case, remark["section"])
    review.add_remark(
        case, checker, anchor_for(case.public_id, remark["section"], text, remark["quote"]), remark["text"]
    )
    review.ask_for_changes(case, checker)


def _pass_first_check(case: CaseStudy, checker: User) -> None:
    review.assign(case, checker)
    anonymisation.save_checklist(case, checker, CODES)
    review.approve(case, checker)
