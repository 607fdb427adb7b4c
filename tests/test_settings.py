"""Settings: every variable is documented, and a careless production start is refused in one sentence."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bansou.searching import elasticsearch_options

ROOT = Path(__file__).resolve().parents[1]
READERS = re.compile(r"""\b(?:env\.(?:text|boolean|integer|words)|setting)\(\s*["']([A-Z_]+)["']""")
GOOD = {
    "BANSOU_PRODUCTION": "1",
    "BANSOU_SECRET_KEY": "a-long-random-text-of-this-test-0123456789",
    "BANSOU_ALLOWED_HOSTS": "bansou.example.jp",
    "BANSOU_EMAIL_URL": "smtp://mail.example.jp:25",
}

POSTGRESQL, CLUSTER = "postgresql://localhost/bansou", "https://a.example.jp:9200,https://b.example.jp"


def sources():
    folders = ["platform", "casestudies", "knowhow", "community", "search", "tools"]
    return [path for folder in folders for path in (ROOT / folder).rglob("*.py")]


def start(tmp_path, program="import bansou.settings", **variables):
    """Load the settings in a process of its own; (exit code, last line of its error output)."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BANSOU_") and name != "PORT"}
    environment = {**kept, "BANSOU_VAR": str(tmp_path), "PYTHONPATH": str(ROOT / "platform"), **variables}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    return done.returncode, (done.stderr.strip().splitlines() or [""])[-1]


def test_every_variable_that_is_read_stands_in_env_example_and_no_other():
    read = {name for path in sources() for name in READERS.findall(path.read_text(encoding="utf-8"))}
    documented = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    assert documented == read


def test_no_variable_is_read_past_the_one_place():
    strays = [
        str(path.relative_to(ROOT))
        for path in sources()
        if re.search(r"""environ(?:\.get\(|\[)["']BANSOU_""", path.read_text(encoding="utf-8"))
    ]
    assert strays == []


def test_a_complete_production_start_is_accepted(tmp_path):
    assert start(tmp_path, **GOOD) == (0, "")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"BANSOU_DEBUG": "1"}, "BANSOU_DEBUG"),
        ({"BANSOU_SECRET_KEY": ""}, "BANSOU_SECRET_KEY"),
        ({"BANSOU_ALLOWED_HOSTS": ""}, "BANSOU_ALLOWED_HOSTS"),
        ({"BANSOU_EMAIL_URL": ""}, "BANSOU_EMAIL_URL"),
        ({"BANSOU_DATABASE_URL": "mysql://localhost/x"}, "BANSOU_DATABASE_URL"),
        ({"BANSOU_SESSION_HOURS": "long"}, "BANSOU_SESSION_HOURS"),
        ({"BANSOU_PRODUCTION": "perhaps"}, "BANSOU_PRODUCTION"),
        ({"BANSOU_DATABASE_URL": POSTGRESQL}, "set BANSOU_ELASTICSEARCH_URL"),
        ({"BANSOU_SEARCH_ENGINE": "elasticsearch"}, "needs BANSOU_ELASTICSEARCH_URL"),
        ({"BANSOU_SEARCH_ENGINE": "solr"}, "BANSOU_SEARCH_ENGINE is 'solr'"),
        ({"BANSOU_SEARCH_ENGINE": "embedded", "BANSOU_ELASTICSEARCH_URL": CLUSTER}, "contradict"),
        ({"BANSOU_ELASTICSEARCH_URL": "search.example.jp:9200"}, "https://user:password@host:9200"),
        ({"BANSOU_ELASTICSEARCH_URL": "https://search.example.jp:port"}, "https://user:password@host:9200"),
        ({"BANSOU_ELASTICSEARCH_URL": "https://me:word@a:9200", "BANSOU_ELASTICSEARCH_API_KEY": "key"}, "contradict"),
        (
            {"BANSOU_ELASTICSEARCH_URL": "http://a:9200", "BANSOU_ELASTICSEARCH_CA": "/ca.crt"},
            "BANSOU_ELASTICSEARCH_CA",
        ),
        ({"BANSOU_ELASTICSEARCH_URL": CLUSTER, "BANSOU_ELASTICSEARCH_SHARDS": "0"}, "BANSOU_ELASTICSEARCH_SHARDS"),
        (
            {"BANSOU_ELASTICSEARCH_URL": CLUSTER, "BANSOU_ELASTICSEARCH_PREFIX": "Bansou*"},
            "BANSOU_ELASTICSEARCH_PREFIX",
        ),
    ],
)
def test_a_careless_start_is_refused_in_one_sentence(tmp_path, change, said):
    code, sentence = start(tmp_path, **{**GOOD, **change})
    assert code == 1
    assert sentence.startswith("django.core.exceptions.ImproperlyConfigured: ") and said in sentence


@pytest.mark.parametrize(
    ("variables", "engine"),
    [
        ({}, "embedded"),
        ({"BANSOU_ELASTICSEARCH_URL": CLUSTER}, "elasticsearch"),
        ({"BANSOU_ELASTICSEARCH_URL": CLUSTER, "BANSOU_DATABASE_URL": POSTGRESQL}, "elasticsearch"),
        ({"BANSOU_SEARCH_ENGINE": "embedded", "BANSOU_DATABASE_URL": POSTGRESQL}, "embedded"),
    ],
)
def test_the_environment_chooses_the_engine_of_search(tmp_path, variables, engine):
    told = "import sys; from bansou import settings; sys.exit(settings.SEARCH_ENGINE)"
    assert start(tmp_path, told, **variables) == (1, engine)


def test_user_and_password_do_not_stay_in_the_address(monkeypatch):
    monkeypatch.setenv("BANSOU_ELASTICSEARCH_URL", "https://me:p%40ss@a.example.jp:9243/es/")
    options = elasticsearch_options()
    assert options["urls"] == ("https://a.example.jp:9243/es",)
    assert (options["user"], options["password"]) == ("me", "p@ss")


def test_trying_needs_no_setting_at_all(tmp_path):
    assert start(tmp_path) == (0, "")


def test_many_visitors_do_not_make_the_site_forget_tries_to_log_in(tmp_path):
    program = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "bansou.settings"
from django.core.cache import cache
cache.set("tries", 5)
for visitor in range(1000):
    cache.set(f"visitor-{visitor}", 1)
assert cache.get("tries") == 5
"""
    assert start(tmp_path, program) == (0, "")
