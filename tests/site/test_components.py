"""Tags and components: what they say, that they escape, and that every one renders."""

import re
from datetime import UTC, date, datetime

import pytest
from django import forms
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.utils import translation

from bansou import markup
from bansou.site.styleguide import samples
from bansou.site.templatetags import bansou_ui as ui
from bansou.static import StaticStorage

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


def test_a_day_is_written_as_the_reader_writes_it_and_a_moment_is_the_day_that_it_was_here():
    with translation.override("ja"):
        assert ui.day(date(2026, 4, 1)) == '<time datetime="2026-04-01">2026年4月1日</time>'
        assert ui.day(datetime(2026, 3, 31, 15, tzinfo=UTC)) == ui.day(date(2026, 4, 1))
    with translation.override("en"):
        assert "April 1, 2026" in ui.day(date(2026, 4, 1))
    assert ui.day(None) == ""


def test_an_address_of_a_file_names_its_content_however_often_it_is_asked_for(tmp_path):
    (tmp_path / "a.css").write_text("")
    (tmp_path / "staticfiles.json").write_text('{"version": "1.1", "paths": {"a.css": "a.1f.css"}}')
    storage = StaticStorage(location=str(tmp_path), base_url="/static/")
    with override_settings(DEBUG=False):
        assert [storage.url("a.css"), storage.url("a.css")] == ["/static/a.1f.css"] * 2
        with pytest.raises(ValueError, match=r"gone\.css"):
            storage.url("gone.css")
