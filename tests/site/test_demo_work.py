"""The demo may be loaded again and again: what is there stays, nothing is doubled."""

import pytest
from django.core.management import call_command

from casestudies.models import CaseStudy
from community.models import Thread
from knowhow.models import Article

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_loading_the_demo_twice_doubles_nothing(capsys):
    call_command("load_demo")
    before = [model.objects.count() for model in (CaseStudy, Article, Thread)]
    call_command("load_demo")
    assert [model.objects.count() for model in (CaseStudy, Article, Thread)] == before
