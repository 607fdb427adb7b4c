"""`make run` and its parts: checks in one sentence, one supervisor for all processes, a worker that does not give up."""

import collections
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from bansou.site import jobs
from bansou.site.management.commands.worker import Worker
from tools import environment, machine
from tools.machine import Problem

ROOT = Path(__file__).resolve().parents[1]


# --- The machine ----------------------------------------------------------------------------------------------------------
def test_a_taken_port_is_one_sentence_with_a_way_out():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        with pytest.raises(Problem, match=f"Port {number} is taken .* make run PORT={number + 1}"):
            machine.check_port(number)
    machine.check_port(number)


@pytest.mark.parametrize("value", ["http", "0", "70000", "-1"])
def test_a_wrong_port_is_one_sentence(monkeypatch, value):
    monkeypatch.setenv("PORT", value)
    with pytest.raises(Problem, match="write a number from 1 to 65535"):
        machine.port()


def test_a_full_disk_is_one_sentence(monkeypatch):
    usage = collections.namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(10**12, 10**12, 5 * 1024**2))
    with pytest.raises(Problem, match="has 5 MB left, and 200 MB are needed"):
        machine.check_disk(200)


def test_a_second_start_on_the_same_data_is_one_sentence(monkeypatch, tmp_path):
    monkeypatch.setenv("BANSOU_VAR", str(tmp_path))
    pidfile = tmp_path / "gunicorn.pid"
    for stale in ("", "no number", "4194999", str(os.getpid())):
        pidfile.write_text(stale)
        machine.check_not_running()
    pretender = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", "gunicorn"])
    pidfile.write_text(str(pretender.pid))
    try:
        with pytest.raises(Problem, match=f"kill {pretender.pid}"):
            machine.check_not_running()
    finally:
        pretender.kill()
        pretender.wait()


def test_a_missing_fts5_is_one_sentence(monkeypatch):
    import sqlite3

    class Without:
        def execute(self, statement):
            raise sqlite3.OperationalError("no such module: fts5")

        def close(self):
            pass

    monkeypatch.setattr(sqlite3, "connect", lambda name: Without())
    with pytest.raises(Problem, match="FTS5"):
        machine.check_sqlite()


