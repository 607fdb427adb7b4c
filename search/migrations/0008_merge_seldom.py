from django.db import migrations

from search.engines.embedded import schema


def merge_seldom(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(schema.MERGE_SELDOM)


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0007_quality'),
    ]

    operations = [
        migrations.RunPython(merge_seldom, migrations.RunPython.noop),
    ]
