"""Views over the marks: every number equals the passages that it opens."""

import csv
import io
import re

import pytest
from django.urls import reverse

from casestudies.services import publishing
from distil.codebook.services import retire
from distil.codebook.tree import Codebook
from distil.collections import services as collecting
from distil.crossings.selection import Selection
from distil.crossings.table import VIEWS, table
from tests.distil.conftest import EDITORS, EVERYBODY, QUOTE

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(make_case, code, mark):
    """Two failed cases and a good one; 信頼 with 古参社員 below it, 沈黙, 計画."""
    trust, silence, plan = code("信頼"), code("沈黙"), code("計画")
    staff = code("古参社員", parent=trust)
    course = {"step": "6", "text": "会議で古参社員が黙り、社長も黙った。"}
    first = make_case(title="失敗1", rows=[("course", course)], terms={"step": ["4"]})
    second = make_case(title="失敗2", terms={"company_size": ["medium"]})
    good = make_case(title="好事例", turning_point="社長は長く黙った。", terms={"outcome": ["good"], "step": ["3"]})
    mark(first, trust)
    mark(first, silence, plan, quote="社長も黙った")
    mark(first, staff, quote="古参社員が黙り、社長も")
    mark(second, staff, silence)
    mark(good, silence, quote="長く黙った")
    return {"codes": {c.name: c for c in (trust, silence, plan, staff)}, "cases": [first, second, good]}


def cells(view, user, **selection):
    """{(code, column): (passages, cases)} of a table."""
    found = table(Selection(**selection), view, user, Codebook())
    names = [label for label, _figure in found.columns]
    return {
        (row.code.name, name): (figure.marks, figure.cases)
        for row in found.rows
        for name, figure in zip(names, row.cells, strict=True)
        if figure.marks
    }


def test_codes_by_outcome(world, curator):
    assert cells("outcome", curator) == {
        ("信頼", "失敗事例"): (3, 2),  # with the one below it
        ("古参社員", "失敗事例"): (2, 2),
        ("沈黙", "失敗事例"): (2, 2),
        ("沈黙", "好事例"): (1, 1),
        ("計画", "失敗事例"): (1, 1),
    }


def test_codes_by_step_and_size(world, curator):
    steps = cells("step", curator)
    assert steps["信頼", "4 気づき・腹落ち"] == (2, 2)
    assert steps["信頼", "6 行動変容・成功体験"] == (1, 1)  # the step of the entry of the course
    sizes = {key: value for key, value in cells("size", curator).items() if key[0] == "古参社員"}
    assert sorted(sizes.values()) == [(1, 1), (1, 1)]


def test_codes_together(world, curator):
    found = cells("code", curator)
    assert found["沈黙", "計画"] == (1, 1)  # on the same words
    assert found["古参社員", "沈黙"] == (2, 2)  # on the same words, and on words that overlap
    assert found["古参社員", "計画"] == (1, 1)
    assert ("信頼", "古参社員") not in found  # one stands below the other
    assert ("沈黙", "沈黙") not in found


def test_numbers_of_the_whole(world, curator):
    found = table(Selection(), "outcome", curator, Codebook())
    assert (found.total.marks, found.total.cases) == (5, 3)
    assert {label: (f.marks, f.cases) for label, f in found.columns if f.marks} == {
        "好事例": (1, 1),
        "失敗事例": (4, 2),
    }
    assert [(row.code.name, row.depth) for row in found.rows] == [
        ("信頼", 1),
        ("古参社員", 2),
        ("沈黙", 1),
        ("計画", 1),
    ]


