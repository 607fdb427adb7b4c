"""kill -9 of web, worker and Elasticsearch at random under writes: what was reported is there, no answer is an error,
and afterwards the index is what the database says. `make soak` does it fifty times."""

import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPException
from pathlib import Path

import pytest

from tests import database
from tests.elasticsearch.server import FOLDER, LACKING, SCRIPT
from tests.test_kill import KILLS, ROOT, Server
from tools import run
from tools.postgres import free_port

SCENE = """
import json
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from casestudies.services.publishing import publish_revision
from tests.cast import give_consent, make_organisation, make_person, write_case

def session_of(person):
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(person.pk), person.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session.create()
    return session.session_key

author, reader = (make_person(name, make_organisation()) for name in ("author", "reader"))
cases = []
for number in range(8):
    case = write_case(author, title=f"事例{number}")
    give_consent(case)
    cases.append(publish_revision(case.latest_revision, by=author).public_id)
print(json.dumps({"author": session_of(author), "reader": session_of(reader), "cases": cases}))
"""
SEARCH = f"/search/?q={urllib.parse.quote('提案')}&step=4"
GONE = (OSError, HTTPException)  # the server was killed, in the middle of an answer perhaps


class Browser:
    """Somebody who is signed in. Notes every answer that is an error."""

    def __init__(self, port, session, errors):
        self.base, self.session, self.csrf, self.errors = f"http://127.0.0.1:{port}", session, "a" * 32, errors

    def open(self, path, fields=None):
        """The body of a page; raises one of GONE when the server is away."""
        cookies = f"sessionid={self.session}; csrftoken={self.csrf}"
        data = (
            urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": self.csrf}).encode()
            if fields is not None
            else None
        )
        request = urllib.request.Request(self.base + path, data, {"Cookie": cookies})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            self.errors.append(f"{error.code} {path} {error.read(200)!r}")
            raise


class Writer(Browser):
    """Changes who may read the cases, one after the other, and remembers what was reported."""

    def __init__(self, *args, cases):
        super().__init__(*args)
        self.asked = {case: {"public"} for case in cases}  # what was asked for since the last report, and that
        self.count = 0

    def set(self, case, visibility):
        fields = {"visibility": visibility, "byline": "anonymous", "place_precision": "region"}
        self.open(f"/cases/{case}/settings/", fields)

    def write(self, stop):
        while not stop.is_set():
            case = random.choice(list(self.asked))
            visibility = random.choice(["public", "members", "organisation"])
            self.asked[case].add(visibility)
            try:
                self.set(case, visibility)
            except GONE:
                time.sleep(0.05)
                continue
            self.asked[case] = {visibility}
            self.count += 1


class Reader(Browser):
    """Searches and likes; counts the pages that the simple search gave."""

    def __init__(self, *args, cases):
        super().__init__(*args)
        self.cases, self.pages = cases, 0

    def read(self, stop):
        while not stop.is_set():
            try:
                assert re.search(r'data-total="\d+"', self.open(SEARCH))
                self.open(f"/cases/{random.choice(self.cases)}/helpful/", {"on": random.choice("01")})
                self.pages += 1
            except GONE:
                time.sleep(0.05)


class Elasticsearch:
    """A server of its own, which may be killed; the programs are those of the other tests."""

    def __init__(self):
        if not (shutil.which("javac") and shutil.which("mvn")):
            pytest.skip(LACKING)
        self.folder, self.port = Path("/var/tmp") / f"bansou-kill-{os.getpid()}", free_port()
        self.env = os.environ | {"ES_RUN": str(self.folder), "ES_PORT": str(self.port), "ES_HEAP": "256m"}
        self.script("build", os.environ | {"ES_RUN": str(FOLDER)})
        self.folder.mkdir()
        (self.folder / "home").symlink_to(FOLDER / "home")

    def script(self, command, env=None):
        done = subprocess.run([SCRIPT, command], env=env or self.env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self):
        self.script("start")

    def kill(self):
        pid = int((self.folder / "es.pid").read_text())
        os.kill(pid, signal.SIGKILL)
        while Path(f"/proc/{pid}").exists():
            time.sleep(0.05)

    def end(self):
        self.kill()
        shutil.rmtree(self.folder)


