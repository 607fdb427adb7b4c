"""Changing terms under the objects that carry them: merging two into one, moving one to another parent."""

from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from bansou.vocabulary.models import Term
from bansou.vocabulary.schemes import BUILT_IN

# Sent in the transaction of the change with `scheme`, `old` and `new` (codes). Whoever stores codes replaces old by new
# and brings the index up to date; `old == new` means that the term's words or its place among its parents changed.
codes_changed = Signal()


class MergeRefused(ValueError):
    """These two terms cannot become one; the message says why."""


def refuse_merge(term: Term, into: Term) -> None:
    """Raise MergeRefused unless `term` may be merged into `into`."""
    if term.scheme in BUILT_IN:
        raise MergeRefused(_("The site rests on the terms of this scheme: they cannot be merged."))
    if term.scheme != into.scheme:
        raise MergeRefused(_("Both terms must be of the same scheme."))
    if into.merged_into_id or term.pk == into.pk:
        raise MergeRefused(_("Choose a term that stands for itself."))


@transaction.atomic
def merge(term: Term, into: Term) -> None:
    """Let `into` stand for `term` from now on: on every case, in forms, filters and old revisions.

    Its alternative labels go along, so that search still knows the old words. Raises MergeRefused.
    """
    refuse_merge(term, into)
    Term.objects.filter(parent=term).update(parent=into)
    Term.objects.filter(merged_into=term).update(merged_into=into)
    known = into.alt_labels.splitlines()
    into.alt_labels = "\n".join(dict.fromkeys([*known, term.label, *term.alt_labels.splitlines()]))
    into.save()
    term.merged_into, term.active = into, False
    term.save()
    codes_changed.send(Term, scheme=term.scheme, old=term.code, new=into.code)


# What of a term stands in the index: its words are in the texts, its parent is counted with it.
INDEXED = {"label", "short_label", "parent"}


def regrouped(term: Term) -> None:
    """Say that `term` has another parent or other words, in the transaction that saved it."""
    codes_changed.send(Term, scheme=term.scheme, old=term.code, new=term.code)
