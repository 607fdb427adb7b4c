"""What is told at each turn: to whom, once, with the right link, and without a word of the case beyond its title."""

import pytest
from django.conf import settings
from django.utils import translation

from bansou.notifications.models import Event
from bansou.notifications.services import text_of
from casestudies.services import review
from tests.casestudies.review_help import ALL, fresh, mailed, privacy_checked, published, submitted, told
from tests.cast import make_person

pytestmark = pytest.mark.django_db
VERBS = (
    "submitted",
    "waiting_privacy_check",
    "waiting_content_check",
    "privacy_checked",
    "returned",
    "published",
    "hidden",
    "hidden_checkers",
    "shown_again",
    "update_requested",
    "ongoing_again",
    "consent_soon",
    "consent_gone",
    "consent_gone_checkers",
    "consent_expired",
    "consent_expired_checkers",
)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_notice_reads_well(verb, language):
    data = {"title": "A社 <の> & 話", "days": 7, "count": 2, "months": 6, "by": "結城 真理"}
    subject, body = text_of(Event(verb=f"case_{verb}", url="/cases/0123456789/edit/", data=data), language)
    assert subject and "\n" not in subject
    assert f"{settings.SITE_URL}/cases/0123456789/edit/" in body
    assert "&amp;" not in subject + body and "%(" not in subject + body
    if language == "ja":
        assert not any(word in body for word in ("The ", "You ", "the "))
    if verb not in {"waiting_privacy_check", "waiting_content_check"}:
        assert "A社 <の> & 話" in subject


def test_the_words_of_the_notices(db):
    def text(verb, **data):
        return "\n".join(text_of(Event(verb=f"case_{verb}", url="/", data={"title": "題", **data}), "ja"))

    assert "提出を受け付けました" in text("submitted", days=7) and "確認にはおよそ7日かかります。" in text(
        "submitted", days=7
    )
    assert "「題」について、2か所の修正をお願いしています。入力した内容はそのまま残っています。" in text(
        "returned", count=2
    )
    assert "「題」を公開しました。ご協力ありがとうございます。" in text("published")
    assert "「題」の同意の期限まで30日です。更新するか、公開を取りやめるかを選んでください。" in text(
        "consent_soon", days=30
    )


def test_who_is_told_on_the_way(make_case, author, checker, curator, administrator, hub, colleague, organisation):
    near = make_person("near", organisation, "checker")
    case = submitted(make_case(state="draft"))
    assert mailed("submitted") == [author.email]
    assert mailed("waiting_privacy_check") == ["checker@example.jp"]
    assert told("waiting_privacy_check", near) == 0
    published(case, checker, curator)
    assert mailed("waiting_content_check") == ["curator@example.jp"]
    assert told("privacy_checked", author) == 1 and mailed("privacy_checked") == []
    assert mailed("published") == [author.email]
    for person in (hub, colleague):
        assert not any(told(verb, person) for verb in VERBS)


def test_without_anybody_in_the_role_an_administrator_is_told(make_case, administrator):
    submitted(make_case(state="draft"))
    assert mailed("waiting_privacy_check") == [administrator.email]


def test_links_lead_to_the_right_place(make_case, author, checker, curator):
    case = privacy_checked(make_case(state="draft"), checker)
    review.ask_for_changes(case, curator, "もう少し")
    urls = dict(Event.objects.values_list("verb", "url"))
    assert urls["case_submitted"] == "/me/cases/"
    assert urls["case_waiting_privacy_check"] == f"/review/{case.public_id}/"
    assert urls["case_waiting_content_check"] == f"/review/{case.public_id}/"
    assert urls["case_returned"] == f"/cases/{case.public_id}/edit/"
    published(fresh(case), checker, curator)
    assert Event.objects.get(verb="case_published").url == f"/cases/{case.public_id}/"


def test_no_notice_holds_the_text_or_the_reason(make_case, checker, curator):
    case = submitted(make_case(state="draft", what_happened="株式会社秘密の話", title="ある会社の話"))
    review.ask_for_changes(case, checker, "株式会社秘密の名前を消してください。")
    published(fresh(case), checker, curator)
    review.emergency_hide(fresh(case), checker, "秘密が分かる")
    with translation.override("ja"):
        texts = "\n".join("\n".join(text_of(event)) for event in Event.objects.all())
    assert "秘密" not in texts and "秘密" not in str(list(Event.objects.values_list("data", flat=True)))


def test_a_second_round_tells_the_checkers_again(make_case, checker):
    case = submitted(make_case(state="draft"))
    review.ask_for_changes(case, checker, "理由")
    submitted(fresh(case))
    assert told("waiting_privacy_check", checker) == 2
    assert ALL
