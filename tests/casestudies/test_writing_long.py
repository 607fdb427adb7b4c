"""The long form: sections, terms, rows with plain buttons, tags, suggestions, progress."""

import pytest
from django.urls import reverse

from casestudies import content
from casestudies.models import CaseStudy
from casestudies.services import writing
from casestudies.structure import ROW_KINDS, SECTIONS
from tests.casestudies.pages import errors_in, open_form, send, soup

pytestmark = pytest.mark.django_db
KEYS = [f"r{n:015x}" for n in range(50)]


@pytest.fixture
def browser(client_for, author):
    return client_for(author)


@pytest.fixture
def draft(author):
    return writing.create_draft(author, initial={"outcome": "failure", "step": "4", "title": "題名"})


def fresh(case):
    return CaseStudy.objects.get(pk=case.pk)


def rows(case, kind):
    return content.read(fresh(case).draft, f"rows-{kind}")


def add_rows(client, case, kind, section, *values):
    """Send rows with keys of their own."""
    url, fields = open_form(client, case, section)
    keys = fields.get(f"{kind}-keys", [])
    for key, data in zip(KEYS[len(keys) :], values, strict=False):
        keys = [*keys, key]
        fields |= {f"{kind}-{key}-{name}": value for name, value in data.items()}
    return client.post(url, {**fields, f"{kind}-keys": keys})


# --- Pages ------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("section", [section.code for section in SECTIONS])
def test_every_section_is_a_page_and_goes_on_to_the_next(browser, draft, section):
    answer = send(browser, draft, section, action="next")
    assert answer.status_code == 302
    assert browser.get(answer.url).status_code == 200


def test_the_progress_list_says_what_is_written_and_what_is_missing(browser, draft):
    send(browser, draft, "firm", background="創業して長い家族経営")
    page = soup(browser.get(reverse("case-section", args=[draft.public_id, "course"])))
    states = {item.find("a")["href"].split("/")[-2]: item["class"][0] for item in page.select(".progress > li")}
    assert states["firm"] == "is-done"
    assert states["basics"] == "is-todo"
    assert states["course"] == "is-todo"
    assert page.select_one(".progress [aria-current=step]")["href"].endswith("/course/")


def test_only_the_sections_of_the_kind_are_listed(browser, author):
    good = writing.create_draft(author, initial={"outcome": "good"})
    page = browser.get(reverse("case-section", args=[good.public_id, "firm"])).content.decode()
    assert "/edit/failure/" not in page


def test_saving_a_section_leaves_the_others_alone(browser, draft):
    send(browser, draft, "firm", background="背景")
    send(browser, draft, "course", difficulties="難しさ")
    found = fresh(draft).draft
    assert (found.background, found.difficulties, found.title) == ("背景", "難しさ", "題名")


# --- Terms ------------------------------------------------------------------------------------------------------------------
def test_terms_walls_and_steps(browser, draft):
    send(
        browser,
        draft,
        "issues",
        term__wall__see="overcame",
        term__wall__act="met",
        term__surface_issue=["sales", "cash"],
    )
    send(browser, draft, "basics", main_step="3", other_steps=["4", "6"])
    found = fresh(draft).draft
    assert content.read(found, "term-wall") == [["see", "overcame"], ["act", "met"]]
    assert found.codes["step"] == ["3", "4", "6"]
    assert [term.code for term in found.terms.all() if term.is_main] == ["3"]


def test_the_five_minute_form_keeps_the_other_steps(browser, draft):
    send(browser, draft, "basics", other_steps=["6"])
    send(browser, draft, main_step="5")
    assert fresh(draft).draft.codes["step"] == ["5", "6"]


def test_a_term_that_was_retired_stays_where_it_is_chosen(browser, draft):
    from bansou.vocabulary.models import Term

    send(browser, draft, "support", term__technique=["empathy"])
    term = Term.objects.get(scheme="technique", code="empathy")
    term.active = False
    term.save()
    send(browser, draft, "support", visits="4")
    assert (fresh(draft).draft.codes["technique"], fresh(draft).draft.visits) == (["empathy"], 4)


def test_terms_are_suggested_from_the_text_and_added_with_one_press(browser, draft):
    send(browser, draft, what_happened="ローカルベンチマークを一緒に見て、現場見学もした。")
    page = soup(browser.get(reverse("case-section", args=[draft.public_id, "support"])))
    offered = [button["value"] for button in page.find_all("button", attrs={"name": "suggest"})]
    assert "technique:site-visit" in offered
    send(browser, draft, "support", suggest="technique:site-visit")
    assert fresh(draft).draft.codes["technique"] == ["site-visit"]
    assert send(browser, draft, "support", suggest="technique:nonsense").status_code == 302


