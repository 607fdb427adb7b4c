"""Import and export: what goes in comes out, what is wrong is said with its place."""

import io
import json
import tracemalloc

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from bansou.access import Visibility
from casestudies.export import document_of
from casestudies.interchange import build_case, check_document, save_built
from casestudies.models import CaseStudy
from casestudies.services.importing import Importer, read_file
from casestudies.spreadsheet.workbook import write_documents, write_template
from casestudies.structure import required_texts

pytestmark = pytest.mark.django_db


def document(number=1, **changes):
    """A complete failure case."""
    texts = {text.name: f"{text.name}の文。" for text in required_texts("failure")}
    return (
        {
            "external_id": f"t-{number}",
            "terms": {
                "outcome": ["failure"],
                "step": ["4", "3"],
                "industry": ["E"],
                "employee_band": ["6-20"],
                "prefecture": ["32"],
                "wall": [{"code": "face", "state": "not_overcome"}, "act"],
            },
            "course": [
                {"step": "3", "period": "1か月目", "text": "話を聞いた。"},
                {"step": "4", "fact": "=2+3", "is_turning_point": True},
            ],
            "self_reliance": [{"capability": "initiative", "before": 1, "after": 3, "assessed_on": "2026-03-10"}],
            "tags": ["後継者", "沈黙"],
            "visits": 11,
            "cause_unknown": True,
        }
        | texts
        | changes
    )


def stored(document, author):
    (case,) = save_built([build_case(document, author, None)])
    return CaseStudy.objects.for_page().prefetch_related("consents").get(pk=case.pk)


def without_people(document):
    return {
        key: value
        for key, value in document.items()
        if key not in {"author", "organisation", "visibility", "byline", "place_precision"}
    }


def test_a_document_survives_the_database(author):
    assert without_people(document_of(stored(document(), author))) == document()


def test_a_document_survives_the_workbook(author, tmp_path):
    original = document_of(
        stored(document(published_on="2026-04-01", consent={"firm": "2026-03-01", "scope": "public"}), author)
    )
    write_documents([original], tmp_path / "c.xlsx")
    assert [found for _number, found in read_file(tmp_path / "c.xlsx")] == [original]


def test_cells_cannot_become_formulas(author, tmp_path):
    write_documents([document_of(stored(document(title="=HYPERLINK(1)"), author))], tmp_path / "c.xlsx")
    values = [cell for row in load_workbook(tmp_path / "c.xlsx")["cases"].iter_rows(values_only=True) for cell in row]
    assert "'=HYPERLINK(1)" in values


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"colour": "red"}, "colour"),
        ({"title": 5}, "title"),
        ({"title": "あ" * 121}, "title"),
        ({"visits": "many"}, "visits"),
        ({"visits": True}, "visits"),
        ({"terms": {"step": ["9"]}}, "terms.step"),
        ({"terms": {"nonsense": ["1"]}}, "terms.nonsense"),
        ({"terms": {"outcome": ["good", "failure"]}}, "terms.outcome"),
        ({"terms": {"wall": [{"code": "face", "state": "gone"}]}}, "terms.wall"),
        ({"terms": {"step": [["4"]]}}, "terms.step"),
        ({"terms": []}, "terms"),
        ({"course": [{"step": "4"}, {"stepp": "4"}]}, "course[1].stepp"),
        ({"course": [{"step": "8"}]}, "course[0].step"),
        ({"course": "text"}, "course"),
        ({"self_reliance": [{"capability": "initiative", "before": "high"}]}, "self_reliance[0].before"),
        ({"published_on": "yesterday"}, "published_on"),
        ({"consent": {"scope": "public"}}, "consent"),
        ({"visibility": "everybody"}, "visibility"),
        ({"tags": "a"}, "tags"),
    ],
)
def test_a_problem_names_its_place(changes, where):
    assert [problem.where for problem in check_document(document(**changes))] == [where]


@pytest.mark.parametrize("nonsense", [None, 5, [], "text"])
def test_what_is_no_object_is_one_problem(nonsense):
    assert len(check_document(nonsense)) == 1


def test_good_rows_go_in_and_bad_ones_are_reported_with_their_row(author, tmp_path, capsys):
    lines = [json.dumps(document(1)), "{broken", json.dumps(document(2, title=7)), json.dumps(document(3))]
    (tmp_path / "c.jsonl").write_text("\n".join(lines), encoding="utf-8")
    out, err = io.StringIO(), io.StringIO()
    call_command("import_cases", tmp_path / "c.jsonl", author=author.email, stdout=out, stderr=err)
    assert "2 new, 0 already there, 2 problems" in out.getvalue()
    assert [line.split(":")[0] for line in err.getvalue().splitlines()] == ["row 2", "row 3"]
    assert {case.state for case in CaseStudy.objects.all()} == {"draft"}


def test_a_rerun_makes_no_doubles(author):
    rows = [(1, document(1)), (2, document(1)), (3, document(2))]
    first, second = Importer(author).run(rows), Importer(author).run(rows)
    assert (first.created, first.skipped, second.created, second.skipped) == (2, 1, 0, 3)


def test_publishing_needs_an_administrator(author, tmp_path):
    (tmp_path / "c.jsonl").write_text(json.dumps(document()), encoding="utf-8")
    with pytest.raises(CommandError, match="administrator"):
        call_command("import_cases", tmp_path / "c.jsonl", publish=True, by=author.email)


def test_publishing_needs_a_consent(author, administrator):
    basis = {"firm": "2026-03-01", "scope": "members"}
    rows = [(1, document(1, published_on="2026-04-01")), (2, document(2, published_on="2026-04-01", consent=basis))]
    report = Importer(author, publish=True, by=administrator).run(rows)
    assert [(number, where) for number, where, _message in report.problems] == [(1, "consent")]
    assert [case.external_id for case in CaseStudy.objects.visible_to(author)] == ["t-2"]


def test_without_publish_a_date_publishes_nothing(author):
    Importer(author).run([(1, document(published_on="2026-04-01", consent={"firm": "2026-03-01"}))])
    assert not CaseStudy.objects.published().exists()


def test_an_unknown_author_is_a_problem():
    report = Importer().run([(1, document(author="nobody@example.jp"))])
    assert [where for _number, where, _message in report.problems] == ["author"]


def test_ten_thousand_rows_need_no_more_memory_than_a_thousand(author):
    def peak(count):
        tracemalloc.start()
        Importer(author).run((n, {"external_id": f"m-{count}-{n}", "title": 1}) for n in range(count))
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(10_000) < peak(1_000) + 20_000_000


def test_the_template_offers_the_vocabulary(tmp_path):
    write_template(tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    assert book["cases"].data_validations.count > 10
    assert "好事例" in [cell.value for column in book["lists"].iter_cols() for cell in column]
    assert Visibility.MEMBERS.label in [cell.value for column in book["lists"].iter_cols() for cell in column]


def test_members_download_the_template(client_for, author, pending):
    answer = client_for(author).get("/cases/template/")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert "cases" in book.sheetnames
    assert client_for(pending).get("/cases/template/").status_code == 302
