from django.db import migrations


def as_list(apps, schema_editor):
    for mapping in apps.get_model("mappings", "TableMapping").objects.all():
        if isinstance(mapping.templates, dict):
            mapping.templates = [{"side": side, "values": values} for side, values in mapping.templates.items()]
            mapping.save(update_fields=["templates"])


class Migration(migrations.Migration):
    dependencies = [("mappings", "0007_settings_of_deciding_in_full")]

    operations = [migrations.RunPython(as_list, migrations.RunPython.noop)]
