"""Tags and components: what they say, that they escape, and that every one renders."""

import re

import pytest
from django import forms
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from bansou import markup
from bansou.site.styleguide import samples
from bansou.site.templatetags import bansou_ui as ui

EVIL = "<b>\"'&"


@pytest.mark.django_db
def test_every_component_renders_without_styles_or_scripts_in_it():
    request = RequestFactory().get("/styleguide/")
    page = render_to_string("styleguide.html", samples(), request)
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]* src=)", page)
    assert not re.findall(r' id="([^"]+)"(?=.* id="\1")', page, re.DOTALL)


def test_sprite_has_every_icon_that_templates_name():
    sprite = (settings.ROOT / "static" / "icons.svg").read_text(encoding="utf-8")
    known = set(re.findall(r'id="i-([\w-]+)"', sprite))
    texts = [path.read_text(encoding="utf-8") for path in (settings.ROOT / "templates").rglob("*.html")]
    named = set(re.findall(r'{% icon "([\w-]+)" %}', "".join(texts)))
    assert named <= known
    assert {icon for _look, icon in markup.STATES.values()} <= known


@pytest.mark.parametrize("tag", [ui.tag, ui.mask, lambda text: ui.meta("pin", text), ui.outcome_tag, ui.state_tag])
def test_tags_escape(tag):
    assert "<b>" not in tag(EVIL)


def test_facet_carries_what_is_read_from_outside_and_escapes():
    item = ui.facet("step", "4", EVIL, 12, '/search/?a="b"&c', exclude_url="/search/?not.step=4")
    assert 'data-facet="step" data-code="4" data-count="12"' in item
    assert "<b>" not in item
    assert 'href="/search/?a=&quot;b&quot;&amp;c"' in item


def test_facet_without_cases_is_no_link_unless_it_is_chosen():
    assert "<a" not in ui.facet("step", "4", "気づき", 0, "/")
    assert 'aria-current="true"' in ui.facet("step", "4", "気づき", 0, "/", selected=True)


@pytest.mark.django_db
def test_ribbons_say_in_words_what_they_show():
    with translation.override("en"):
        assert ", also steps 2・3" in ui.step_mini("4", ["3", "2", "4"])
        ribbon = ui.step_ribbon("4", "23", stopped_at="5")
    assert ribbon.count("<li") == 7
    assert ribbon.count("(not covered)") == 4
    assert ribbon.count("(main step)") == ribbon.count("Stopped here") == 1


def test_cached_markup_follows_the_language():
    with translation.override("en"):
        assert "Failure case" in ui.outcome_tag("failure")
    with translation.override("ja"):
        assert "Failure case" not in ui.outcome_tag("failure")


class LessonForm(forms.Form):
    """One limited field."""

    lesson = forms.CharField(max_length=20, help_text="One sentence.")


def test_field_counts_but_never_cuts_and_names_its_error():
    bound = LessonForm({"lesson": "あ" * 21})["lesson"]
    html = engines["django"].from_string("{% field bound %}").render({"bound": bound})
    assert "maxlength" not in html
    assert 'aria-describedby="id_lesson_error id_lesson_help id_lesson_count"' in html
    assert 'aria-invalid="true"' in html
    assert re.search(r"data-now>21<", html)


@pytest.mark.parametrize(
    ("path", "section"), [("/cases/write/new/", "write"), ("/cases/", "search"), ("/steps/4/", "steps"), ("/", "")]
)
def test_menu_knows_where_it_is(path, section):
    assert ui.nav_section(path) == section
