"""Writing synonyms: from the data file, and by curators. Every change is in force at once, everywhere."""

from pathlib import Path
from typing import Any

from django.db import transaction

from bansou.audit.models import record
from bansou.vocabulary.models import VocabularyVersion
from search.models import SynonymGroup
from search.models.synonyms import Direction
from search.synonyms.expansion import DATA, read_groups


@transaction.atomic
def load_groups(path: Path = DATA) -> int:
    """Add the groups of the data file that are missing and renew those that nobody edited here; how many changed."""
    known = {group.seed: group for group in SynonymGroup.objects.exclude(seed="")}
    written = 0
    for read in read_groups(path):
        seed = f"{read.one_way:d}{read.words[0]}"
        group = known.get(seed) or SynonymGroup(seed=seed)
        words, direction = "\n".join(read.words), Direction.ONE if read.one_way else Direction.BOTH
        if not group.edited and (group.words, group.direction) != (words, direction):
            group.words, group.direction = words, direction
            group.save()
            written += 1
    if written:
        VocabularyVersion.bump()
    return written


@transaction.atomic
def save_group(group: SynonymGroup, by: Any) -> SynonymGroup:
    """Keep a group that a curator wrote, changed or switched off."""
    verb = "synonyms.changed" if group.pk else "synonyms.added"
    group.changed_by, group.edited = by, True
    group.save()
    record(by, verb, group, words=group.word_list, direction=group.direction, active=group.active)
    VocabularyVersion.bump()
    return group
