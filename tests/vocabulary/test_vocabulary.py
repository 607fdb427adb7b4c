"""The vocabulary: loading, the cache of the process, merging."""

from collections import Counter

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bansou.indexing.models import Change
from bansou.indexing.services import changed
from bansou.vocabulary import terms
from bansou.vocabulary.merging import MergeRefused, merge, regrouped
from bansou.vocabulary.models import Term, VocabularyVersion
from bansou.vocabulary.schemes import BUILT_IN, CASE_SCHEMES, SCHEMES
from bansou.vocabulary.services import load_terms, read_rows
from casestudies.structure import SECTION
from knowhow.models import Article
from search import checking, indexer
from search.engines import get_engine
from search.engines.base import Query

pytestmark = pytest.mark.django_db

# domain.md, counted by hand
SIZES = {
    "step": 7,
    "outcome": 3,
    "company_size": 3,
    "employee_band": 7,
    "region": 10,
    "prefecture": 47,
    "industry": 20,
    "wall": 5,
    "theme": 13,
    "phase": 4,
    "support_form": 2,
    "support_style": 3,
    "element": 3,
    "technique": 21,
    "tool": 4,
    "pitfall": 16,
    "cause": 10,
    "consequence": 5,
    "end_reason": 5,
    "situation": 5,
    "legal_form": 2,
    "environment": 6,
    "surface_issue": 8,
    "flow_document": 9,
    "bridge": 6,
    "viewpoint": 6,
    "outcome_goal": 3,
    "review_area": 5,
    "self_reliance": 3,
    "pdca_stage": 4,
    "reflected_in": 4,
    "duration": 4,
    "guideline_ref": 12,
    "supporter_type": 21,
}
PREFECTURES_OF = {
    "b-hokkaido": range(1, 2),
    "b-tohoku": range(2, 8),
    "b-kanto": [*range(8, 16), 19, 20, 22],
    "b-chubu": [21, 23, 24],
    "b-hokuriku": [16, 17],
    "b-kinki": [18, *range(25, 31)],
    "b-chugoku": range(31, 36),
    "b-shikoku": range(36, 40),
    "b-kyushu": range(40, 47),
    "b-okinawa": [47],
}


def term(scheme, code):
    return Term.objects.get(scheme=scheme, code=code)


class TestData:
    """What every site starts with."""

    def test_every_scheme_has_all_its_terms(self):
        assert Counter(row["scheme"] for row in read_rows()) == SIZES
        assert set(SIZES) == set(SCHEMES)

    @pytest.mark.parametrize("region", PREFECTURES_OF)
    def test_prefectures_belong_to_their_bureau(self, region):
        codes = [f"{number:02}" for number in PREFECTURES_OF[region]]
        assert sorted(t.code for t in terms.children("region", region)) == codes
        assert {terms.region_of(code) for code in codes} == {region}

    def test_parents_are_of_the_scheme_above(self):
        for scheme in SCHEMES.values():
            above = {t.parent_scheme for t in terms.scheme(scheme.code).values() if t.parent}
            assert above <= {scheme.parent or scheme.code}

    def test_every_scheme_of_a_case_is_asked_on_a_section_that_exists(self):
        assert {scheme.section for scheme in CASE_SCHEMES} <= set(SECTION)

    def test_only_what_code_rests_on_is_built_in(self):
        assert set(SCHEMES) >= BUILT_IN


class TestLoading:
    """`load_terms` again and again."""

    def test_again_changes_nothing(self):
        version = VocabularyVersion.objects.get().number
        report = load_terms()
        assert (report.created, report.updated) == (0, 0)
        assert VocabularyVersion.objects.get().number == version

    def test_what_was_edited_here_is_kept_and_the_rest_follows(self):
        row = term("tool", "local-benchmark")
        row.label = "ここでの呼び名"
        row.save()
        rows = read_rows()
        for data in rows:
            if data["code"] == "local-benchmark":
                data.update(label="新しい名前", description="新しい説明")
        load_terms(rows)
        row.refresh_from_db()
        assert (row.label, row.description) == ("ここでの呼び名", "新しい説明")

    def test_a_missing_term_comes_back_with_its_parent(self):
        Term.objects.filter(scheme="prefecture", code="13")._raw_delete("default")
        assert load_terms().created == 1
        assert terms.region_of("13") == "b-kanto"