class Worker:
    """`manage.py worker`."""

    def __init__(self, env):
        self.env = env

    def start(self):
        self.process = subprocess.Popen(run.worker(self.env).command, cwd=ROOT, env=self.env, start_new_session=True)

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def lag(writer, visitor, case, visibility, total):
    """Seconds from the answer to a change of readers until a visitor's search counts it."""
    writer.set(case, visibility)
    began = time.monotonic()
    while f'data-total="{total}"' not in visitor.open("/search/"):
        assert time.monotonic() - began < 60, "the change never reached the index"
        time.sleep(0.02)
    return time.monotonic() - began


def manage(env, *arguments):
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


class Site:
    """Web, worker and, if there is one, Elasticsearch, on data of their own."""

    def __init__(self, var, elasticsearch=None):
        self.web = Server(var)
        self.web.env = {name: value for name, value in self.web.env.items() if not name.startswith("ELASTICSEARCH")}
        if elasticsearch:
            self.web.env["BANSOU_ELASTICSEARCH_URL"] = f"http://127.0.0.1:{elasticsearch.port}"
        self.worker = Worker(self.web.env)
        self.parts = {"web": self.web, "worker": self.worker}
        if elasticsearch:
            self.parts["elasticsearch"] = elasticsearch

    def start(self):
        if "elasticsearch" in self.parts:
            self.parts["elasticsearch"].start()
        self.web.start()
        self.worker.start()

    def ask(self, sql):
        connection = sqlite3.connect(f"file:{self.web.var / 'bansou.sqlite3'}?mode=ro", uri=True)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def drained(self, seconds=120):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not self.ask("SELECT 1 FROM indexing_change WHERE next_try IS NOT NULL LIMIT 1"):
                return True
            time.sleep(0.2)
        return False


@pytest.fixture(params=["embedded", "elasticsearch"])
def site(request, tmp_path):
    var = tmp_path / "var"
    var.mkdir()
    shutil.copy(database.template(), var / "bansou.sqlite3")
    elasticsearch = Elasticsearch() if request.param == "elasticsearch" else None
    running = Site(var, elasticsearch)
    yield running
    for part in (running.web, running.worker):
        if getattr(part, "process", None) and part.process.poll() is None:
            part.kill()
    if elasticsearch:
        elasticsearch.end()


@pytest.mark.slow
def test_nothing_is_lost_and_the_index_is_right_after_kills(site):
    site.start()
    made = manage(site.web.env, "shell", "--no-imports", "-v0", "-c", SCENE)
    assert made.returncode == 0, made.stderr
    scene = json.loads(made.stdout.strip().splitlines()[-1])
    errors, stop = [], threading.Event()
    writer = Writer(site.web.port, scene["author"], errors, cases=scene["cases"])
    reader = Reader(site.web.port, scene["reader"], errors, cases=scene["cases"])
    visitor, case = Browser(site.web.port, "", errors), scene["cases"][0]
    lags = [lag(writer, visitor, case, *after) for _again in range(3) for after in (("members", 7), ("public", 8))]
    assert min(lags) < 2, lags  # the machine may be busy with other tests; that nothing waits longer is seen in soak
    threads = [threading.Thread(target=work, args=[stop]) for work in (writer.write, reader.read)]
    for thread in threads:
        thread.start()
    try:
        killed = kill_at_random(site)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not errors, errors[:5]
    assert writer.count and reader.pages
    stored = dict(site.ask("SELECT public_id, visibility FROM casestudies_casestudy"))
    assert all(stored[case] in asked for case, asked in writer.asked.items()), "something reported was lost"
    assert site.drained(), "changes are left in the outbox"
    checked = manage(site.web.env, "check_index")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    print(f"seen after {max(lags):.1f} s at most; {killed}; {writer.count} writes reported, {reader.pages} rounds read")


def kill_at_random(site):
    """Every part in turn, in random order, at random moments; each comes back after a while."""
    names = [name for _turn in range(KILLS) for name in random.sample(sorted(site.parts), len(site.parts))][:KILLS]
    for name in names:
        time.sleep(random.uniform(0.5, 2.0))
        site.parts[name].kill()
        time.sleep(random.uniform(0.0, 1.5))
        site.parts[name].start()
    time.sleep(1)
    return ", ".join(f"{names.count(name)} kills of {name}" for name in site.parts)
