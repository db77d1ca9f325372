"""Organisations and people are found by the initials of their pinyin."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import liandong.organizations.models
from liandong.kernel.pinyin import searchable_initials


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for name in ("Organization", "Person"):
        model = apps.get_model("organizations", name)
        for row in model.objects.only("id", "name").iterator(chunk_size=2000):
            model.objects.filter(id=row.id).update(initials=searchable_initials(row.name))


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="organization",
            name="initials",
            field=liandong.organizations.models.InitialsField(blank=True, default="", editable=False, max_length=120),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="person",
            name="initials",
            field=liandong.organizations.models.InitialsField(blank=True, default="", editable=False, max_length=80),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