def test_tags_are_split_as_japanese_writes_them(browser, draft):
    send(browser, draft, "lessons", tags="家族経営、交替勤務　夜勤, 家族経営")
    assert content.read(fresh(draft).draft, "tags") == ["家族経営", "交替勤務", "夜勤"]


# --- Rows -------------------------------------------------------------------------------------------------------------------
def test_rows_are_added_moved_and_removed_with_plain_buttons(browser, draft):
    url, fields = open_form(browser, draft, "course")
    added = browser.post(url, {**fields, "course-action": "add"})
    assert "add=course" in added.url
    shown = soup(browser.get(added.url.split("#")[0])).select("[data-rows=course] > ol > li")
    assert len(shown) == 1
    add_rows(browser, draft, "course", "course", {"text": "一"}, {"text": "二"}, {"text": "三"})
    assert [row["text"] for row in rows(draft, "course")] == ["一", "二", "三"]
    send(browser, draft, "course", course__action=f"up:{KEYS[2]}")
    assert [row["text"] for row in rows(draft, "course")] == ["一", "三", "二"]
    send(browser, draft, "course", course__action=f"down:{KEYS[0]}")
    assert [row["text"] for row in rows(draft, "course")] == ["三", "一", "二"]
    send(browser, draft, "course", course__action=f"remove:{KEYS[0]}")
    assert [row["key"] for row in rows(draft, "course")] == [KEYS[2], KEYS[1]]


def test_moving_a_row_keeps_what_was_typed_elsewhere(browser, draft):
    add_rows(browser, draft, "course", "course", {"text": "一"}, {"text": "二"})
    send(browser, draft, "course", difficulties="途中で書いた", course__action=f"up:{KEYS[1]}")
    assert fresh(draft).draft.difficulties == "途中で書いた"


def test_empty_rows_are_not_kept(browser, draft):
    add_rows(browser, draft, "issues", "issues", {"kind": "why", "text": ""}, {"kind": "why", "text": "なぜ"})
    assert [row["text"] for row in rows(draft, "issues")] == ["なぜ"]


def test_an_agreed_issue_points_to_rows(browser, draft):
    add_rows(
        browser,
        draft,
        "issues",
        "issues",
        {"kind": "core", "text": "奥"},
        {"kind": "agreed", "text": "取組", "core": KEYS[0]},
    )
    assert rows(draft, "issues")[1]["core"] == KEYS[0]
    answer = add_rows(browser, draft, "issues", "issues", {"kind": "agreed", "text": "別", "core": KEYS[40]})
    assert answer.status_code == 422


@pytest.mark.parametrize("keys", [["nonsense"], ["r1", "r1"], [KEYS[0], KEYS[0]], ["'; drop"], ["r" + "g" * 15]])
def test_forged_row_keys_are_refused(browser, draft, keys):
    url, fields = open_form(browser, draft, "course")
    assert browser.post(url, {**fields, "course-keys": keys}).status_code == 400
    assert rows(draft, "course") == []


def test_too_many_rows_are_refused_and_those_that_were_there_stay(browser, draft):
    add_rows(browser, draft, "self_reliance", "results", {"assessed_by": "支援者"})
    url, fields = open_form(browser, draft, "results")
    many = {f"self_reliance-{key}-assessed_by": "x" for key in KEYS[:30]}
    answer = browser.post(url, {**fields, **many, "self_reliance-keys": KEYS[:30]})
    assert answer.status_code == 422
    assert len(rows(draft, "self_reliance")) == 1


@pytest.mark.parametrize("kind", [kind.code for kind in ROW_KINDS])
def test_wrong_values_in_rows_are_said_and_the_right_ones_kept(browser, draft, kind):
    declared = next(k for k in ROW_KINDS if k.code == kind)
    text = next((f.name for f in declared.fields if not (f.scheme or f.choices) and f.type == "text"), None)
    wrong = next((f for f in declared.fields if f.scheme or f.choices or f.type in {"integer", "date", "row"}), None)
    if text is None or wrong is None:
        return  # this kind has no field of both sorts
    answer = add_rows(browser, draft, kind, declared.section, {text: "残る", wrong.name: "nonsense"})
    assert answer.status_code == 422
    assert len(errors_in(answer)) == 1
    assert rows(draft, kind)[0][text] == "残る"


