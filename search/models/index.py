"""The embedded index: one row of facts, one row of text per document, and a log of changes.

On SQLite a full-text table (`search_fts`, made in the first migration) reads its words from `IndexedText`. PostgreSQL
has no such table: there the stored words are scanned, which is for few documents only.
"""

from django.db import models


class IndexedDocument(models.Model):
    """What counts, filters and sorts need. Dropped documents stay as rows that are not alive, to know their version."""

    kind = models.CharField(max_length=20)
    object_id = models.CharField(max_length=40)
    version = models.BigIntegerField(default=0)
    alive = models.BooleanField(default=True)
    digest = models.CharField(max_length=32, default="")  # of the text: unchanged text is not analysed again
    length = models.PositiveIntegerField(default=0)  # words
    keys = models.TextField(default="")  # one `scheme=code` a line; `@kind`, `@audience` too
    sorts = models.TextField(default="{}")  # JSON: sort → number, larger first

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_document_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class IndexedText(models.Model):
    """The analysed text: the words in order (with a boundary between sections), where they stand, and the text."""

    document = models.OneToOneField(IndexedDocument, models.CASCADE, primary_key=True)
    words = models.TextField()
    spans = models.BinaryField()
    body = models.TextField()  # JSON: [[anchor, label, text], …]; title first, summary second

    def __str__(self) -> str:
        return str(self.document_id)


class IndexedTitle(models.Model):
    """A title as it is suggested, and its keys (`search.readings`) separated by blanks. On SQLite the full-text table
    `search_titles` reads them."""

    document = models.OneToOneField(IndexedDocument, models.CASCADE, primary_key=True)
    title = models.TextField()
    keys = models.TextField()

    def __str__(self) -> str:
        return str(self.document_id)


class IndexChange(models.Model):
    """What each process's bitmaps follow. `stamp` is random: a row that was rolled back and its number used again is
    told from the one that was seen."""

    document_id = models.BigIntegerField()
    stamp = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.pk} {self.document_id}"
