"""The table of entries and the head of each subject's chain."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

from liandong.kernel.ids import new_id


class CurrentTransaction(models.Func):
    """The number of the writing transaction on PostgreSQL; 0 on SQLite, where one writer already orders."""

    template = "0"
    output_field = models.BigIntegerField()

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, tuple[()]]:
        return "(pg_current_xact_id()::text::bigint)", ()


class StoredEntry(models.Model):
    """See `rules.Entry`. The database refuses to change or remove a row (`guards`)."""

    number = models.BigAutoField(primary_key=True)
    transaction_id = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)
    entry_id = models.UUIDField(unique=True, default=new_id, editable=False)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    position = models.PositiveIntegerField()
    verb = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField(default=1)
    payload = models.TextField()
    region_code = models.CharField(max_length=12)
    incident_id = models.UUIDField(null=True)
    drill = models.BooleanField(default=False)
    user_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    post_id = models.UUIDField(null=True)
    organization_id = models.UUIDField(null=True)
    source = models.CharField(max_length=20)
    reason = models.TextField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "timeline_entry"
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id", "position"], name="timeline_one_position"),
        ]
        indexes = [
            models.Index(
                fields=["incident_id", "number"],
                name="timeline_of_incident",
                condition=models.Q(incident_id__isnull=False),
            ),
            models.Index(fields=["transaction_id", "number"], name="timeline_in_commit_order"),
        ]


class Head(models.Model):
    """The last position and hash of a subject: it makes a cut-off tail visible and lets one writer in at a time."""

    id = models.BigAutoField(primary_key=True)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    position = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "timeline_head"
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="timeline_one_head"),
        ]