class TestCache:
    """One process, many look-ups."""

    def test_look_ups_ask_nothing(self):
        terms.scheme("step")
        with CaptureQueriesContext(connection) as queries:
            for code in terms.scheme("prefecture"):
                terms.label("prefecture", code), terms.region_of(code)
        assert len(queries) == 0

    def test_an_edit_in_another_process_arrives(self, monkeypatch):
        assert terms.label("tool", "local-benchmark") == "ローカルベンチマーク"
        # The other process: rows change without this one's signal.
        Term.objects.filter(code="local-benchmark").update(label="ロカベン")
        VocabularyVersion.objects.update(number=10_000)
        monkeypatch.setattr(terms, "CHECK_EVERY_SECONDS", 0)
        assert terms.label("tool", "local-benchmark") == "ロカベン"
        assert terms.version() == 10_000

    def test_inactive_terms_are_offered_only_where_chosen(self):
        row = term("tool", "local-benchmark")
        row.active = False
        row.save()
        assert "local-benchmark" not in [t.code for t in terms.offered("tool")]
        assert "local-benchmark" in [t.code for t in terms.offered("tool", ("local-benchmark",))]
        assert terms.label("tool", "local-benchmark") == "ローカルベンチマーク"


class TestMerging:
    """Two terms that mean the same become one."""

    @pytest.fixture
    def merged(self, make_case, django_capture_on_commit_callbacks):
        """`dialogue` merged into `empathy`: one case had the first, one had both, one is a draft."""
        self.one = make_case(terms={"technique": ["dialogue"]})
        self.both = make_case(terms={"technique": ["dialogue", "empathy"]})
        self.draft = make_case("draft", terms={"technique": ["dialogue"]})
        with django_capture_on_commit_callbacks(execute=True):
            merge(term("technique", "dialogue"), term("technique", "empathy"))

    def codes(self, case):
        return [t.code for t in type(case).objects.get(pk=case.pk).draft.terms.all() if t.scheme == "technique"]

    def test_cases_have_the_other_term_once(self, merged):
        for case in (self.one, self.both, self.draft):
            assert list(case.terms.filter(scheme="technique").values_list("code", flat=True)) == ["empathy"]

    def test_revisions_read_as_the_other_term(self, merged):
        assert self.codes(self.draft) == ["empathy"]
        assert self.codes(self.both) == ["empathy"]

    def test_the_index_counts_them_there(self, merged):
        results = get_engine().search(Query(facets=("technique",), kinds=("case",)))
        assert results.facets["technique"] == {"empathy": 2}

    def test_old_addresses_and_old_words_still_find_it(self, merged):
        assert terms.resolve("technique", "dialogue") == "empathy"
        assert "対話と傾聴" in terms.get("technique", "empathy").alt_labels
        assert "dialogue" not in [t.code for t in terms.offered("technique", ("empathy",))]

    def test_merging_goes_on_without_chains(self, merged):
        merge(term("technique", "empathy"), term("technique", "verbalising"))
        assert term("technique", "dialogue").merged_into == term("technique", "verbalising")
        assert terms.resolve("technique", "dialogue") == "verbalising"

    def test_children_follow(self):
        merge(term("supporter_type", "agency"), term("supporter_type", "public"))
        merge(term("supporter_type", "commerce"), term("supporter_type", "public"))
        assert term("supporter_type", "chamber").parent == term("supporter_type", "public")

    @pytest.mark.parametrize(
        "pair",
        [
            (("step", "1"), ("step", "2")),
            (("tool", "local-benchmark"), ("wall", "see")),
            (("tool", "local-benchmark"), ("tool", "local-benchmark")),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, pair):
        with pytest.raises(MergeRefused):
            merge(*(term(*key) for key in pair))

    def test_a_merged_term_takes_no_others(self, merged):
        with pytest.raises(MergeRefused):
            merge(term("technique", "verbalising"), term("technique", "dialogue"))


def test_another_parent_reaches_the_filters(make_case, django_capture_on_commit_callbacks):
    make_case(terms={"supporter_type": ["chamber"]})
    row = term("supporter_type", "chamber")
    row.parent = term("supporter_type", "public")
    with django_capture_on_commit_callbacks(execute=True):
        row.save()
        regrouped(row)
    results = get_engine().search(Query(facets=("supporter_type",), kinds=("case",)))
    assert results.facets["supporter_type"] == {"chamber": 1, "public": 1}


def test_a_term_is_never_deleted():
    from django.db.models import ProtectedError

    with pytest.raises(ProtectedError):
        term("tool", "local-benchmark").delete()


class TestIndexFollows:
    """What of a term stands in the index is true right after the commit."""

    @pytest.fixture(autouse=True)
    def _empty_index(self, db):
        get_engine().reset()

    def found(self, text):
        return get_engine().search(Query(text=f'"{text}"')).total

    def test_a_new_name_is_found_and_the_old_one_no_more(self, make_case, django_capture_on_commit_callbacks):
        make_case(terms={"supporter_type": ["chamber"], "technique": ["dialogue"]})
        row = term("technique", "dialogue")
        row.label = "沈黙を待つ聞き方"
        with django_capture_on_commit_callbacks(execute=True):
            row.save()
            regrouped(row)
        assert self.found("沈黙を待つ聞き方") == 1
        assert self.found("対話と傾聴") == 0
        assert checking.check().total == 0

    def test_a_release_with_other_words_reaches_the_index(self, make_case, django_capture_on_commit_callbacks):
        make_case(terms={"technique": ["dialogue"]})
        rows = [row | {"label": "沈黙を待つ聞き方"} for row in read_rows() if row["code"] == "dialogue"]
        with django_capture_on_commit_callbacks(execute=True):
            assert load_terms(rows).updated == 1
        assert self.found("沈黙を待つ聞き方") == 1

    def test_what_stands_below_a_moved_term_follows(self, make_case, django_capture_on_commit_callbacks):
        make_case(terms={"supporter_type": ["chamber"]})
        above = term("supporter_type", "chamber").parent
        with django_capture_on_commit_callbacks(execute=True):
            merge(above, term("supporter_type", "public"))
        results = get_engine().search(Query(facets=("supporter_type",), kinds=("case",)))
        assert results.facets["supporter_type"] == {"chamber": 1, "public": 1}

    def test_codes_in_rows_and_articles_follow(self, make_case, author, django_capture_on_commit_callbacks):
        make_case(rows=[("failure_factors", {"pitfall": "just-presenting", "text": "伝えただけだった。"})])
        article = Article.objects.create(
            author=author, claim="主張", visibility="public", live=True, pitfalls=["just-presenting"]
        )
        with transaction.atomic():
            changed(article)
        others = [t.code for t in terms.offered("pitfall") if not t.parent and t.code != "just-presenting"]
        with django_capture_on_commit_callbacks(execute=True):
            merge(term("pitfall", "just-presenting"), term("pitfall", others[0]))
        for kind in ("case", "knowhow"):
            assert others[0] in get_engine().search(Query(facets=("pitfall",), kinds=(kind,))).facets["pitfall"]
        assert checking.check().total == 0

    def test_more_than_a_request_can_carry_is_left_to_the_worker(
        self, make_case, monkeypatch, django_capture_on_commit_callbacks
    ):
        make_case(terms={"technique": ["dialogue"]})
        make_case(terms={"technique": ["dialogue"]})
        monkeypatch.setattr("bansou.indexing.services.AT_ONCE", 1)
        with django_capture_on_commit_callbacks(execute=True):
            merge(term("technique", "dialogue"), term("technique", "empathy"))
        assert Change.objects.waiting().count() == 2
        assert indexer.work_off() == 2
        assert get_engine().search(Query(facets=("technique",))).facets["technique"] == {"empathy": 2}
        assert not Change.objects.waiting().exists()
