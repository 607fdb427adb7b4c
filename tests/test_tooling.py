"""The ground that the other tests stand on."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from wagtail.models import Page, Site

from bansou.access import is_member, is_staff
from bansou.accounts.models import User
from bansou.vocabulary.models import Term
from casestudies.models import CaseStudy
from tests.cast import make_person
from tools import changed

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_flush_takes_nothing_away_for_good(turn):
    assert not User.objects.exists()
    assert Term.objects.filter(scheme="step").count() == 7
    assert Page.objects.filter(depth=1).exists() and Site.objects.exists()
    make_person("somebody")


@pytest.mark.django_db
def test_the_cast_has_the_rights_of_its_roles(
    author, colleague, outsider, manager, checker, curator, hub, administrator, pending
):
    assert all(is_member(person) for person in (author, colleague, outsider, manager, hub))
    assert all(is_staff(person) for person in (checker, curator, administrator))
    assert not is_member(pending) and not is_staff(hub) and not is_staff(manager)


@pytest.mark.parametrize("state", ["draft", "submitted", "published"])
def test_cases_of_the_cast_are_in_the_state_asked_for(make_case, state):
    case = make_case(state, byline="anonymous", rows=[("voices", {"viewpoint": "owner", "text": "やってみるよ"})])
    assert case.state == state
    assert case.draft.outcome == "failure" and case.draft.main_step == "4"
    assert [row.text for row in case.draft.rows_of("voices")] == ["やってみるよ"]


def test_a_published_case_is_read_by_its_audience(make_case, author, colleague, outsider):
    case = make_case(visibility="organisation")
    readers = [p for p in (author, colleague, outsider) if CaseStudy.objects.visible_to(p).filter(pk=case.pk).exists()]
    assert readers == [author, colleague]


@pytest.mark.parametrize(("lock", "extra"), [("base", ""), ("dev", "dev")])
def test_the_lock_holds_what_the_project_asks_for(lock, extra):
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [Requirement(line) for line in asked["dependencies"] + asked["optional-dependencies"].get(extra, [])]
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    locked = dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", text, re.MULTILINE))
    missing = [str(r) for r in wanted if not r.specifier.contains(locked.get(r.name.lower(), "0"), prereleases=True)]
    assert missing == [], "run `make lock`"


def test_every_package_of_a_lock_has_its_hashes_and_no_address():
    for path in (ROOT / "requirements").glob("*.txt"):
        packages = re.split(r"^(?=[A-Za-z0-9])", path.read_text(), flags=re.MULTILINE)[1:]
        assert all("--hash=sha256:" in package for package in packages)
        assert "://" not in path.read_text()


def test_both_locks_have_the_same_versions():
    base, dev = (
        set(re.findall(r"^\S+==\S+", (ROOT / "requirements" / f"{n}.txt").read_text(), re.M)) for n in ("base", "dev")
    )
    assert base <= dev


def test_make_lists_every_target():
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("run", "test", "fast", "lint", "messages", "lock", "bench", "shell", "soak", "reset"):
        assert re.search(rf"^  make {target} +\S", listed, re.MULTILINE), target


@pytest.mark.parametrize(
    ("path", "tests"),
    [
        ("casestudies/views/mine.py", {"tests/casestudies"}),
        ("platform/bansou/accounts/forms/profile.py", {"tests/accounts"}),
        ("templates/account/login.html", {"tests/accounts"}),
        ("tests/search/test_state.py", {"tests/search/test_state.py"}),
        ("tests/search/corpora.py", {"tests/search"}),
        ("tests/browser/test_smoke.py", set()),
        ("static/css/base.css", set()),
        ("docs/architecture.md", set()),
        ("platform/bansou/access.py", None),
        ("tests/cast.py", None),
        ("pyproject.toml", None),
    ],
)
def test_make_fast_knows_the_tests_of_a_change(path, tests):
    assert changed.tests_of(path) == tests


def test_make_fast_runs_everything_when_in_doubt():
    assert changed.chosen_tests(["casestudies/state.py", "platform/bansou/access.py"]) == ["tests"]
    assert "tests/casestudies" in changed.chosen_tests(["casestudies/state.py"])
