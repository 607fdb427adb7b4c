"""`manage.py worker`: mails every second, the other jobs at their own pace, until SIGTERM."""

import json
import signal
import threading
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from bansou.site.jobs import JOBS, Job, run_job

HEARTBEAT = "worker.json"


class Worker:
    """Runs the jobs that are due. `pause` is the time between two looks, in seconds."""

    def __init__(self, jobs: list[Job], heartbeat: Path, pause: float = 1.0) -> None:
        self.jobs, self.heartbeat, self.pause = jobs, heartbeat, pause
        self.stopping = threading.Event()
        self.due = {job.path: 0.0 for job in jobs}
        self.failures = 0

    def run(self) -> None:
        """Until `stop()`."""
        while not self.stopping.is_set():
            self.turn(time.monotonic())
            self.stopping.wait(self.pause)

    def turn(self, now: float) -> None:
        """One look: run what is due, then say that we are alive."""
        for job in self.jobs:
            if self.due[job.path] <= now and not self.stopping.is_set():
                self.due[job.path] = now + job.every
                self.failures += not run_job(job)
        close_old_connections()
        self.beat()

    def beat(self) -> None:
        """Write the heartbeat, in one step, so that nobody reads half of it."""
        new = self.heartbeat.with_suffix(".new")
        new.write_text(json.dumps({"at": time.time(), "failures": self.failures}))
        new.replace(self.heartbeat)

    def stop(self, *_signal: Any) -> None:
        """Finish the job at hand, then end."""
        self.stopping.set()


class Command(BaseCommand):
    help = "Run the background jobs until SIGTERM."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker(JOBS, settings.VAR / HEARTBEAT)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, worker.stop)
        worker.run()
