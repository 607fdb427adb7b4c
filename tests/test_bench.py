"""`make bench` works from end to end: a corpus, requests for every page, a server that is asked, a table."""

import json
import os
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from tools import bench, load

PAGES = (
    "two words",
    "one broad word",
    "a sentence",
    "browsing",
    "matrix",
    "suggestions",
    "from a case in hand",
    "home",
)


@pytest.fixture
def corpus(db):
    call_command("generate_corpus", cases=12)


class Answers(BaseHTTPRequestHandler):
    """Says yes to everything but /broken/."""

    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(500 if self.path == "/broken/" else 200)
        self.end_headers()

    do_POST = do_GET

    def log_message(self, *_args):
        pass


@contextmanager
def server():
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=httpd.serve_forever, daemon=True).start()
    yield httpd.server_port
    httpd.shutdown()


def test_every_page_is_measured_for_visitor_and_member(corpus, capsys):
    call_command("bench", requests=2)
    lines = capsys.readouterr().out.splitlines()
    for page in PAGES:
        assert sum(line.startswith(f"{page} (") for line in lines) == 2, page


# Statements of a first request, nothing being cached: every figure of the board is one, and they are kept for a minute.
MOST = {"board": 65}


def test_requests_and_statements_go_to_the_tool(corpus, tmp_path, capsys):
    call_command("bench", requests=4, json=tmp_path / "facts.json")
    asked = json.loads((tmp_path / "facts.json").read_text())
    assert {page["name"] for page in asked["pages"]} >= set(PAGES)
    assert {page["name"]: page["sql"] for page in asked["pages"] if page["sql"] > MOST.get(page["name"], 60)} == {}
    assert all(len(page["requests"]) == 4 for page in asked["pages"])
    with server() as port:
        bench.pages(port, asked, SimpleNamespace(process=SimpleNamespace(pid=os.getpid())))
    rows = capsys.readouterr().out.splitlines()
    assert sum(row.startswith("| ") and row.endswith("| 0 |") for row in rows) == len(asked["pages"])


def test_the_index_is_filled_from_nothing(corpus, tmp_path):
    call_command("bench_index", json=tmp_path / "index.json")
    found = json.loads((tmp_path / "index.json").read_text())
    assert found["documents"] >= 12
    assert f"Index of {found['documents']} documents" in bench.index_line(found)


def test_thin_rows_are_found_and_readable(db, client):
    call_command("generate_corpus", cases=12, thin=True)
    page = client.get("/search/?outcome=good&outcome=failure&outcome=ongoing")
    cards = page.context["cards"]
    assert cards
    assert len(cards) == page.context["total"]


def test_failures_are_counted():
    with server() as port:
        found = load.run(port, [("/", None), ("/broken/", None), ("/", {"a": "b"})], {"c": "d"}, at_once=2)
    assert (len(found.times), found.failures) == (2, 1)
    assert found.percentile(0.5) <= found.percentile(0.95)


def test_what_processes_use_is_known():
    pids = load.family(os.getpid())
    assert pids[0] == os.getpid()
    assert load.cpu_seconds(pids) > 0
    assert all(megabytes > 0 for megabytes in load.memory(os.getpid()))
