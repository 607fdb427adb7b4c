"""Similar cases: what is found, what the page shows, what is computed again."""

import pytest
from django.core.management import call_command
from django.db.models import Count

from bansou.indexing.services import changed
from casestudies.models import CaseStudy, RelatedCase
from casestudies.related import KEPT, Index
from casestudies.similar import WORDS, reason_words, similar_to
from search import related
from search.engines.base import SearchUnavailable

pytestmark = pytest.mark.django_db

ALIKE = {"wall": ["face"], "industry": ["E"], "surface_issue": ["sales"]}
OTHER = {"wall": ["see"], "industry": ["M"], "surface_issue": ["cash"], "step": ["7"], "employee_band": ["1-5"]}


def titles(cards):
    """Titles of cards."""
    return [card["title"] for card in cards]


def test_the_most_alike_come_first_two_of_each_kind(make_case, outsider):
    case = make_case(terms=ALIKE)
    for number in range(3):
        make_case(terms={**ALIKE, "outcome": ["good"]}, title=f"好{number}")
        make_case(terms={**ALIKE, "outcome": ["failure"]}, title=f"失{number}")
    make_case(terms={**OTHER, "outcome": ["good"]}, title="遠い")
    related.update_all()
    found = titles(similar_to(case, outsider).computed)
    assert [title[0] for title in found] == ["好", "好", "失", "失"]


def test_the_reason_is_said_in_words(make_case, outsider):
    case = make_case(terms=ALIKE)
    make_case(terms={**ALIKE, "outcome": ["good"]})
    related.update_all()
    reason = similar_to(case, outsider).computed[0]["section_label"]
    assert "向き合わない壁" in reason
    assert reason.count("、") == 2, "three reasons at most"
    assert reason_words([["unknown", "x"]]) == ""


def test_rare_terms_count_more(make_case):
    for number in range(6):
        make_case(terms={**OTHER, "wall": ["lack"], "outcome": ["good"]}, title=f"よくある{number}")
    case = make_case(terms={"wall": ["lack", "act"], **{k: v for k, v in OTHER.items() if k != "wall"}})
    make_case(terms={**OTHER, "wall": ["act"], "outcome": ["good"]}, title="まれ")
    related.update_all()
    best = RelatedCase.objects.filter(case=case).order_by("-score").first()
    assert best.other.title == "まれ"


def test_only_what_the_reader_may_read_is_shown(make_case, outsider, colleague):
    case = make_case(terms=ALIKE)
    make_case(terms=ALIKE, visibility="organisation", title="所属機関だけ")
    related.update_all()
    assert titles(similar_to(case, colleague).computed) == ["所属機関だけ"]
    assert similar_to(case, outsider).computed == []


def test_what_the_author_named_stands_apart(make_case, outsider):
    named = make_case(title="名指し", terms=ALIKE)
    case = make_case(terms=ALIKE, rows=[("related", {"case": named.public_id, "text": "同じ会社の前の年"})])
    related.update_all()
    found = similar_to(case, outsider)
    assert titles(found.named) == ["名指し"]
    assert found.named[0]["section_label"] == "同じ会社の前の年"
    assert found.computed == []


def test_one_shared_term_is_no_similarity(make_case):
    case = make_case(terms=ALIKE)
    make_case(terms={**OTHER, "industry": ["E"]}, presenting_issue="夜の当番を組めずにいる。")
    related.update_all()
    assert not RelatedCase.objects.filter(case=case).exists()


def test_the_job_computes_new_cases_and_their_neighbours_only(make_case, django_assert_max_num_queries):
    old, far = make_case(terms=ALIKE), make_case(terms=OTHER, presenting_issue="夜の当番を組めずにいる。")
    related.update_all()
    new = make_case(terms=ALIKE)
    assert related.update_changed() == 1
    assert set(RelatedCase.objects.values_list("case_id", "other_id")) == {(old.pk, new.pk), (new.pk, old.pk)}
    changed(CaseStudy.objects.get(pk=old.pk))  # a press of a button
    assert related.update_changed() == 0
    with django_assert_max_num_queries(2):
        related.update_changed()
    assert not RelatedCase.objects.filter(case=far).exists()


def test_large_pools_are_narrowed_and_still_find_the_closest():
    index = Index()
    for case_id in range(1, 3001):
        index.add(case_id, "outcome", "good")
        index.add(case_id, "industry", "ABCDE"[case_id % 5])
        index.add(case_id, "step", str(case_id % 7 + 1), is_main=True)
        index.add(case_id, "theme", f"t{case_id % 11}")
    near = index.neighbours(3000)
    assert {n.case_id % (5 * 7 * 11) for n in near} == {3000 % (5 * 7 * 11)}
    assert len(near) == KEPT


def test_the_command(make_case, capsys):
    make_case(terms=ALIKE), make_case(terms=ALIKE)
    call_command("related_cases", "--all")
    assert "2 cases computed." in capsys.readouterr().out
    assert RelatedCase.objects.values("case").annotate(n=Count("pk")).count() == 2


# --- Texts ------------------------------------------------------------------------------------------------------------
def test_a_near_text_counts_and_its_words_are_the_reason(make_case, outsider):
    case = make_case(terms=ALIKE, presenting_issue="見積りの外れが続き、古い旋盤を入れ替えたい。")
    make_case(terms={**ALIKE, "outcome": ["good"]}, title="話が遠い", presenting_issue="求人を出しても来ない。")
    make_case(terms={**ALIKE, "outcome": ["good"]}, title="話が近い", presenting_issue="旋盤が古く、見積りも外れる。")
    related.update_all()
    near, far = similar_to(case, outsider).computed[:2]
    assert near["title"] == "話が近い"
    assert "表課題が似ている（売上・販路" not in near["section_label"]
    assert near["section_label"].startswith("表課題が似ている（旋盤／")
    assert "旋盤" not in far["section_label"]


def test_words_that_say_little_are_no_reason(make_case):
    case = make_case(terms=ALIKE, presenting_issue="社長は何とかしたいと言う。")
    make_case(terms={**OTHER, "outcome": ["good"]}, presenting_issue="社長が、どうしたらよいかと言う。")
    related.update_all()
    assert not RelatedCase.objects.filter(case=case).exists()


def test_without_the_engine_terms_and_words_decide(make_case, monkeypatch):
    class Down:
        def search(self, query):
            raise SearchUnavailable

    case, other = make_case(terms=ALIKE), make_case(terms=ALIKE)
    monkeypatch.setattr(related, "get_engine", Down)
    related.update_all()
    row = RelatedCase.objects.get(case=case)
    assert row.other == other
    assert {scheme for scheme, _code in row.reasons} >= {WORDS, "wall"}
