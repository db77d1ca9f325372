"""What was handed in, by whom, for what."""

from __future__ import annotations

from django.db import models

from liandong.kernel import clock
from liandong.kernel.ids import new_id


class File(models.Model):
    """One handing-in. Its bytes are the blob named by `sha256`; several rows may share one blob."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=80)
    name = models.CharField(max_length=140)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    incident_id = models.UUIDField(null=True, db_index=True)
    region_code = models.CharField(max_length=12)
    drill = models.BooleanField(default=False)
    added_by = models.UUIDField(null=True)
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id", "id"], name="file_of_subject")]
