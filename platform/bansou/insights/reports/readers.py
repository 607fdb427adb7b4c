"""For whom a report is made."""

from typing import ClassVar


class AnyMember:
    """Somebody who reads what every member reads, and nothing that is somebody's own: no role, no organisation."""

    is_authenticated: ClassVar[bool] = True
    is_approved: ClassVar[bool] = True
    pk: ClassVar[int] = 0
    # What bansou.access would otherwise ask the database for
    _roles: ClassVar[frozenset[str]] = frozenset()
    _organisation_ids: ClassVar[frozenset[int]] = frozenset()
