"""Whether systems call when something changes, and which entries are not woken by it."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import jobs.wakeups.models
import syncadmin.connections.secrets


class Migration(migrations.Migration):
    dependencies = [
        ("connections", "0005_settings_of_the_default_mappings"),
        ("jobs", "0011_failed_writes"),
    ]

    operations = [
        migrations.AddField(
            model_name="schedule",
            name="undisturbed",
            field=models.BooleanField(db_default=False, default=False, verbose_name="Disable event-based rescheduling"),
        ),
        migrations.CreateModel(
            name="WakeUps",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.BooleanField(default=False, verbose_name="Wake-ups")),
                ("secret", syncadmin.connections.secrets.EncryptedField(default=jobs.wakeups.models.new_secret)),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("code", models.CharField(blank=True, default="", max_length=40)),
                ("facts", models.JSONField(default=dict)),
                (
                    "connection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wake_ups",
                        to="connections.connection",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WatchedTable",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "side",
                    models.CharField(choices=[("bc", "Business Central"), ("dataverse", "Dataverse")], max_length=10),
                ),
                ("table", models.CharField(max_length=200)),
                ("until", models.DateTimeField(null=True)),
                ("heard_at", models.DateTimeField(null=True, verbose_name="Last heard")),
                ("code", models.CharField(blank=True, default="", max_length=40)),
                ("facts", models.JSONField(default=dict)),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="watched", to="connections.connection"
                    ),
                ),
            ],
            options={
                "ordering": ["side", "table"],
                "constraints": [
                    models.UniqueConstraint(fields=("connection", "side", "table"), name="one_row_per_watched_table")
                ],
            },
        ),
    ]
