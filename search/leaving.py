"""When somebody leaves: what search kept for that person alone goes too."""

from typing import Any

from search.exports.services import delete
from search.models import OwnSituation, ResultExport, SavedQuery
from search.models.requests import CaseRequest


def forget(user: Any, **_signal: Any) -> None:
    """Delete the private rows of `user`; called inside the transaction of leaving."""
    OwnSituation.objects.filter(owner=user.pk).delete()
    SavedQuery.objects.filter(owner=user.pk).delete()
    CaseRequest.objects.filter(by=user.pk).delete()
    for export in ResultExport.objects.filter(owner=user.pk):
        delete(export)
