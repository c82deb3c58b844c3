from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("couplings", "0001_couplings"),
    ]

    operations = [
        migrations.AddField(
            model_name="recordproblem",
            name="candidates",
            field=models.JSONField(default=list),
        ),
    ]
