"""Orders that a run may have left open."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("couplings", "0009_assignees_notes_and_trends"),
        ("jobs", "0013_alerts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reopened",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("noted_at", models.DateTimeField(auto_now=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "coupling",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="couplings.coupling"
                    ),
                ),
            ],
        ),
    ]
