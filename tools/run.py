"""`make run`: whatever is missing is set up, then web server and worker run until Ctrl-C."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from tools import environment, machine, messages
from tools.machine import ROOT, Problem, setting
from tools.supervisor import Child, Supervisor

WEB_PROCESSES, THREADS = "2", "4"


def surroundings(port: int) -> dict[str, str]:
    """What the site's processes find in their environment."""
    return {**os.environ, "PORT": str(port), "PYTHONUNBUFFERED": "1", "BANSOU_VAR": str(machine.var())}


def prepare(env: dict[str, str]) -> None:
    """Database, vocabulary, demo content, index."""
    done = subprocess.run([environment.VENV_PYTHON, "manage.py", "prepare"], cwd=ROOT, env=env, check=False)
    if done.returncode:
        raise Problem("The data could not be prepared; the reason stands above.")


def web_server(port: int, env: dict[str, str], pidfile: Path) -> Child:
    """gunicorn, listening on this machine only unless BANSOU_BIND says otherwise."""
    command = [str(environment.VENV_PYTHON), "-m", "gunicorn", "bansou.wsgi", "--pythonpath", str(ROOT / "platform")]
    command += ["--chdir", str(ROOT), "--bind", f"{setting('BANSOU_BIND', '127.0.0.1')}:{port}", "--pid", str(pidfile)]
    command += ["--workers", setting("BANSOU_WEB_PROCESSES", WEB_PROCESSES), "--threads", THREADS]
    command += ["--graceful-timeout", "8", "--log-level", "warning", "--no-control-socket"]
    return Child("web server", command, env)


def worker(env: dict[str, str]) -> Child:
    """Mails, the index and what recurs."""
    return Child("worker", [str(environment.VENV_PYTHON), str(ROOT / "manage.py"), "worker"], env)


def announce(port: int) -> None:
    """Print the address once the site answers."""
    for _attempt in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=5):
                break
        except urllib.error.HTTPError:
            break  # an error page is an answer too
        except OSError:
            time.sleep(0.1)
    print(f"\nBansou: http://localhost:{port}/   (Ctrl-C stops it)\n", flush=True)


def main() -> int:
    """Everything, in order."""
    began = time.monotonic()
    machine.check_all()
    environment.ensure("base")
    messages.compile_all()
    port = machine.port()
    env = surroundings(port)
    prepare(env)
    print(f"Ready after {time.monotonic() - began:.0f} s; starting web server and worker …", flush=True)
    threading.Thread(target=announce, args=(port,), daemon=True).start()
    return Supervisor([web_server(port, env, machine.var() / "gunicorn.pid"), worker(env)]).run()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Problem as problem:
        sys.exit(f"\n{problem}")
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
