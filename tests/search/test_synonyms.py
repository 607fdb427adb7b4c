"""Synonyms: what finds what, and the curators' pages, through search and client."""

import pytest
from django.urls import reverse

from bansou.audit.models import AuditEntry
from bansou.vocabulary.models import Term
from search.models import SynonymGroup
from search.query import compile_query
from search.synonyms.expansion import Group, Synonyms, read_groups
from search.synonyms.services import load_groups

pytestmark = pytest.mark.django_db


def finds(typed, wanted):
    """Is what is said with `wanted` found by `typed`?"""
    (clause,) = compile_query(typed).clauses
    (said,) = compile_query(f'"{wanted}"').clauses
    return said.alternatives[0] in clause.alternatives


# --- The words of the field ------------------------------------------------------------------------------------------------
BOTH_WAYS = [
    ("内発的動機づけ", "内発的動機付け"),
    ("フォロー", "フォローアップ"),
    ("裏課題", "本質的課題", "潜在的課題"),
    ("表課題", "表面的課題", "目先の課題"),
    ("自走化", "自走"),
    ("伴走支援", "経営力再構築伴走支援"),
    ("事業承継", "引継ぎ", "後継ぎ"),
    ("DX", "デジタル化"),
    ("人手不足", "人材不足"),
]
ONE_WAY = [
    ("金融機関", "銀行"),
    ("金融機関", "信金"),
    ("金融機関", "信組"),
    ("傾聴", "敬聴"),
    ("経営指導員", "指導員"),
]


@pytest.mark.parametrize(("a", "b"), [(a, b) for group in BOTH_WAYS for a in group for b in group])
def test_words_of_the_field_find_each_other(a, b):
    assert finds(a, b)


@pytest.mark.parametrize(("general", "special"), ONE_WAY)
def test_general_words_find_special_ones_only(general, special):
    assert finds(general, special)
    assert not finds(special, general)


def test_groups_do_not_join():
    synonyms = Synonyms([Group(("甲", "乙")), Group(("乙", "丙")), Group(("乙", "丁"), one_way=True)])
    found = {word: {s[0] for s in compile_query(word, synonyms).clauses[0].alternatives} for word in "甲乙丙丁"}
    assert found == {"甲": {"甲", "乙"}, "乙": {"甲", "乙", "丙", "丁"}, "丙": {"乙", "丙"}, "丁": {"丁"}}


def test_the_first_word_of_a_group_stays_the_first():
    synonyms = Synonyms([Group(("引継ぎ", "譲渡", "引き継ぎ"), one_way=True)])
    assert len(compile_query("引継", synonyms).clauses[0].alternatives) == 2
    assert len(compile_query("譲渡", synonyms).clauses[0].alternatives) == 1


# --- Other names of terms -------------------------------------------------------------------------------------------------
def test_another_name_finds_the_term_and_not_the_other_way_round():
    assert finds("中小機構", "中小企業基盤整備機構")
    assert not finds("財務", "原価")
    assert finds("原価", "財務")


def test_a_new_name_counts_at_once():
    assert not finds("benchbench", "ローカルベンチマーク")
    term = Term.objects.get(scheme="tool", label="ローカルベンチマーク")
    term.alt_labels += "\nbenchbench"
    term.save()
    assert finds("benchbench", "ローカルベンチマーク")


def test_a_merged_term_is_found_by_its_old_name():
    old = Term.objects.get(scheme="technique", label="言語化")
    old.merged_into = Term.objects.get(scheme="technique", label="見える化")
    old.save()
    assert finds("言語化", "見える化")


def test_steps_and_kinds_are_no_words():
    """Their names are on no document, so an other name of theirs only adds noise."""
    assert compile_query("オーナーシップ").clauses[0].alternatives == (("オーナーシップ",),)


# --- The data file ----------------------------------------------------------------------------------------------------------
def test_loading_again_changes_nothing():
    before = SynonymGroup.objects.count()
    assert before == len(list(read_groups()))
    assert load_groups() == 0
    assert SynonymGroup.objects.count() == before


def test_a_newer_file_renews_what_nobody_edited(tmp_path, client_for, curator):
    group = SynonymGroup.objects.get(words__startswith="傾聴")
    client_for(curator).post(edit(group), form("傾聴\n敬聴\n聞く力", direction="one"))
    other = SynonymGroup.objects.get(words__startswith="経営指導員")
    (tmp_path / "new.csv").write_text("direction,words\none,傾聴|きく\none,経営指導員|指導員|経指\nboth,甲|乙\n")
    assert load_groups(tmp_path / "new.csv") == 2
    group.refresh_from_db()
    other.refresh_from_db()
    assert group.word_list == ["傾聴", "敬聴", "聞く力"]
    assert other.word_list == ["経営指導員", "指導員", "経指"]
    assert finds("甲", "乙")


# --- The pages --------------------------------------------------------------------------------------------------------------
def edit(group):
    return reverse("synonym-edit", args=[group.public_id])


def form(words, direction="both", active="on", note=""):
    return {"words": words, "direction": direction, "note": note} | ({"active": active} if active else {})


def test_a_curator_adds_a_group_that_counts_at_once(client_for, curator):
    client = client_for(curator)
    assert not finds("甲案", "乙案")
    answer = client.post(reverse("synonym-new"), form(" 甲案 \r\n\r\n乙案\r\n", note="試し"), follow=True)
    assert "甲案＝乙案" in answer.content.decode()
    assert finds("甲案", "乙案")
    assert finds("乙案", "甲案")
    entry = AuditEntry.objects.get(verb="synonyms.added")
    assert (entry.actor, entry.data["words"]) == (curator, ["甲案", "乙案"])
    assert SynonymGroup.objects.get(note="試し").changed_by == curator


def test_a_group_is_switched_off(client_for, curator):
    group = SynonymGroup.objects.get(words__startswith="補助金")
    assert finds("補助金", "助成金")
    client_for(curator).post(edit(group), form(group.words, active=""))
    assert not finds("補助金", "助成金")
    assert load_groups() == 0  # nor does the next start bring it back
    assert AuditEntry.objects.filter(verb="synonyms.changed", object_id=group.public_id).exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "2つ以上"),
        ("補助金", "2つ以上"),
        ("サーバー\n、、", "検索できる語がありません"),
        ("引継ぎ\n引き継ぎ", "すでに同じ語"),
        ("助成金\n補助金", "同じ組"),
        ("長" * 61 + "\n短", "60文字"),
        ("\n".join(f"語{n}" for n in range(31)), "30語"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(client_for, curator, words, sentence):
    answer = client_for(curator).post(reverse("synonym-new"), form(words))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not SynonymGroup.objects.exclude(seed__gt="").exists()


def test_a_query_can_be_tried(client_for, curator):
    page = client_for(curator).get(reverse("synonyms"), {"q": "裏課題 会議"}).content.decode()
    assert "本質的課題、潜在的課題" in page
    assert "（同義語はありません）" in page
    assert client_for(curator).get(reverse("synonyms"), {"q": "、、"}).status_code == 200


def test_only_curators_come_in(client_for, author):
    assert client_for(author).get(reverse("synonyms")).status_code == 403
    assert client_for(author).post(reverse("synonym-new"), form("甲\n乙")).status_code == 403


def test_a_one_way_group_reads_as_one_word_and_what_it_finds():
    assert str(SynonymGroup(words="士業\n税理士\n弁護士", direction="one")) == "士業 → 税理士、弁護士"