def test_dates_numbers_and_levels_are_stored_as_values(browser, draft):
    values = {"capability": "issue-setting", "before": "1", "after": "3", "assessed_on": "2026-03-10"}
    add_rows(browser, draft, "self_reliance", "results", values)
    stored = rows(draft, "self_reliance")[0]
    assert (stored["before"], stored["after"], stored["assessed_on"]) == (1, 3, "2026-03-10")
    assert send(browser, draft, "results").status_code == 302  # what the page shows is accepted again
    assert rows(draft, "self_reliance")[0] == stored


def test_what_a_form_shows_is_what_it_stores(browser, make_case):
    """Opening and saving every section of a full case changes nothing."""
    case = make_case(
        "draft",
        rows=[
            ("course", {"step": "3", "period": "1か月目", "text": "話を聞いた", "is_turning_point": True}),
            ("issues", {"kind": "why", "text": "なぜ", "viewpoint": "owner"}),
            ("results", {"goal": "1", "sentence": "変わった", "before": "0", "after": "1"}),
            ("phase_months", {"phase": "pre-visit", "months": 2}),
        ],
        terms={"wall": ["see"], "technique": ["empathy"], "supporter_type": ["chamber"]},
    )
    before = {section.code: content.read_section(case.draft, section.code) for section in SECTIONS}
    for section in SECTIONS:
        assert send(browser, case, section.code).status_code == 302
    after = {section.code: content.read_section(fresh(case).draft, section.code) for section in SECTIONS}
    before["issues"]["term-wall"] = [["see", "met"]]  # a wall without a state is a wall that was met
    assert after == before


# --- Words that give the firm away ----------------------------------------------------------------------------------------
def test_words_that_give_the_firm_away_are_said_and_masked_with_one_press(browser, draft):
    send(browser, draft, what_happened="株式会社みどり野の社長を訪ねた。")
    page = soup(browser.get(reverse("case-edit", args=[draft.public_id])))
    button = next(b for b in page.find_all("button", attrs={"name": "fix"}) if b["value"].endswith(":mask"))
    answer = send(browser, draft, presenting_issue="押す前に書いた", fix=button["value"])
    assert answer.url.endswith("#id_what_happened")
    found = fresh(draft).draft
    assert "みどり野" not in found.what_happened
    assert "〔匿名化：" in found.what_happened
    assert found.presenting_issue == "押す前に書いた"


def test_they_are_masked_in_rows_too(browser, draft):
    add_rows(browser, draft, "course", "course", {"text": "株式会社みどり野の社長を訪ねた。", "period": "1か月目"})
    page = soup(browser.get(reverse("case-section", args=[draft.public_id, "course"])))
    button = next(b for b in page.find_all("button", attrs={"name": "fix"}) if b["value"].endswith(":mask"))
    send(browser, draft, "course", fix=button["value"])
    assert "みどり野" not in rows(draft, "course")[0]["text"]
    assert send(browser, draft, "course", fix="nonsense:mask").status_code == 302


def test_the_page_before_submission_lists_them(browser, draft):
    send(browser, draft, what_happened="株式会社みどり野の社長を訪ねた。")
    assert "みどり野" in browser.get(reverse("case-submit", args=[draft.public_id])).content.decode()


def test_what_was_written_in_the_form_is_what_is_published(browser, author, draft):
    from casestudies.services.publishing import publish_revision

    add_rows(browser, draft, "course", "course", {"text": "一", "step": "3"}, {"text": "二", "step": "4"})
    send(browser, draft, "lessons", tags="家族経営、夜勤")
    publish_revision(fresh(draft).latest_revision, by=author)
    case = fresh(draft)
    assert (case.title, case.outcome, case.main_step, case.byline) == ("題名", "failure", "4", "anonymous")
    assert [row.text for row in case.rows_of("course")] == ["一", "二"]
    assert sorted(tag.name for tag in case.tags.all()) == ["夜勤", "家族経営"]
    send(browser, case, "course", course__action=f"remove:{KEYS[0]}", difficulties="公開後に")
    assert [row.text for row in fresh(case).rows_of("course")] == ["一", "二"]
    publish_revision(fresh(case).latest_revision, by=author)
    assert [(row.text, row.key) for row in fresh(case).rows_of("course")] == [("二", KEYS[1])]
