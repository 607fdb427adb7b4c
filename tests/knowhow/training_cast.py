"""Packages and sessions for tests."""

from datetime import timedelta

import pytest
from django.utils import timezone

from knowhow.models import UnitKind
from knowhow.training import services, sessions

QUIZ = [
    {
        "key": "r000000000000001",
        "text": "最初に何をしますか",
        "choices": [{"text": "提案書を渡す", "right": False}, {"text": "気がかりを尋ねる", "right": True}],
        "reason": "先に聞くと、相手の言葉で話がはじまるから。",
    }
]
BASICS = {
    "title": "待つ練習", "aim": "沈黙を待てるようになる。", "for_whom": "経験3年まで", "steps": ["4", "3"], "note": "進行の秘訣",
    "feedback_questions": "いちばん残ったことは何ですか\nもっと知りたいことは何ですか",
}  # fmt: skip


@pytest.fixture
def make_package(trainer):
    """`make_package(units=[(kind, values), …], published=True, **texts)` by `trainer`."""

    def make(units=((UnitKind.CHECKLIST, {"lines": "予定を聞く\n場所を決める"}),), published=True, by=None, **texts):
        package = services.create(by or trainer, {**BASICS, **texts})
        for kind, values in units:
            services.add_unit(package, by or trainer, kind, values)
        return services.publish(package, by or trainer) if published else package

    return make


def session_values(days=7, hours=2, **values):
    """The values of a session that begins in so many days."""
    starts = timezone.now().replace(microsecond=0, second=0) + timedelta(days=days)
    start = {
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=hours),
        "place": "会議室",
        "link": "",
        "capacity": 2,
    }
    return {**start, "note": "", **values}


@pytest.fixture
def make_session(make_package, trainer):
    """`make_session(days=7, capacity=2, …)`: of a package of `trainer`; also in the past."""

    def make(package=None, **values):
        return sessions.open_session(package or make_package(), trainer, session_values(**values))

    return make
