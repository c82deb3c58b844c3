from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mappings", "0001_mappings")]

    operations = [
        migrations.RenameField("tablemapping", "bc_mark", "bc_read_at"),
        migrations.RenameField("tablemapping", "dataverse_mark", "dataverse_read_at"),
        migrations.AddField("tablemapping", "bc_mark", models.TextField(blank=True, default="")),
        migrations.AddField("tablemapping", "dataverse_mark", models.TextField(blank=True, default="")),
    ]