def test_an_old_python_is_one_sentence(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(Problem, match=r"needs Python 3\.11 or newer; this is Python 3\.9"):
        machine.check_python()


def test_a_missing_venv_is_one_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(Problem, match="python3-venv"):
        machine.check_python()


def test_a_setting_is_read_from_the_environment_then_from_the_file(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text('# a remark\nPORT="8111"\nBANSOU_BIND=\n', encoding="utf-8")
    monkeypatch.setattr(machine, "ROOT", tmp_path)
    monkeypatch.delenv("PORT", raising=False)
    assert machine.setting("PORT", "8000") == "8111"
    assert machine.setting("BANSOU_BIND", "127.0.0.1") == "127.0.0.1"
    monkeypatch.setenv("PORT", "8222")
    assert machine.port() == 8222


def test_the_environment_is_filled_once_per_lock(monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "VENV", tmp_path)
    assert not environment.is_filled("base")
    environment.stamp("dev").write_text(environment.lock_digest("dev"))
    assert environment.is_filled("base") and environment.is_filled("dev")
    environment.stamp("dev").write_text("of an older lock")
    assert not environment.is_filled("dev")


# --- The supervisor -------------------------------------------------------------------------------------------------------
SCRIPT = """
import os, sys
from tools.supervisor import Child, Supervisor
import tools.supervisor as s
s.GRACE_SECONDS = 1.0
commands = dict(arg.split("=", 1) for arg in sys.argv[1:])
sys.exit(Supervisor([Child(n, [sys.executable, "-uc", code], dict(os.environ)) for n, code in commands.items()]).run())
"""
SLEEPER = "import os, time; print('pid', os.getpid()); time.sleep(60)"
STUBBORN = "import os, signal, time; signal.signal(15, signal.SIG_IGN); print('pid', os.getpid()); time.sleep(60)"
PARENT = 'import subprocess, sys; subprocess.run([sys.executable, \'-uc\', """' + STUBBORN + '""" ])'


def supervise(**commands):
    arguments = [f"{name}={code}" for name, code in commands.items()]
    return subprocess.Popen([sys.executable, "-uc", SCRIPT, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def pids(process, count):
    found = []
    while len(found) < count:
        line = process.stdout.readline()
        assert line, "the supervisor ended too early"
        if ": pid " in line:
            found.append(int(line.split()[-1]))
    return found


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything(number):
    process = supervise(a=SLEEPER, b=SLEEPER)
    children = pids(process, 2)
    process.send_signal(number)
    assert process.wait(timeout=8) == 0
    assert not any(is_alive(pid) for pid in children)


def test_what_ignores_sigterm_is_killed_together_with_its_own_children():
    process = supervise(a=PARENT, b=STUBBORN)
    children = pids(process, 2)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=8) == 0
    time.sleep(0.1)
    assert not any(is_alive(pid) for pid in children)


def test_the_end_of_one_is_the_end_of_all_with_its_last_lines():
    process = supervise(good=SLEEPER, bad="import time; time.sleep(0.5); raise SystemExit('no more paper')")
    children = pids(process, 1)
    rest = process.stdout.read()
    assert process.wait(timeout=8) == 1
    assert "The bad ended by itself (exit code 1)" in rest and "  no more paper" in rest
    assert not any(is_alive(pid) for pid in children)


# --- The worker -----------------------------------------------------------------------------------------------------------
calls = []


def quick():
    calls.append("quick")


def broken():
    calls.append("broken")
    raise RuntimeError("on purpose")


def slow():
    calls.append("slow")


MINE = [jobs.Job(f"{__name__}.{name}", every) for name, every in (("broken", 1), ("quick", 1), ("slow", 60))]


@pytest.fixture
def worker(tmp_path):
    calls.clear()
    return Worker(MINE, tmp_path / "worker.json", pause=0.01)


@pytest.mark.django_db
def test_every_job_keeps_its_pace_and_a_broken_one_stops_nobody(worker):
    for second in range(3):
        worker.turn(now=100.0 + second)
    assert calls == ["broken", "quick", "slow", "broken", "quick", "broken", "quick"]
    assert json.loads(worker.heartbeat.read_text())["failures"] == 3


@pytest.mark.django_db
def test_the_worker_stops_in_the_middle_of_a_turn(worker):
    worker.stop()
    worker.turn(now=100.0)
    worker.run()
    assert calls == []


def endless():
    calls.append("endless")
    worker_of_the_test[0].stopping.wait(20)


worker_of_the_test = []


def test_a_job_that_takes_long_holds_up_its_own_lane_only(tmp_path):
    calls.clear()
    slow_lane = jobs.Job(f"{__name__}.endless", 0.01, lane="slow")
    late = jobs.Job(f"{__name__}.slow", 0.01, first=60)
    worker = Worker([slow_lane, late, jobs.Job(f"{__name__}.quick", 0.01)], tmp_path / "worker.json", pause=0.01)
    worker_of_the_test[:] = [worker]
    thread = threading.Thread(target=worker.run)
    thread.start()
    deadline = time.monotonic() + 20
    while calls.count("quick") < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    worker.stop()
    thread.join(timeout=20)
    assert not thread.is_alive()
    assert calls.count("quick") >= 3 and calls.count("endless") == 1 and "slow" not in calls


@pytest.mark.parametrize("job", jobs.JOBS, ids=lambda job: job.path)
def test_every_job_of_the_list_exists_and_runs_twice(db, job):
    assert jobs.run_job(job) and jobs.run_job(job)


# --- Reset ----------------------------------------------------------------------------------------------------------------
def reset(tmp_path, answer):
    environment = {**os.environ, "BANSOU_VAR": str(tmp_path / "var")}
    return subprocess.run(
        [sys.executable, "-m", "tools.reset"], cwd=ROOT, env=environment, input=answer, text=True, capture_output=True
    )


def test_reset_asks_first(tmp_path):
    (tmp_path / "var").mkdir()
    for answer in ("", "no\n", "y\n"):
        assert "Nothing was deleted" in reset(tmp_path, answer).stderr
    assert (tmp_path / "var").exists()
    assert reset(tmp_path, "yes\n").returncode == 0
    assert not (tmp_path / "var").exists()


def test_reset_refuses_while_the_server_runs(tmp_path):
    (tmp_path / "var").mkdir()
    pretender = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", "gunicorn"])
    (tmp_path / "var" / "gunicorn.pid").write_text(str(pretender.pid))
    try:
        assert "stop it first" in reset(tmp_path, "yes\n").stderr
    finally:
        pretender.kill()
        pretender.wait()
    assert (tmp_path / "var").exists()
