"""CSV and XLSX of results: what is in them, for whom, and how larger ones are made."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from openpyxl import load_workbook

from bansou.accounts.services import leave
from casestudies.services import publishing
from search.engines.base import Results
from search.exports import services
from search.exports.writing import cell
from search.models import ResultExport

pytestmark = pytest.mark.django_db


def body(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.getvalue()


def csv_rows(data):
    assert data.startswith(b"\xef\xbb\xbf"), "Excel needs the mark"
    return list(csv.DictReader(StringIO(data.decode("utf-8-sig"), newline="")))


def get(client, query="", format="csv"):
    return client.get(f"/search/export/?{query}&format={format}")


@pytest.fixture
def few(monkeypatch):
    """Two rows are made at once, four are the limit."""
    monkeypatch.setattr(services, "AT_ONCE", 2)
    monkeypatch.setattr(services, "LIMIT", 4)


def test_a_small_file_comes_at_once(client_for, outsider, make_case):
    case = make_case(title="提案を急いだ", rows=[("voices", {"text": "声"})])
    case.tags.add("承継")
    case.save()
    (row,) = csv_rows(body(get(client_for(outsider), "outcome=failure")))
    assert row["題名"] == "提案を急いだ" and row["種別"] == "失敗事例" and row["URL"].endswith(case.get_absolute_url())
    assert row["はじめの相談（表課題）"].startswith("売上が落ちている")
    assert row["地域"] == "関東", "as coarse as the page"
    assert row["書いた人"] == "匿名の支援者"
    assert row["公開日"] == timezone.localdate().isoformat()


def test_a_file_is_in_the_language_of_its_reader(client_for, outsider, make_case):
    make_case()
    client = client_for(outsider)
    client.cookies["django_language"] = "en"
    (row,) = csv_rows(body(get(client)))
    assert "Title" in row and "題名" not in row


def test_the_same_as_a_workbook(client_for, outsider, make_case):
    make_case()
    sheet = load_workbook(BytesIO(body(get(client_for(outsider), format="xlsx")))).active
    heading, line = sheet.iter_rows(values_only=True)
    assert heading[0] == "題名" and line[0] == "提案を急いで信頼を失った"
    assert sheet["A1"].font.bold and sheet.freeze_panes == "B2"


@pytest.mark.parametrize("byline", ["name", "organisation", "anonymous"])
def test_the_byline_holds(client_for, outsider, author, make_case, byline):
    make_case(byline=byline)
    data = body(get(client_for(outsider))).decode()
    assert (author.display_name in data) == (byline == "name")
    assert (author.memberships.get().organisation.name in data) == (byline != "anonymous")
    assert author.email not in data


def test_only_what_the_reader_may_read(client_for, outsider, colleague, make_case):
    make_case(title="みんなの事例")
    make_case(title="所属の事例", visibility="organisation")
    for person, count in ((outsider, 1), (colleague, 2)):
        assert len(csv_rows(body(get(client_for(person))))) == count


def test_texts_of_another_kind_of_case_are_not_in_it(client_for, outsider, make_case):
    make_case(turning_point="好事例だったころの転機")
    assert "好事例だったころ" not in body(get(client_for(outsider))).decode()


@pytest.mark.parametrize("kind", ["person", "page"])
def test_there_are_no_lists_of_people(client_for, outsider, kind):
    client = client_for(outsider)
    assert client.get(f"/search/export/?kind={kind}&format=csv").status_code == 404
    assert "/search/export/" not in client.get(f"/search/?kind={kind}").content.decode()


@pytest.mark.parametrize("kind", ["knowhow", "thread"])
def test_other_kinds_have_the_common_columns(client_for, outsider, make_case, kind):
    make_case()
    client = client_for(outsider)
    assert client.get(f"/search/export/?kind={kind}").status_code == 200


def test_members_only(client_for, pending):
    assert get(client_for(None)).url.startswith("/accounts/login/")
    assert get(client_for(pending)).url == "/me/pending/" or get(client_for(pending)).status_code == 302


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "　=1", "＝1", "＋1", "－1", "＠x", "\x01=1"],
)
def test_no_cell_is_a_formula(text):
    assert cell(text).startswith("'")
    assert cell("普通の文\r\n二行目\x02") == "普通の文\n二行目"
    assert cell(3) == 3 and cell("") == "" and len(cell("あ" * 40_000)) == 32_000


def test_formulas_in_titles_are_only_text(client_for, outsider, make_case):
    make_case(title='=HYPERLINK("http://example.jp")')
    client = client_for(outsider)
    assert csv_rows(body(get(client)))[0]["題名"].startswith("'=HYPERLINK")
    sheet = load_workbook(BytesIO(body(get(client, format="xlsx")))).active
    assert sheet["A2"].data_type == "s" and sheet["A2"].value.startswith("'=")


def test_the_page_says_what_will_be_in_the_file(client_for, outsider, make_case, few):
    client = client_for(outsider)
    assert "条件に合う" in client.get("/search/export/").content.decode()
    for _number in range(5):
        make_case()
    page = client.get("/search/export/?outcome=failure").content.decode()
    assert "5件" in page and "先頭の4件まで" in page and "<form" in page
    assert client.get("/search/export/?outcome=failure&format=csv").status_code == 200, "a GET orders nothing"
    assert not ResultExport.objects.exists()


def ordered(client, format="csv"):
    answer = client.post("/search/export/?outcome=failure", {"format": format})
    return answer.url


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_a_large_file_is_made_in_the_background(client_for, outsider, colleague, make_case, few, format):
    for number in range(5):
        make_case(title=f"事例その{number}")
    client = client_for(outsider)
    url = ordered(client, format)
    assert ordered(client, format) == url, "pressing twice makes one file"
    waiting = client.get(url).content.decode()
    assert "画面を更新する" in waiting and 'data-hx-trigger="every 2s"' in waiting
    assert client.get(f"{url}file/").status_code == 404
    assert services.make_waiting() == 1
    assert "ファイルができました" in client.get(url).content.decode()
    data = body(client.get(f"{url}file/"))
    assert len(csv_rows(data) if format == "csv" else list(load_workbook(BytesIO(data)).active.rows)[1:]) == 4
    assert services.make_waiting() == 0
    assert url in client.get("/search/export/").content.decode()
    for other in (client_for(colleague),):
        assert other.get(url).status_code == 404 and other.get(f"{url}file/").status_code == 404


def test_a_file_with_something_closed_since_is_not_handed_out(client_for, outsider, author, make_case, few):
    cases = [make_case() for _number in range(3)]
    client = client_for(outsider)
    url = ordered(client)
    services.make_waiting()
    publishing.emergency_hide(cases[0], by=author, reason="試験")
    answer = client.get(f"{url}file/")
    assert answer.status_code == 410 and "公開が終わったもの" in answer.content.decode()


@pytest.mark.parametrize("change", [{"byline": "anonymous"}, {"place_precision": "region"}])
def test_a_file_that_says_more_than_its_cases_do_now_is_not_handed_out(client_for, outsider, make_case, few, change):
    cases = [make_case(byline="name", place_precision="prefecture") for _number in range(3)]
    client = client_for(outsider)
    url = ordered(client)
    services.make_waiting()
    assert client.get(f"{url}file/").status_code == 200
    publishing.change_settings(cases[0], cases[0].author, **change)
    assert client.get(f"{url}file/").status_code == 410


def test_a_killed_worker_s_file_is_made_again(client_for, outsider, make_case, few, monkeypatch):
    for _number in range(3):
        make_case()
    url = ordered(client_for(outsider))
    with monkeypatch.context() as killed:
        killed.setattr(services, "_put", lambda *a: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            services.make_waiting()
    assert services.make_waiting() == 0, "the one who took it may still be at it"
    ResultExport.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert services.make_waiting() == 1
    assert len(csv_rows(body(client_for(outsider).get(f"{url}file/")))) == 3
    assert len(default_storage.listdir("exports")[1]) == 1


def test_what_cannot_be_made_is_given_up_and_said(client_for, outsider, make_case, few, monkeypatch):
    for _number in range(3):
        make_case()
    client = client_for(outsider)
    url = ordered(client)
    ResultExport.objects.update(attempts=3, leased_until=timezone.now() - timedelta(seconds=1))
    assert services.make_waiting() == 0
    assert "作れませんでした" in client.get(url).content.decode()
    assert ordered(client) != url


def test_while_the_engine_is_away_it_waits(client_for, outsider, make_case, few, monkeypatch):
    for _number in range(3):
        make_case()
    client = client_for(outsider)
    ordered(client)
    with monkeypatch.context() as away:
        away.setattr("search.engines.embedded.EmbeddedEngine.search", lambda *a: Results(total=3, degraded=True))
        assert services.make_waiting() == 1
        assert "検索の準備が整っていません" in client.get("/search/export/").content.decode()
        assert get(client).status_code == 200
    assert ResultExport.objects.get().attempts == 0
    ResultExport.objects.update(leased_until=None)
    services.make_waiting()
    assert ResultExport.objects.get().done_at


def test_files_go_after_a_day_and_with_their_owner(
    client_for, outsider, make_case, few, django_capture_on_commit_callbacks
):
    for _number in range(3):
        make_case()
    client = client_for(outsider)
    for end in ("age", "leaving"):
        ordered(client)
        services.make_waiting()
        assert services.forget_old() == 0
        with django_capture_on_commit_callbacks(execute=True):
            if end == "age":
                ResultExport.objects.update(created_at=timezone.now() - timedelta(hours=25))
                assert services.forget_old() == 1
            else:
                leave(outsider)
        assert not ResultExport.objects.exists() and default_storage.listdir("exports")[1] == []


def test_so_many_an_hour(client_for, outsider, make_case, monkeypatch):
    make_case()
    monkeypatch.setattr(services, "PER_HOUR", 2)
    client = client_for(outsider)
    assert [get(client).status_code for _number in range(3)] == [200, 200, 429]
