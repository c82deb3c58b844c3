from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mappings", "0002_marks_are_texts_beside_the_moment_of_reading")]

    operations = [
        migrations.AddField("tablemapping", "findings", models.JSONField(blank=True, default=list)),
        migrations.AddField(
            "tablemapping", "checked_at", models.DateTimeField(blank=True, null=True, verbose_name="Checked at")
        ),
    ]
