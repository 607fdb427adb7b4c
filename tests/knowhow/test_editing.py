"""Writing know-how: doors, drafts, evidence rows, conflicts, the way from a case."""

import pytest
from django.test import Client
from django.urls import reverse

from bansou.audit.models import AuditEntry
from casestudies.models import CaseStudy
from casestudies.models.rows import new_key
from casestudies.services import publishing
from knowhow import content, services
from knowhow.models import Article, UsedKnowhow
from knowhow.quotes import find_quote, places_of, still_stands
from tests.knowhow.conftest import EVERYBODY, QUOTE, form_of, passage

pytestmark = pytest.mark.django_db
EDITORS = {"curator", "second", "administrator"}


def edit(article):
    return reverse("knowhow-edit", args=[article.public_id])


# --- Doors ------------------------------------------------------------------------------------------------------------
PAGES = ("knowhow-mine", "knowhow-new", "knowhow-evidence")
ON_ARTICLE = ("knowhow-edit", "knowhow-review", "knowhow-withdraw", "knowhow-discard")
POSTS = (
    "knowhow-edit",
    "knowhow-withdraw",
    "knowhow-discard",
    "knowhow-approve",
    "knowhow-send-back",
    "knowhow-take-back",
)


@pytest.mark.parametrize("role", [*EVERYBODY, "second"])
def test_only_curators_enter(make_article, client_for, cast, role):
    article, client = make_article(), client_for(cast(role))
    addresses = [reverse(name) for name in PAGES] + [reverse(name, args=[article.public_id]) for name in ON_ARTICLE]
    wanted = {200} if role in EDITORS else {302} if role in {"visitor", "pending"} else {403}
    assert {client.get(url).status_code for url in addresses} == wanted


@pytest.mark.parametrize("role", sorted(set(EVERYBODY) - EDITORS))
def test_nobody_else_writes(make_article, client_for, cast, role):
    article, client = make_article(), client_for(cast(role))
    before = content.fingerprint(article), Article.objects.count(), AuditEntry.objects.count()
    data = form_of(claim="別の主張", reason="理由", note="直して", revision=0)
    for name in POSTS:
        assert client.post(reverse(name, args=[article.public_id]), data).status_code in {302, 403, 401}
    client.post(reverse("knowhow-new"), data)
    article.refresh_from_db()
    assert before == (content.fingerprint(Article.objects.get()), Article.objects.count(), AuditEntry.objects.count())
    assert article.is_public_now


def test_posting_addresses_answer_posts_only(make_article, client_for, curator):
    article, client = make_article(), client_for(curator)
    for name in ("knowhow-approve", "knowhow-send-back", "knowhow-take-back", "knowhow-write"):
        assert client.get(reverse(name, args=[article.public_id])).status_code == 405


# --- Drafts -------------------------------------------------------------------------------------------------------------
def test_a_draft_is_begun_once(client_for, curator):
    client, once = client_for(curator), "0123456789"
    for _press in range(2):
        answer = client.post("/knowhow/new/", form_of(once=once, body="", main_step=""))
    article = Article.objects.get()
    assert article.public_id == once
    assert answer.url == edit(article)
    assert not article.live
    assert AuditEntry.objects.filter(verb="create", kind="knowhow").count() == 1


