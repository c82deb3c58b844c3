from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mappings", "0018_some_records_wait_unnoticed"),
    ]

    operations = [
        migrations.AddField(
            model_name="tablemapping",
            name="labels",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
