from django.db import migrations


def disable(apps, schema_editor):
    """Rows of former defaults that nothing can carry out; the present defaults have others instead of them."""
    rows = apps.get_model("mappings", "FieldMapping").objects.filter(obstacle__in=["owner", "related_table"])
    rows.update(status="disabled", obstacle="")


class Migration(migrations.Migration):
    dependencies = [("mappings", "0012_fields_may_relate_to_several_mappings")]

    operations = [migrations.RunPython(disable, migrations.RunPython.noop)]