def test_only_the_claim_is_needed(client_for, curator):
    answer = client_for(curator).post("/knowhow/new/", form_of(claim="", body="書いた本文は残る"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "伝えたいことを一文で書いてください" in page
    assert "書いた本文は残る" in page
    assert not Article.objects.exists()


def test_everything_is_stored_and_shown_again(client_for, curator, make_case):
    case, client = make_case(), client_for(curator)
    questions = [{"text": "いつからですか", "aim": "時間に置く"}, {"text": "", "aim": ""}]
    sent = form_of(
        evidence=[passage(case, stance="limits", remark="限る")], questions=questions, other_steps=["4", "2"],
        pitfalls=["one-sided"], visibility="members", works_when="甲\r\n乙", why="腑に落ちるから", caveats="急ぐ", examples="ある店で",
    )  # fmt: skip
    client.post("/knowhow/new/", sent)
    article = Article.objects.get()
    draft = article.draft
    assert draft.steps == ["4", "2"]
    assert draft.works_when == "甲\n乙"
    assert draft.questions == [{"text": "いつからですか", "aim": "時間に置く"}]
    assert (article.visibility, draft.pitfalls) == ("members", ["one-sided"])
    assert (draft.why, draft.caveats, draft.examples) == ("腑に落ちるから", "急ぐ", "ある店で")
    row = draft.evidence.get()
    assert (row.case, row.stance, row.remark, row.place.quote) == (case, "limits", "限る", QUOTE)
    assert row.place.section == "what_happened"
    assert article.evidence.count() == 0, "rows are part of the revision"
    page = client.get(edit(article)).content.decode()
    for words in ("いつからですか", "限る", case.title, "甲\n乙"):
        assert words in page


def test_the_published_text_stays_until_approval(make_article, make_case, client_for, curator):
    article = make_article([make_case()])
    client_for(curator).post(edit(article), form_of(claim="新しい主張"))
    article.refresh_from_db()
    assert article.claim == "聞き切ってから提案する"
    assert article.draft.claim == "新しい主張"
    assert "新しい主張" not in client_for(None).get(article.get_absolute_url()).content.decode()
    assert article.evidence.count() == 1


def test_the_visibility_of_a_published_article_is_not_in_the_form(make_article, client_for, curator):
    article = make_article(visibility="members")
    client_for(curator).post(edit(article), form_of(visibility="public"))
    article.refresh_from_db()
    assert article.visibility == "members"


def test_two_screens_do_not_overwrite_each_other(make_article, client_for, curator, second):
    article = make_article()
    base = content.fingerprint(article)
    client_for(second).post(edit(article), form_of(body="先に保存した本文", base=base))
    client = client_for(curator)
    answer = client.post(edit(article), form_of(body="あとから保存した本文", base=base))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "あとから" in page
    assert "先に" in page
    assert str(second) in page
    article.refresh_from_db()
    assert article.draft.body == "先に保存した本文"
    base = content.fingerprint(article.draft)
    assert f'value="{base}"' in page
    client.post(edit(article), form_of(body="あとから保存した本文", base=base))
    assert Article.objects.get().draft.body == "あとから保存した本文"


def test_drafts_are_thrown_away_by_their_writer(client_for, curator, second, make_article):
    draft = services.create(curator, {"claim": "試し書き"})
    url = reverse("knowhow-discard", args=[draft.public_id])
    client_for(second).post(url)
    assert Article.objects.filter(pk=draft.pk).exists()
    client_for(curator).post(url)
    assert not Article.objects.filter(pk=draft.pk).exists()
    article = make_article()
    services.save_draft(article, curator, {"claim": "変えた"})
    client_for(curator).post(reverse("knowhow-discard", args=[article.public_id]))
    article = Article.objects.get()
    assert (article.claim, article.draft.claim, article.edit_state) == ("聞き切ってから提案する",) * 2 + (None,)


# --- Rows -----------------------------------------------------------------------------------------------------------------
def test_rows_are_moved_without_javascript_and_nothing_is_lost(make_article, make_case, client_for, curator):
    article, client = make_article(), client_for(curator)
    first, last = new_key(), new_key()
    rows = [{"key": first, "case": "", "quote": "一つめ"}, {"key": last, "case": "", "quote": "二つめ"}]
    for action, wanted in (("up", ["二つめ", "一つめ"]), ("remove", ["一つめ"]), ("add", ["一つめ", "二つめ"])):
        sent = form_of(evidence=rows, claim="", body="書きかけ", **{"evidence-action": f"{action}:{last}"})
        answer = client.post(edit(article), sent)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "書きかけ" in page
        assert [w for w in sorted(wanted, key=page.find) if w in page] == wanted
        assert "一文で書いてください" not in page, "nothing was handed in"
        assert page.count("autofocus") == (action != "remove")
    assert page.count('name="evidence-keys"') == 3 + 1  # two, a new one, and the template of the script
    assert not Article.objects.get().has_unpublished_changes


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"case": "zzzzzzzzzz", "quote": QUOTE}, "公開中の事例はありません"),
        ({"case": "ない題名", "quote": QUOTE}, "公開中の事例はありません"),
        ({"case": "", "quote": QUOTE}, "題名のことばを入れてください"),
        ({"case": "提案を急いで", "quote": "どこにもないことば"}, "事例の中に見つかりません"),
        ({"case": "提案を急いで", "quote": ""}, "事例のことばを貼り付けてください"),
        ({"case": "提案を急いで", "quote": QUOTE, "place": "lesson"}, "選んだ箇所にはありません"),
        ({"case": "提案を急いで", "quote": QUOTE, "place": "よそ"}, "place"),
        ({"case": "提案を急いで", "quote": QUOTE, "stance": "よそ"}, "stance"),
        ({"case": "提案を急いで", "quote": "を"}, "か所にあります"),
        ({"case": "提案を急いで", "quote": "あ" * 401}, "400"),
        ({"case": "\0 (.*[", "quote": "\\"}, "公開中の事例はありません"),
    ],
)
def test_a_wrong_row_is_said_and_kept(make_article, make_case, client_for, curator, row, sentence):
    make_case()
    article = make_article()
    answer = client_for(curator).post(
        edit(article), form_of(evidence=[{"remark": "大事な書き込み", **row}], body="長い本文")
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "大事な書き込み" in page
    assert "長い本文" in page
    assert not Article.objects.get().has_unpublished_changes


def test_several_cases_of_a_title_are_named(make_article, make_case, client_for, curator):
    cases = [make_case(title=f"提案を急いだ話{n}") for n in range(3)]
    answer = client_for(curator).post(
        edit(make_article()), form_of(evidence=[{"case": "提案を急いだ", "quote": QUOTE}])
    )
    page = answer.content.decode()
    assert all(case.public_id in page for case in cases)
    assert "番号を入れてください" in page


def test_a_case_is_found_by_number_or_title_and_the_place_by_the_words(make_article, make_case, client_for, curator):
    case = make_case(title="一つだけの題名", rows=[("voices", {"text": "息子に聞いてみる"})])
    article = make_article()
    rows = [{"case": "だけの", "quote": "「息子に聞いて みる」"}, {"case": case.public_id.upper(), "quote": QUOTE}]
    client_for(curator).post(edit(article), form_of(evidence=rows))
    draft = Article.objects.get().draft
    found = [row.place for row in draft.evidence.all()]
    assert [place.quote for place in found] == ["息子に聞いてみる", QUOTE]
    assert found[0].row == case.rows.get().key
    assert found[0].html_id == case.rows.get().key


def test_an_untouched_row_outlives_its_case(make_article, make_case, client_for, curator, checker):
    case = make_case()
    article = make_article([case])
    publishing.withdraw(case, by=checker)
    row = content.read(article)["evidence"][0]
    sent = {"key": row["key"], "case": row["case"], "quote": QUOTE, "place": "what_happened", "remark": "書きなおした"}
    client = client_for(curator)
    assert client.post(edit(article), form_of(evidence=[sent])).status_code == 302
    kept = Article.objects.get().draft.evidence.get()
    assert (kept.case_id, kept.remark) == (case.pk, "書きなおした")
    answer = client.post(edit(article), form_of(evidence=[sent], action="ask"))
    assert answer.status_code == 422
    assert "公開中の事例に見つかりません" in answer.content.decode()
    assert not Article.objects.get().is_waiting


def test_a_case_that_a_curator_may_not_read_is_no_evidence(make_article, make_case, client_for, curator):
    draft = make_case("draft", title="まだ下書きの題名")
    for named in (draft.public_id, "まだ下書き"):
        answer = client_for(curator).post(edit(make_article()), form_of(evidence=[{"case": named, "quote": QUOTE}]))
        assert answer.status_code == 422
        assert draft.get_absolute_url() not in answer.content.decode()


@pytest.mark.parametrize("keys", [["<x>"], ["r" + "0" * 15] * 2, ["KEY"]])
def test_forged_rows_are_refused(make_article, client_for, curator, keys):
    sent = form_of() | {"evidence-keys": keys}
    assert client_for(curator).post(edit(make_article()), sent).status_code == 400


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"claim": "x" * 5000},
        {"claim": "y", "article_kind": "z", "main_step": "99", "other_steps": ["a"]},
        {"claim": "\0"},
    ],
)
def test_odd_forms_are_no_error(make_article, client_for, curator, sent):
    client, article = client_for(curator), make_article()
    for url in ("/knowhow/new/", edit(article)):
        assert client.post(url, sent).status_code in {400, 422}
    assert not Article.objects.get().has_unpublished_changes


