"""The codebook: its tree, merging, retiring, history, doors, file."""

import csv
import io

import pytest
from django.urls import reverse

from casestudies.services.refusal import NotPossible
from distil.codebook import services
from distil.codebook.history import history_of
from distil.codebook.tree import Codebook
from distil.models import Code, Coding
from tests.distil.conftest import EDITORS, EVERYBODY

pytestmark = pytest.mark.django_db


def fresh(code):
    return Code.objects.get(pk=code.pk)


def form(**values):
    return {"name": "信頼", "definition": "", "colour": "teal", "parent": "", "letter": "", **values}


# --- The tree ---------------------------------------------------------------------------------------------------------
def test_codes_stand_below_each_other(code):
    trust = code("信頼")
    staff = code("古参社員", parent=trust)
    first = code("最初の一言", parent=staff)
    other = code("計画")
    nodes = list(Codebook().nodes())
    assert [(node.path, node.depth) for node in nodes] == [
        ("信頼", 1), ("信頼 › 古参社員", 2), ("信頼 › 古参社員 › 最初の一言", 3), ("計画", 1),
    ]  # fmt: skip
    assert Codebook().under(trust.pk) == {trust.pk, staff.pk, first.pk}
    assert staff.colour == trust.colour != other.colour
    with pytest.raises(NotPossible, match="3"):
        code("もう一段", parent=first)


def test_names_and_keys_are_given_once(code, curator):
    trust = code("信頼", letter="s")
    for wrong in ({"name": "信頼"}, {"name": "計画", "letter": "s"}):
        with pytest.raises(NotPossible):
            code(**wrong)
    assert code("信頼", parent=trust)  # on another level
    services.retire(code("古い"), curator)
    assert code("古い")


def test_a_code_never_stands_below_itself(code, curator):
    trust = code("信頼")
    staff = code("古参社員", parent=trust)
    with pytest.raises(NotPossible):
        services.change(trust, curator, parent=staff, name="信頼")
    assert fresh(trust).parent is None


# --- Merging and retiring ---------------------------------------------------------------------------------------------
def test_merging_moves_marks_once_and_codes_below(code, mark, make_case, curator):
    first, second, below = code("信頼"), code("信用", letter="t"), None
    below = code("約束", parent=second)
    case = make_case()
    both, only = mark(case, first, second), mark(case, second, quote="その後は連絡が取れなくなった")
    assert services.merge(second, first, curator) == 2
    assert Codebook().counted(curator)[first.pk] == 2
    assert {c.mark_id for c in Coding.objects.filter(code=first)} == {both.pk, only.pk}
    assert fresh(below).parent == first
    gone = fresh(second)
    assert (gone.is_active, gone.merged_into, gone.letter) == (False, first, "")
    assert [node.code.name for node in Codebook().nodes()] == ["信頼", "約束"]
    third = code("関係")
    services.merge(first, third, curator)
    assert fresh(second).merged_into == third


def test_what_cannot_be_merged(code, curator):
    trust = code("信頼")
    staff = code("古参社員", parent=trust)
    for into in (trust, staff):
        with pytest.raises(NotPossible):
            services.merge(trust, into, curator)
    twin = code("関係")
    code("古参社員", parent=twin)
    with pytest.raises(NotPossible):  # two codes of one name would stand below one
        services.merge(trust, twin, curator)
    assert fresh(trust).is_active
    assert fresh(staff).parent == trust


def test_a_retired_code_keeps_its_marks(code, mark, make_case, curator):
    trust = code("信頼", letter="s")
    mark(make_case(), trust)
    services.retire(trust, curator)
    assert not fresh(trust).is_active
    assert Codebook().counted(curator)[trust.pk] == 1
    assert list(Codebook().nodes()) == []
    services.revive(trust, curator)
    assert fresh(trust).is_active
    parent = code("関係")
    child = code("約束", parent=parent)
    with pytest.raises(NotPossible):
        services.retire(parent, curator)
    services.retire(child, curator)
    services.retire(parent, curator)
    services.revive(child, curator)
    assert fresh(child).parent is None


