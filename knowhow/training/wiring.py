"""What training hears from the apps below; called when the app is ready."""

from bansou.accounts.signals import account_left
from bansou.indexing.services import follow as follow_changes
from bansou.notifications.readers import follow as follow_readers
from knowhow.models import Package, TrainingSession
from knowhow.training.following import follow_change, readable_packages, readable_sessions
from knowhow.training.sessions import leave


def connect() -> None:
    """Follow cases and articles, answer who may still read a notice, and forget who leaves."""
    follow_changes(follow_change)
    follow_readers(Package.kind, readable_packages)
    follow_readers(TrainingSession.kind, readable_sessions)
    account_left.connect(leave, dispatch_uid="knowhow.training")
