"""kill -9 of the server during autosave: what was reported as saved is there. `make soak` does it fifty times."""

import json
import os
import random
import shutil
import signal
import socket
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
from tools import run

ROOT = Path(__file__).resolve().parents[1]
KILLS = int(os.environ.get("BANSOU_KILLS", "5"))
FIELD = "what_happened"
# Makes a draft and a session of its author; prints what the writer needs.
SCENE = """
import json
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from tests.cast import make_organisation, make_person, write_case
author = make_person("author", make_organisation())
case = write_case(author)
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(author.pk), author.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
session.create()
print(json.dumps({"session": session.session_key, "case": case.public_id, "pk": case.pk}))
"""


class Server:
    """The real web server on data of its own."""

    def __init__(self, var):
        self.var = var
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BANSOU_")}
        python_path = f"{ROOT}:{ROOT / 'platform'}"
        self.env = {**kept, "BANSOU_VAR": str(var), "PYTHONPATH": python_path, "BANSOU_LOG_LEVEL": "ERROR"}
        self.process = None

    def start(self):
        command = run.web_server(self.port, self.env, self.var / "gunicorn.pid").command
        self.process = subprocess.Popen(command, env=self.env, start_new_session=True, stdout=subprocess.DEVNULL)
        wait_for(f"http://127.0.0.1:{self.port}/accounts/login/")

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def wait_for(address):
    """Until the server answers."""
    for _attempt in range(600):
        try:
            with urllib.request.urlopen(address, timeout=60):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")


class Writer:
    """A browser that autosaves one number after the other and remembers which ones were reported as saved."""

    def __init__(self, server, scene):
        self.address = f"http://127.0.0.1:{server.port}/cases/{scene['case']}/autosave/basics/"
        self.session = scene["session"]
        self.number = self.saved = 0
        self.answers = []

    def call(self, data=None, csrf=""):
        cookies = f"sessionid={self.session}" + (f"; csrftoken={csrf}" if csrf else "")
        request = urllib.request.Request(self.address, data, {"Cookie": cookies, "X-CSRFToken": csrf})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer), answer.headers.get("Set-Cookie", "")
        except urllib.error.HTTPError as error:
            if error.code != 422:  # stored, with a remark about a value
                raise
            return json.load(error), ""

    def write_until_the_server_dies(self, saved_one):
        """Loads the form, then saves as fast as the server answers."""
        try:
            form, cookie = self.call()
            csrf, base = cookie.partition("csrftoken=")[2].partition(";")[0], form["base"]
            while True:
                self.number += 1
                fields = {"base": base, "depth": "long", FIELD: text_of(self.number)}
                answer, _cookie = self.call(urllib.parse.urlencode(fields).encode(), csrf)
                self.answers.append(answer["state"])
                base, self.saved = answer["base"], self.number
                saved_one.set()
        except urllib.error.HTTPError as error:
            self.answers.append(f"{error.code} {error.read(300)!r}")
        except (OSError, HTTPException, ValueError):
            pass  # the server is gone, in the middle of an answer perhaps
        finally:
            saved_one.set()


def text_of(number):
    """A text that is long enough to span pages of the database."""
    return f"{number}回目の保存。" + "経営者の話を聞いた。" * 150


def stored(var, pk):
    """The number in the newest revision, read past the site."""
    connection = sqlite3.connect(f"file:{var / 'bansou.sqlite3'}?mode=ro", uri=True)
    try:
        rows = connection.execute(
            "SELECT r.content FROM wagtailcore_revision r JOIN casestudies_casestudy c ON c.latest_revision_id = r.id WHERE c.id = ?",
            [pk],
        )
        content = json.loads(rows.fetchone()[0])
    finally:
        connection.close()
    text = content[FIELD]
    number = int(text.partition("回目")[0]) if "回目" in text else 0
    assert number == 0 or text == text_of(number), "half of a text was stored"
    return number


@pytest.fixture
def server(tmp_path):
    var = tmp_path / "var"
    var.mkdir()
    shutil.copy(database.template(), var / "bansou.sqlite3")
    running = Server(var)
    yield running
    if running.process and running.process.poll() is None:
        running.kill()


@pytest.mark.slow
def test_what_was_reported_as_saved_is_there_after_kill_9(server):
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-v0", "-c", SCENE]
    made = subprocess.run(command, cwd=ROOT, env=server.env, capture_output=True, text=True, check=True)
    scene = json.loads(made.stdout.strip().splitlines()[-1])
    writer = Writer(server, scene)
    for turn in range(KILLS):
        server.start()
        saved_one = threading.Event()
        thread = threading.Thread(target=writer.write_until_the_server_dies, args=[saved_one])
        thread.start()
        assert saved_one.wait(timeout=60), "nothing was saved"
        time.sleep(random.uniform(0.0, 0.7))
        server.kill()
        thread.join(timeout=60)
        assert set(writer.answers) <= {"saved", "invalid"}, writer.answers[-1]
        found = stored(server.var, scene["pk"])
        assert writer.saved <= found <= writer.number, f"kill {turn + 1}: reported {writer.saved}, found {found}"
    print(f"{KILLS} kills, {writer.saved} saves reported, none lost")