def test_the_history_tells_every_act(code, curator, second):
    trust, other = code("信頼"), code("信用")
    services.change(trust, second, parent=None, name="信頼関係", definition="約束を守ること", colour="rose", letter="")
    services.change(trust, second, parent=None, name="信頼関係", definition="約束を守ること", colour="rose", letter="")
    services.merge(other, fresh(trust), curator)
    services.retire(trust, curator)
    services.revive(trust, curator)
    acts = history_of(trust)
    assert [act.by for act in acts] == [str(curator)] * 3 + [str(second), str(curator)]
    said = " ".join(sentence for act in acts for sentence in act.sentences)
    for words in ("「信頼」 → 「信頼関係」", "約束を守ること", "紅", "「信用」を統合しました", "使用を終えました"):
        assert words in said
    assert "「信頼関係」に統合しました" in history_of(other)[0].sentences[0]


# --- Pages ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [*EVERYBODY, "second"])
def test_only_curators_enter(code, client_for, cast, role):
    found, client = code("信頼"), client_for(cast(role))
    pages = [reverse(name) for name in ("codebook", "code-new", "codebook-csv")] + [found.get_absolute_url()]
    wanted = {200} if role in EDITORS else {302} if role in {"visitor", "pending"} else {403}
    assert {client.get(url).status_code for url in pages} == wanted
    if role not in EDITORS:
        client.post(reverse("code-new"), form(name="別"))
        client.post(reverse("code-retire", args=[found.public_id]))
        assert [code.is_active for code in Code.objects.all()] == [True]


def test_adding_and_changing_by_form(client_for, curator):
    client = client_for(curator)
    assert client.post(reverse("code-new"), form(letter="s")).status_code == 302
    trust = Code.objects.get()
    answer = client.post(reverse("code-new"), form(letter="s", name="計画", definition="残る言葉"))
    assert answer.status_code == 422
    assert "残る言葉" in answer.content.decode()
    data = form(name="古参社員", parent=trust.public_id)
    assert client.post(reverse("code-new"), data).status_code == 302
    data = form(name="古参", parent="", definition="x" * 601)
    assert client.post(trust.get_absolute_url(), data).status_code == 422
    assert client.post(trust.get_absolute_url(), form(name="信頼関係")).status_code == 302
    assert fresh(trust).name == "信頼関係"
    page = client.get(trust.get_absolute_url()).content.decode()
    assert "「信頼」 → 「信頼関係」" in page


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "\0"}, {"colour": "pink"}, {"letter": "j"}, {"parent": "x" * 10_000}]
)
def test_no_input_breaks_the_form(client_for, curator, wrong):
    assert client_for(curator).post(reverse("code-new"), form(**wrong)).status_code == 422
    assert not Code.objects.exists()


def test_merging_by_form(code, client_for, curator):
    first, other = code("信頼"), code("信用")
    client, url = client_for(curator), reverse("code-merge", args=[other.public_id])
    for into in ("", other.public_id, "0000000000"):
        assert client.post(url, {"into": into}).status_code == 422
    assert client.post(url, {"into": first.public_id}).url == first.get_absolute_url()
    assert client.post(url, {"into": first.public_id}).status_code == 422  # pressed twice: it says why not
    assert client.get(other.get_absolute_url()).status_code == 200


def test_the_codebook_as_a_file(code, client_for, curator):
    trust = code("=1+1", definition="守る\n約束")
    code("古参社員", parent=trust)
    services.retire(code("古い"), curator)
    answer = client_for(curator).get(reverse("codebook-csv"))
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[1] for row in rows[1:]] == ["'=1+1", "古参社員", "古い"]
    assert rows[2][2] == "'=1+1 › 古参社員"
    assert rows[3][6] == "使用終了"
    assert "no-store" in answer["Cache-Control"]


def test_a_passage_counts_once_where_it_is_read(code, mark, make_case, client_for, curator):
    from casestudies.services.publishing import withdraw

    trust = code("信頼")
    staff, word = code("古参社員", parent=trust), code("一言", parent=trust)
    case, other = make_case(), make_case(title="別の事例")
    mark(case, staff, word)
    mark(other, trust)
    assert Codebook().counted(curator) == {trust.pk: 2, staff.pk: 1, word.pk: 1}
    withdraw(other, other.author)
    assert Codebook().counted(curator)[trust.pk] == 1
    client = client_for(curator)
    assert 'data-total="1"' in client.get(reverse("passages") + f"?code={trust.public_id}").content.decode()
    assert f'?code={trust.public_id}">1</a>' in client.get(reverse("codebook")).content.decode()
