"""Run several programs as one: they start together, and the end of one is the end of all."""

from __future__ import annotations

import collections
import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

GRACE_SECONDS = 10.0
LAST_LINES = 20


@dataclass
class Child:
    """A program with its last lines; it leads its own process group, so that all it starts can be stopped with it."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    lines: collections.deque[str] = field(default_factory=lambda: collections.deque(maxlen=LAST_LINES))
    reader: threading.Thread | None = None

    def start(self) -> None:
        """Start the program; its output is shown line by line."""
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process and self.process.stdout
        for line in self.process.stdout:
            text = line.decode(errors="replace").rstrip()
            self.lines.append(text)
            print(f"{self.name}: {text}", flush=True)

    def has_ended(self) -> bool:
        """Is the program gone?"""
        return self.process is None or self.process.poll() is not None

    def signal_group(self, number: int) -> None:
        """Send a signal to the program and everything it started."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):  # already gone
                os.killpg(self.process.pid, number)


class Supervisor:
    """Starts children, waits, and stops all of them on SIGINT, SIGTERM, SIGHUP (the terminal was closed) or the end of one."""

    def __init__(self, children: Sequence[Child]) -> None:
        self.children = list(children)
        self.asked_to_stop = False

    def run(self) -> int:
        """Until it is told to stop (0) or a child ends (1)."""
        # As PID 1 the kernel ignores signals without a handler, so all are set explicitly.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        for child in self.children:
            child.start()
        ended = self._wait()
        self.stop()
        if ended is None:
            return 0
        self._explain(ended)
        return 1

    def _stop(self, *_signal: Any) -> None:
        self.asked_to_stop = True

    def _wait(self) -> Child | None:
        while not self.asked_to_stop:
            for child in self.children:
                if child.has_ended():
                    return child
            reap_strangers({child.process.pid for child in self.children if child.process})
            time.sleep(0.2)
        return None

    def stop(self) -> None:
        """SIGTERM to all, ten seconds, then SIGKILL."""
        for child in self.children:
            child.signal_group(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        while time.monotonic() < deadline and not all(child.has_ended() for child in self.children):
            time.sleep(0.05)
        for child in self.children:
            child.signal_group(signal.SIGKILL)
            if child.process:
                child.process.wait()
            if child.reader:
                child.reader.join(timeout=1)

    def _explain(self, child: Child) -> None:
        code = child.process.returncode if child.process else "none"
        print(f"\nThe {child.name} ended by itself (exit code {code}), so everything was stopped. Its last lines:")
        print("\n".join(f"  {line}" for line in child.lines), flush=True)


def reap_strangers(own: set[int]) -> None:
    """As PID 1: take note of the end of orphans that were handed to us. Own children are left to `Popen.poll`."""
    if os.getpid() != 1:
        return
    while True:
        found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if found is None or found.si_pid == 0 or found.si_pid in own:
            return
        os.waitpid(found.si_pid, 0)
