"""Items and their versions."""

from __future__ import annotations

from django.db import models

from liandong.kernel.ids import new_id


class Item(models.Model):
    """知识条目. `text` is the newest version's, for the search."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=80)
    sub_type = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=200)
    region_code = models.CharField(max_length=12)
    text = models.TextField(blank=True)
    newest = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "-updated_at", "-id"], name="knowledge_by_kind")]


class Version(models.Model):
    """One version of an item: added, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    file_id = models.UUIDField(null=True)
    note = models.CharField(max_length=200, blank=True)
    added_by = models.UUIDField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="knowledge_version_number")]