def test_csrf_is_asked_for(make_article, curator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(curator, backend="allauth.account.auth_backends.AuthenticationBackend")
    article = make_article()
    assert client.post(edit(article), form_of()).status_code == 403
    assert client.post(reverse("knowhow-write", args=[article.public_id])).status_code == 403


# --- Quotes -----------------------------------------------------------------------------------------------------------
def test_a_quote_over_line_ends_is_found_as_the_case_has_it(make_case):
    case = make_case(what_happened="一行目。\n\n二行目。")
    (anchor,) = find_quote(case, "一行目。 二行目。")
    assert anchor.quote == "一行目。\n\n二行目。"
    assert still_stands(case, anchor)


def test_a_text_that_this_kind_of_case_does_not_show_is_no_place(make_case):
    case = make_case(turning_point="隠れている転機")
    assert find_quote(case, "隠れている転機") == []
    assert "turning_point" not in {place.value for place in places_of(case)}


# --- From a case --------------------------------------------------------------------------------------------------------
def test_a_passage_of_a_case_goes_to_an_article(make_article, make_case, client_for, curator):
    case, article, client = make_case(), make_article(), client_for(curator)
    url = f"/knowhow/evidence/?case={case.public_id}&section=what_happened"
    page = client.get(url).content.decode()
    assert '<option value="what_happened" selected>' in page
    sent = {"evidence-new-quote": QUOTE, "evidence-new-place": "what_happened", "evidence-new-stance": "contradicts"}
    answer = client.post(url, {**sent, "article": article.public_id})
    assert answer.url == f"{edit(article)}#evidence-rows"
    row = Article.objects.get().draft.evidence.get()
    assert (row.case, row.stance) == (case, "contradicts")
    answer = client.post(url, {**sent, "article": "", "claim": ""})
    assert answer.status_code == 422
    assert QUOTE in answer.content.decode()
    client.post(url, {**sent, "article": "", "claim": "新しい"})
    made = Article.objects.get(claim="新しい").draft
    assert (made.steps, made.evidence.count()) == (["4"], 1)


def test_what_is_known_already_is_filled_in(make_article, make_case, client_for, curator):
    case, article = make_case(), make_article()
    url = f"/knowhow/evidence/?case={case.public_id}&section=what_happened&quote={QUOTE}&stance=limits"
    page = client_for(curator).get(f"{url}&remark=ここまで&article={article.public_id}").content.decode()
    for words in (
        QUOTE,
        "ここまで",
        '<option value="limits" selected>',
        f'<option value="{article.public_id}" selected>',
    ):
        assert words in page


def test_a_whole_place_goes_to_an_article(make_article, make_case, client_for, curator):
    case, article, client = make_case(), make_article(), client_for(curator)
    sent = {"evidence-new-quote": "", "evidence-new-place": "cause", "evidence-new-stance": "supports"}
    client.post(f"/knowhow/evidence/?case={case.public_id}", {**sent, "article": article.public_id})
    row = Article.objects.get().draft.evidence.get()
    assert (row.place.section, row.place.quote) == ("cause", "")
    page = client.get(reverse("knowhow-review", args=[article.public_id])).content.decode()
    assert "の全体" in page
    assert f"{case.get_absolute_url()}#s-cause" in page


@pytest.mark.parametrize("query", ["case=0000000000", "case=x", "case=%E3%81%82", "case=" + "9" * 500])
def test_evidence_of_an_unknown_case_is_404(client_for, curator, query):
    assert client_for(curator).get(f"/knowhow/evidence/?{query}").status_code == 404


def test_a_case_is_looked_for_by_its_title(client_for, curator, make_case):
    case = make_case(title="橋の話")
    make_case("draft", title="橋の下書き")
    page = client_for(curator).get("/knowhow/evidence/?q=橋の").content.decode()
    assert f"?case={case.public_id}" in page
    assert "橋の下書き" not in page


def test_forged_sections_are_passed_over(client_for, curator, make_case):
    url = f"/knowhow/evidence/?case={make_case().public_id}&section=<x>&row=%22"
    assert client_for(curator).get(url).status_code == 200


# --- A case that used it ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", EVERYBODY)
def test_members_begin_a_case_that_used_it(make_article, client_for, cast, role):
    article, client = make_article(), client_for(cast(role))
    url = reverse("knowhow-write", args=[article.public_id])
    answers = [client.post(url, {"once": "0123456789"}) for _press in range(2)]
    if role in {"visitor", "pending"}:
        assert not CaseStudy.objects.exists()
        return
    case = CaseStudy.objects.get()
    assert {answer.url for answer in answers} == {reverse("case-edit", args=[case.public_id])}
    assert case.draft.codes["step"] == ["4", "3"]
    assert UsedKnowhow.objects.get().article == article
    assert AuditEntry.objects.filter(verb="use_knowhow").count() == 1


def test_an_article_one_may_not_read_begins_nothing(make_article, client_for, pending, outsider):
    article = make_article(live=False)
    assert client_for(outsider).post(reverse("knowhow-write", args=[article.public_id])).status_code == 404


def test_the_author_takes_it_off_again(make_article, make_case, client_for, author, outsider):
    article, case = make_article(), make_case()
    UsedKnowhow.objects.create(article=article, case=case)
    url = reverse("knowhow-unlink", args=[article.public_id, case.public_id])
    assert url in client_for(author).get(case.get_absolute_url()).content.decode()
    page = client_for(outsider).get(case.get_absolute_url()).content.decode()
    assert article.claim in page
    assert url not in page
    assert client_for(outsider).post(url).status_code == 404
    assert UsedKnowhow.objects.exists()
    client_for(author).post(url)
    assert not UsedKnowhow.objects.exists()


def test_cases_that_used_it_are_shown_to_their_readers(make_article, make_case, client_for, outsider):
    article, case = make_article(), make_case(visibility="members", title="使ってみた")
    UsedKnowhow.objects.create(article=article, case=case)
    assert "使ってみた" in client_for(outsider).get(article.get_absolute_url()).content.decode()
    assert "使ってみた" not in client_for(None).get(article.get_absolute_url()).content.decode()
