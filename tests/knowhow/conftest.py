"""Articles, a second curator, and the form as a browser sends it."""

import pytest
from django.db import transaction

from bansou.indexing.services import changed
from casestudies.anchors import anchor_for
from casestudies.models import CaseStudy
from casestudies.models.rows import new_key
from knowhow.models import Article, Evidence
from tests.cast import make_person
from tests.knowhow.training_cast import make_package, make_session  # noqa: F401 - fixtures

QUOTE = "三回目の訪問で提案書を渡したところ"
EVERYBODY = [
    "visitor", "pending", "author", "colleague", "outsider", "manager", "checker", "curator", "trainer", "hub", "administrator",
]  # fmt: skip


@pytest.fixture
def second(office):
    """Another curator."""
    return make_person("second", office, "curator")


@pytest.fixture
def cast(request):
    """`cast("outsider")` is that person, None for the visitor."""
    return lambda name: request.getfixturevalue(name)


@pytest.fixture
def make_article(curator):
    """`make_article(cases=[case, …], **columns)`: published, each case quoted once."""

    def make(cases=(), quote=QUOTE, stance="supports", **columns):
        fields = {
            "claim": "聞き切ってから提案する",
            "body": "まず聞く。\n\nそれから話す。",
            "steps": ["4", "3"],
            "live": True,
        }
        fields |= {"published_on": "2026-09-01", "situation": "提案を急ぎたくなったとき。", **columns}
        with transaction.atomic():
            article = Article.objects.create(author=curator, **fields)
            for order, case in enumerate(cases):
                anchor = anchor_for(case.public_id, "what_happened", case.what_happened, quote)
                Evidence.objects.create(
                    article=article,
                    case=case,
                    anchor=anchor.as_dict(),
                    stance=stance,
                    remark="急ぐと離れる。",
                    sort_order=order,
                )
            changed(article)
        return Article.objects.get(pk=article.pk)

    return make


def form_of(article=None, evidence=(), questions=(), **values):
    """The form as a browser sends it. `evidence`: {"case", "quote", …} per row."""
    data = {
        "claim": "聞き切ってから提案する", "article_kind": "method", "main_step": "4", "situation": "", "body": "まず聞く。", "why": "",
        "works_when": "", "fails_when": "", "caveats": "", "checklist": "", "examples": "", "visibility": "public",
        "evidence-present": "1", "questions-present": "1", "evidence-keys": [], "questions-keys": [], "action": "save",
    }  # fmt: skip
    for kind, rows in (("evidence", evidence), ("questions", questions)):
        for row in rows:
            key = row.get("key") or new_key()
            data[f"{kind}-keys"].append(key)
            start = {"stance": "supports", "place": "", "remark": ""} if kind == "evidence" else {}
            for name, value in {**start, **row}.items():
                data[f"{kind}-{key}-{name}"] = value
    return {**data, **values}


def passage(case: CaseStudy, **more):
    """A row that quotes what happened in a case."""
    return {"case": case.public_id, "quote": QUOTE, **more}
