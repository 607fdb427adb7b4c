"""Papers, looked at with poppler: text, fonts, bookmarks, tags, and what may be fetched."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import RequestFactory

from bansou import paper
from bansou.paper import making
from bansou.paper.drawing import OwnFiles
from tests.poppler import fonts, objects, outline, pages, properties, structure, text

SENTENCE = "社長は「５年後、誰が見積りを出していますか」と聞くと長く黙り、「息子に聞いてみる」と言われた。ちょっとしたきっかけ。"
NEVER_FIRST, NEVER_LAST = "、。」』）］！？ーっゃゅょぁぃぅぇぉ々", "「『（［"


@pytest.fixture
def make(settings, tmp_path):
    """`make(main)` is a PDF of a paper with this content."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]

    def made(main, title="手引きの試し", cover="", **options):
        blocks = f"{{% block cover %}}{cover}{{% endblock %}}{{% block main %}}{main}{{% endblock %}}"
        (tmp_path / "trial.html").write_text(f'{{% extends "paper/base.html" %}}{blocks}')
        return paper.pdf("trial.html", {}, title, **options)

    return made


def test_a_paper_is_japanese_and_has_its_fonts(make):
    made = make("<h1>見出し</h1><p>本文<b>です</b>。</p>")
    found = properties(made)
    assert found["Title"] == "手引きの試し" and found["Author"].startswith("Bansou")
    assert found["Page size"].endswith("(A4)") and found["JavaScript"] == "no"
    assert fonts(made) and all(font.is_embedded and "Noto-Sans-CJK-JP" in font.name for font in fonts(made))
    assert "本文です。" in text(made)
    assert "手引きの試し" in pages(made)[0], "the running title"


def test_screen_readers_find_tags(make):
    made = make(
        "<h1>見出し</h1><p>本文</p><ul><li>一つ</li></ul><table><tr><th>列</th></tr><tr><td>値</td></tr></table>"
    )
    assert properties(made)["Tagged"] == "yes"
    tree = structure(made)
    assert all(tag in tree for tag in ("H1", "P (block)", "L (block)", "LI", "Table", "TH", "TD")), tree
    inside = objects(made)
    assert b"/Lang (ja)" in inside and b"/DisplayDocTitle true" in inside and b"pdfuaid" in inside


def test_headings_are_bookmarks_and_keep_with_what_follows(make):
    many = "".join(f"<h2>第{n}節</h2><p>{SENTENCE * 3}</p>" for n in range(40))
    made = make(f"<h1>長い文書</h1>{many}")
    marks = outline(made)
    assert marks[0][:2] == (1, "長い文書") and [mark[1] for mark in marks[1:]] == [f"第{n}節" for n in range(40)]
    shown = pages(made)
    assert len(shown) > 3
    for number, page in enumerate(shown, 1):
        *body, foot = [line.strip() for line in page.splitlines() if line.strip()]
        assert foot == str(number)
        assert not body[-1].startswith("第"), "a heading at the foot of a page"


@pytest.mark.parametrize("size", ["A4", "A5", "16:9"])
def test_no_line_breaks_the_japanese_rules(make, size):
    made = make("".join(f"<p>{'あ' * n}{SENTENCE * 4}</p>" for n in range(12)), size=size)
    lines = [line.strip() for page in pages(made) for line in page.splitlines() if len(line.strip()) > 12]
    assert len(lines) > 40
    assert [line for line in lines if line[0] in NEVER_FIRST or line[-1] in NEVER_LAST] == []


@pytest.mark.parametrize(("size", "points"), [("A5", "419.528 x 595.276"), ("16:9", "907.087 x 510.236")])
def test_other_sizes(make, size, points):
    assert properties(make('<section class="slide"><h1>問い</h1></section>', size=size))["Page size"].startswith(points)


def test_contents_name_the_pages(make):
    contents = '<ul class="contents"><li><a href="#second">第二部</a></li></ul>'
    made = make(f'{contents}<h1 class="part">一</h1><p>い</p><h1 class="part" id="second">二</h1><p>ろ</p>')
    assert pages(made)[0].split("第二部")[1].split()[-2:] == ["3", "1"], "the page of the part, the page itself"


def test_a_word_without_end_stays_on_the_page(make, tmp_path):
    made = make(f"<h1>{'長' * 300}</h1><p>{'w' * 2000}</p><p>https://example.jp/{'a' * 400}</p>")
    assert text(made).count("w") == 2000


@pytest.mark.parametrize("title", ["", "題\x00名\x0b\x1f", "<b>&amp;", "題" * 5000, "😀𠮷野家", "\ud800"])
def test_any_title_will_do(make, title):
    assert make("<p>本文</p>", title=title).startswith(b"%PDF")


# --- What may be fetched ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/", "https://example.com/a.png", "file:///etc/passwd", "ftp://localhost/a",
        "data:text/plain,a", "{site}/media/../bansou.sqlite3", "{site}/static/../platform/bansou/settings.py",
        "{site}/static/%2e%2e/manage.py", "{site}/accounts/login/", "{site}.example.com/static/css/paper.css",
    ],
)  # fmt: skip
def test_nothing_but_own_files_is_fetched(settings, url):
    with pytest.raises(Exception):  # noqa: B017 - whatever it is, WeasyPrint does without the file
        OwnFiles().fetch(url.format(site=settings.SITE_URL))


def test_own_files_are_fetched(settings):
    name = default_storage.save("papers/mark.txt", ContentFile("印".encode()))
    fetched = OwnFiles().fetch(f"{settings.SITE_URL}/media/{name}")
    assert fetched.read().decode() == "印" and fetched.content_type == "text/plain"
    assert OwnFiles().fetch(f"{settings.SITE_URL}/static/css/paper.css").content_type == "text/css"


def test_a_paper_with_a_strange_picture_is_made_without_it(make):
    assert "本文" in text(make('<p>本文<img src="http://example.com/a.png" alt="絵"></p>'))


# --- Answering --------------------------------------------------------------------------------------------------------
def test_progress_is_told_page_by_page(make):
    seen = []
    make("".join(f'<p class="part">{n}</p>' for n in range(5)), on_page=seen.append)
    assert seen[:5] == [1, 2, 3, 4, 5]


def test_an_answer_has_a_japanese_name_and_stays_private(make):
    answer = paper.send(make("<p>本文</p>"), "手引き.pdf")
    assert answer["Content-Type"] == "application/pdf" and "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"].startswith("inline; filename*=utf-8''%E6%89%8B")


def test_where_the_library_is_missing_a_sentence_says_so(monkeypatch, db):
    def missing(name):
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(making, "import_module", missing)
    request = RequestFactory().get("/")
    answer = paper.response(request, "paper/base.html", {}, "題", "a.pdf")
    assert answer.status_code == 503
    assert "PDFを作る部品" in answer.content.decode() and "libpango" not in answer.content.decode()
