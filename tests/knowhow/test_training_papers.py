"""Handout, slides and certificate: read back with poppler, by role."""

import subprocess
from datetime import timedelta

import pytest
from django.urls import reverse

from casestudies.services import publishing
from knowhow.models import UnitKind
from knowhow.training import sessions
from tests.knowhow.training_cast import QUIZ

PAPERS = ("training-handout", "training-slides")


def poppler(tool, pdf, tmp_path, *options):
    """What a tool of poppler says about a PDF."""
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf)
    return subprocess.run(
        [tool, *options, path, *(["-"] if tool == "pdftotext" else [])], capture_output=True, check=True
    ).stdout.decode()


def words(pdf, tmp_path):
    """Its text without blanks: lines end where they end."""
    return "".join(poppler("pdftotext", pdf, tmp_path).split())


def paper(client, name, package):
    """The bytes of a paper."""
    answer = client.get(reverse(name, args=[package.public_id]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "no-store" in answer["Cache-Control"]
    return answer.content


@pytest.fixture
def package(make_package, make_case, make_article):
    """A case for few, an article, a checklist and a quiz."""
    case = make_case(visibility="organisation", title="秘伝の事例", lesson="秘伝の教訓\n二つ目")
    units = [
        (UnitKind.CASE, {"case": case, "title": "秘伝の単元", "lines": "秘伝の問い", "note": "進行だけの言葉"}),
        (UnitKind.ARTICLE, {"article": make_article(works_when="急がないとき")}),
        (UnitKind.CHECKLIST, {"lines": "予定を聞く", "title": "確かめること"}),
        (UnitKind.QUIZ, {"questions": QUIZ, "title": "選ぶ"}),
    ]
    return make_package(units)


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_holds_what_its_reader_may_read(name, package, cast, client_for, tmp_path):
    own = words(paper(client_for(cast("author")), name, package), tmp_path)
    for part in (
        "秘伝の事例",
        "秘伝の問い",
        "秘伝の教訓",
        "聞き切ってから提案する",
        "急がないとき",
        "予定を聞く",
        "先に聞くと",
    ):
        assert part in own
    assert "進行だけの言葉" not in own and "試験author" not in own
    other = words(paper(client_for(cast("outsider")), name, package), tmp_path)
    assert "秘伝" not in other and "この単元には、いまご覧いただけない事例があります" in other
    for person in ("visitor", "pending"):
        assert client_for(cast(person)).get(reverse(name, args=[package.public_id])).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAPERS)
def test_a_withdrawn_case_is_gone_from_the_next_paper(name, package, author, client_for, tmp_path):
    publishing.withdraw(package.units.first().case, by=author, reason="都合により")
    assert "秘伝" not in words(paper(client_for(author), name, package), tmp_path)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "size"), [("training-handout", "595"), ("training-slides", "907")])
def test_fonts_tags_pages(name, size, package, author, client_for, tmp_path):
    pdf = paper(client_for(author), name, package)
    fonts = [line.split() for line in poppler("pdffonts", pdf, tmp_path).splitlines()[2:]]
    assert fonts and all(line[-5] == "yes" for line in fonts)  # embedded
    facts = dict(line.split(":", 1) for line in poppler("pdfinfo", pdf, tmp_path).splitlines() if ":" in line)
    assert facts["Tagged"].strip() == "yes" and facts["Page size"].strip().startswith(size)
    second = poppler("pdftotext", pdf, tmp_path, "-f", "2", "-l", "2")
    assert "2" in second.split()[-3:]  # the page number


@pytest.mark.django_db
def test_a_certificate_says_who_and_what(make_session, trainer, author, client_for, tmp_path):
    session = make_session(days=-2)
    row = sessions.sign_up(session, author, at=session.starts_at - timedelta(days=1))
    url = reverse("training-certificate", args=[session.public_id])
    assert client_for(author).get(url).status_code == 404
    sessions.note_attendance(session, trainer, {author.pk})
    said = words(client_for(author).get(url).content, tmp_path)
    for part in ("修了証", "試験author様", "待つ練習", "会議室", "2時間", "試験支援本部", row.public_id):
        assert part in said