def test_a_collection_narrows_the_view(world, curator):
    collection = collecting.create(curator, "問い")
    collecting.add(collection, curator, world["cases"][1:])
    assert cells("outcome", curator, collection=collection) == {
        ("信頼", "失敗事例"): (1, 1),
        ("古参社員", "失敗事例"): (1, 1),
        ("沈黙", "失敗事例"): (1, 1),
        ("沈黙", "好事例"): (1, 1),
    }


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("narrowed", [False, True])
def test_every_number_opens_just_its_passages(world, client_for, curator, view, narrowed):
    collection = collecting.create(curator, "問い")
    collecting.add(collection, curator, world["cases"][:2])
    retire(world["codes"]["計画"], curator)
    client = client_for(curator)
    asked = f"?view={view}" + (f"&collection={collection.public_id}" if narrowed else "")
    text = client.get(reverse("crossings") + asked).content.decode()
    links = re.findall(r'<a href="([^"]+)" data-count="(\d+)"', text)
    assert len(links) > 8
    for url, count in links:
        opened = client.get(url.replace("&amp;", "&")).content.decode()
        assert re.search(r'data-total="(\d+)"', opened)[1] == count, url


def test_lost_and_withdrawn_passages_are_not_counted(world, rewrite, curator):
    first, second, _good = world["cases"]
    rewrite(first, what_happened="書き直した。")
    publishing.withdraw(second, second.author)
    assert cells("outcome", curator) == {
        ("信頼", "失敗事例"): (1, 1),
        ("古参社員", "失敗事例"): (1, 1),
        ("沈黙", "失敗事例"): (1, 1),
        ("沈黙", "好事例"): (1, 1),
        ("計画", "失敗事例"): (1, 1),
    }


def test_passages_name_the_public_author_only(make_case, code, mark, client_for, curator, author):
    trust = code("信頼")
    mark(make_case(byline="anonymous"), trust, memo="大事なメモ")
    mark(make_case(byline="name", title="名前を出す事例"), trust)
    client = client_for(curator)
    text = client.get(reverse("passages")).content.decode()
    assert text.count(str(author)) == 1
    assert "匿名の支援者" in text
    assert "大事なメモ" in text
    file = client.get(reverse("passages-csv")).content.decode("utf-8-sig")
    assert file.count(str(author)) == 1


def test_passages_as_a_file(make_case, code, mark, client_for, curator):
    trust, silence = code("=信頼"), code("沈黙")
    case = make_case(what_happened="＋十万円で、\n黙った。@社長")
    mark(case, trust, silence, quote="＋十万円で、\n黙った", memo="-1")
    answer = client_for(curator).get(reverse("passages-csv") + f"?code={trust.public_id}")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert [row[2] for row in rows[1:]] == ["'=信頼", "沈黙"]
    assert rows[1][1] == "'＋十万円で、\n黙った"
    assert rows[1][4] == "'-1"
    assert rows[1][-1].endswith(f"/cases/{case.public_id}/#s-what_happened")
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.parametrize("role", [*EVERYBODY, "second"])
def test_only_curators_enter(make_case, code, mark, client_for, cast, role):
    mark(make_case(), code("信頼"))
    client = client_for(cast(role))
    answers = [client.get(reverse(name)) for name in ("crossings", "passages", "passages-csv")]
    wanted = {200} if role in EDITORS else {302} if role in {"visitor", "pending"} else {403}
    assert {answer.status_code for answer in answers} == wanted
    if role not in EDITORS:
        assert not any(QUOTE.encode() in answer.content for answer in answers)


@pytest.mark.parametrize(
    "query",
    [
        "?view=x",
        "?code=" + "x" * 10_000,
        "?code=あ&with=い",
        "?step=99&outcome=none&size=x",
        "?page=99999999999",
        "?with=0",
    ],
)
def test_no_address_breaks_a_view(world, client_for, curator, query):
    client = client_for(curator)
    for name in ("crossings", "passages", "passages-csv"):
        assert client.get(reverse(name) + query).status_code == 200


def test_empty_views_say_so(client_for, curator):
    client = client_for(curator)
    assert "まだ印がありません" in client.get(reverse("crossings")).content.decode()
    assert "条件に合う箇所はまだありません" in client.get(reverse("passages")).content.decode()


@pytest.mark.parametrize("name", ["crossings", "passages"])
def test_views_cost_few_queries(world, mark, code, client_for, curator, django_assert_max_num_queries, name):
    for n in range(8):
        mark(world["cases"][1], code(f"コード{n}"), quote=world["cases"][1].what_happened[n : n + 6])
    client = client_for(curator)
    client.get(reverse(name))
    with django_assert_max_num_queries(18):
        client.get(reverse(name))
