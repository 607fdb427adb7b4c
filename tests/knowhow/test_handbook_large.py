"""A handbook of more than two hundred pages, made as the worker makes it."""

import time

import pytest

from knowhow.handbook import services
from knowhow.models import HandbookEdition
from tests.knowhow.conftest import QUOTE
from tests.poppler import fonts, pages, properties

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SENTENCE = "社長は「５年後、誰が見積りを出していますか」と聞くと長く黙り、「息子に聞いてみる」と言われた。答えを急がず、沈黙を待つ。"
NEVER_FIRST, NEVER_LAST = "、。」』）］！？ーっゃゅょぁぃぅぇぉ", "「『（［"
LIMIT = 60  # seconds


def test_two_hundred_pages_in_a_minute(monkeypatch, make_case, make_article, trainer):
    cases = [make_case() for _number in range(20)]
    for number in range(105):
        make_article(
            [cases[number % 20], cases[(number + 7) % 20]],
            quote=QUOTE,
            claim=f"機械や補助金の相談ほど、先に五年後の担い手を聞く（{number}）",
            steps=[str(number % 7 + 1)],
            situation=SENTENCE,
            body="\n\n".join([SENTENCE * 4] * 4),
            why=SENTENCE * 3,
            works_when="\n".join([SENTENCE] * 3),
            checklist="\n".join([SENTENCE] * 4),
            questions=[{"text": "五年後、誰が見積りを出していますか", "aim": "担い手に目を向ける"}] * 3,
        )
    services.order(trainer, "大きな手引き", "members", list("1234567"))
    told = []
    tell = services._tell
    monkeypatch.setattr(services, "_tell", lambda edition, percent: told.append(percent) or tell(edition, percent))
    begun = time.process_time()
    services.make_waiting()
    spent = time.process_time() - begun
    edition = HandbookEdition.objects.get()
    assert edition.page_count >= 200 and spent < LIMIT, (edition.page_count, spent)
    assert told == sorted(told) and len(told) > 40 and told[-1] == 92, "somebody who looks at the page sees it grow"
    made = edition.pdf.read()
    assert int(properties(made)["Pages"]) == edition.page_count and all(font.is_embedded for font in fonts(made))
    assert whole_lines(pages(made)) > 3000


def whole_lines(shown):
    """How many long lines there are; every page ends with its number, and no line breaks the Japanese rules."""
    lines = []
    for number, page in enumerate(shown, 1):
        body = [line.strip() for line in page.splitlines() if line.strip()]
        assert number == 1 or body[-1] == str(number)
        lines += [line for line in body[1:-1] if len(line) > 12]
    broken = [line for line in lines if line[0] in NEVER_FIRST or line[-1] in NEVER_LAST]
    assert broken == []
    return len(lines)
