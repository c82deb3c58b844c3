"""Who is told of what needs somebody, and what there was to tell."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import syncadmin.connections.secrets


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0012_wake_ups"),
    ]

    operations = [
        migrations.CreateModel(
            name="Recipient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mail", "E-mail"),
                            ("teams", "Microsoft Teams (workflow)"),
                            ("webhook", "Webhook (JSON; Slack, Mattermost and others)"),
                        ],
                        default="mail",
                        max_length=10,
                        verbose_name="Told by",
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="Name")),
                ("address", syncadmin.connections.secrets.EncryptedField(verbose_name="Address")),
                (
                    "least",
                    models.CharField(
                        choices=[("warn", "Whatever needs a person"), ("bad", "Only what keeps runs from going on")],
                        default="warn",
                        max_length=10,
                        verbose_name="Told of",
                    ),
                ),
                ("after", models.PositiveIntegerField(default=5, verbose_name="After minutes")),
                ("on", models.BooleanField(default=True, verbose_name="On")),
                ("busy_until", models.DateTimeField(null=True)),
                ("told_at", models.DateTimeField(null=True, verbose_name="Last message")),
                ("trouble", models.CharField(blank=True, default="", max_length=500)),
            ],
            options={
                "verbose_name": "recipient",
                "verbose_name_plural": "recipients",
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=300)),
                ("tone", models.CharField(max_length=10)),
                ("text", models.TextField()),
                ("url", models.CharField(blank=True, max_length=500)),
                ("began_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(db_index=True, null=True)),
            ],
            options={
                "ordering": ["-began_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("key",), name="one_open_alert_of_a_thing"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("of_end", models.BooleanField(default=False)),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="told", to="jobs.alert"
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="told", to="jobs.recipient"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("recipient", "alert"), name="told_once")],
            },
        ),
    ]
