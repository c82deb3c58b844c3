from django.core.management import call_command
from django.db import migrations

TABLE = "syncadmin_cache"


def create(apps, schema_editor):
    """The table that Django's database cache expects; installations with Redis leave it empty."""
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


def drop(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {schema_editor.quote_name(TABLE)}")


class Migration(migrations.Migration):
    dependencies = [("connections", "0002_on_premises_certificates_and_ownership")]

    operations = [migrations.RunPython(create, drop)]
